/**
 * Theory of operation
 *
 * A suspended dossier stands still: persons are refused, but for who resumes, cancels, modifies or migrates it. What the world reports
 * has happened already, so it is kept in the state, in order, and decided when the dossier is resumed, as if it came then. Only the
 * legal clock goes on: time does not stop for us. Ruling S-50.
 */
import type { Command } from '../kernel/index.ts'

export interface Suspension {
  /** In milliseconds since 1970-01-01T00:00:00Z. */
  readonly since: number
  readonly reason: string
  /** What the world reported meanwhile, oldest first. */
  readonly held: readonly HeldCommand[]
}
export type HeldCommand = Command & { readonly origin: 'world' }

/** A dossier keeps no more reports than this: whoever reports more has to keep it and come again. */
export const MOST_HELD = 1_000

/** What a person may send to a suspended dossier. */
const ALLOWED: ReadonlySet<string> = new Set([
  'resumeDossier',
  'cancelDossier',
  'modify',
  'migrate',
  'reassignTask',
  'recordService',
])

export function isAllowedWhileSuspended(type: string): boolean {
  return ALLOWED.has(type)
}
