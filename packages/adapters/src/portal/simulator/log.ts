import type { Fault } from './faults.ts'
import type { Handled } from './portal.ts'

/** One call as the simulator saw it. */
export interface LogEntry {
  /** 1, 2, 3 … since the start or the last reset. */
  readonly seq: number
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  /** `login`, or what the call named as its service. `?`: the call was never understood. */
  readonly service: string
  readonly outcome: Handled['outcome'] | Fault
  /** The dossiers that were changed. */
  readonly codes: readonly string[]
  /** The portal did not know them before. */
  readonly created: boolean
}

export interface Log {
  note(entry: Omit<LogEntry, 'seq' | 'at'>): void
  entries(): readonly LogEntry[]
  clear(): void
}

/** A simulator that runs for days forgets the oldest calls; 10,000 are more than a test makes. */
const kept = 10_000

export function log(): Log {
  let entries: LogEntry[] = []
  let seq = 0
  return {
    note(entry) {
      entries.push({ seq: ++seq, at: Date.now(), ...entry })
      if (entries.length > kept) entries = entries.slice(-kept / 2)
    },
    entries: () => entries,
    clear() {
      entries = []
      seq = 0
    },
  }
}
