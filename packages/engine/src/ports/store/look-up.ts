import type { StoredDossier } from './dossier.ts'
import type { JournalRow, StoredAnswer } from './journal.ts'

/** What a host has to know before it decides a command. */
export interface LookUp {
  readonly dossier: string
  /** The command whose answer is asked for. Absent: none's. */
  readonly command?: string
  /** How many journal rows after the dossier's snapshot are asked for, at most, and the dossier with them. Absent: neither. */
  readonly rows?: number
}

/** As of one moment. */
export interface LookedUp {
  readonly answer: StoredAnswer | undefined
  /** `undefined` also where there is an answer. */
  readonly stored: StoredDossier | undefined
  /** Those after `stored.snapshot`, or from the first where there is none, ascending. */
  readonly rows: readonly JournalRow[]
}
