import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { AdapterFailure, mustHold, type RecordedChange, type RegisterChange, type SectorRegister } from '@motcua/engine/ports'
import { smallDatabase } from '../../sqlite-file/small-database.ts'

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
  mustHold('sqliteRegister', 'path', path, 'a path', typeof path === 'string' && path !== '')
  const { db, use, close } = smallDatabase(path, SCHEMA, 'REGISTER_UNREACHABLE')
  const insert = db.prepare(
    'INSERT INTO changes (key, subject, reference, change) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING',
  )
  const byKey = db.prepare<[string], Row>('SELECT reference, change FROM changes WHERE key = ?')
  const bySubject = db.prepare<[string], Row>('SELECT reference, change FROM changes WHERE subject = ? ORDER BY number')
  return {
    record(change) {
      return use(() => {
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
      return use(() =>
        bySubject.all(subject).map(({ reference, change }): RecordedChange => ({
          ...(JSON.parse(change) as RegisterChange),
          reference,
        })),
      )
    },
    close,
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
