import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import Database from 'better-sqlite3'
import { AdapterFailure, type RecordedChange, type RegisterChange, type SectorRegister } from '@motcua/engine/ports'

/** How long a writer waits for another process, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    change TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS changes_of_subject ON changes (subject, number);
`

export interface SqliteRegister extends SectorRegister {
  close(): void
}

/**
 * A register of changes in one SQLite file: for an agency whose sector system takes files or nothing yet, and for tests. Several
 * processes may write; each change is written once, whatever is repeated.
 *
 * Throws AdapterFailure: `REGISTER_UNREACHABLE` (worth a retry), `REGISTER_REFUSED` (final).
 *
 * @example
 * createEngine({ store, procedures, adapters: { identity, registers: { 'civil-status': sqliteRegister('civil-status.db') } } })
 */
export function sqliteRegister(path: string): SqliteRegister {
  const db = reached(path, () => {
    const opened = new Database(path, { timeout: BUSY_TIMEOUT_MS })
    opened.pragma('journal_mode = WAL')
    opened.pragma('synchronous = FULL')
    opened.exec(SCHEMA)
    return opened
  })
  const insert = db.prepare(
    'INSERT INTO changes (key, subject, reference, change) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING',
  )
  const byKey = db.prepare<[string], Row>('SELECT reference, change FROM changes WHERE key = ?')
  const bySubject = db.prepare<[string], Row>('SELECT reference, change FROM changes WHERE subject = ? ORDER BY number')
  return {
    record(change) {
      return settled(path, () => {
        mustSay(change)
        insert.run(change.key, change.subject, randomUUID(), JSON.stringify(change))
        const kept = byKey.get(change.key)
        if (kept === undefined || !isDeepStrictEqual(JSON.parse(kept.change), JSON.parse(JSON.stringify(change)))) {
          throw refused(`expected the change that the key "${change.key}" was used for, found another`)
        }
        return { reference: kept.reference }
      })
    },
    changes(subject) {
      return settled(path, () =>
        bySubject.all(subject).map(({ reference, change }): RecordedChange => ({
          ...(JSON.parse(change) as RegisterChange),
          reference,
        })),
      )
    },
    close() {
      db.close()
    },
  }
}

interface Row {
  readonly reference: string
  readonly change: string
}

function mustSay({ key, act, subject }: RegisterChange): void {
  for (const [name, value] of Object.entries({ key, act, subject })) {
    if (value === '') throw refused(`expected a change with a ${name}, found none`)
  }
}

function refused(message: string): AdapterFailure {
  return new AdapterFailure('REGISTER_REFUSED', message, { retry: false })
}

function settled<T>(path: string, work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(reached(path, work))
  })
}

function reached<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof AdapterFailure) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AdapterFailure('REGISTER_UNREACHABLE', `expected to reach ${path}, found: ${reason}`, { retry: true, cause })
  }
}
