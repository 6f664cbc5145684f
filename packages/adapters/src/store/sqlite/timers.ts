import type { Database } from 'better-sqlite3'
import { mustBeLimit, mustBeWhole } from '@motcua/engine/ports'
import type { StoredTimer } from '@motcua/engine/ports'
import { prepareClaims } from './leases.ts'
import { rangeOf } from './range.ts'

export interface Timers {
  claim(worker: string, now: number, leaseMs: number, limit: number): readonly StoredTimer[]
  release(id: string, worker: string, at: number): boolean
  list(query: { readonly dossier: string; readonly limit: number }): readonly StoredTimer[]
}

export function prepareTimers(db: Database): Timers {
  const claim = prepareClaims<StoredTimer>(db, 'timer', 'wake <= ? AND is_suspended = 0', 'id, dossier, due')
  const release = db.prepare('UPDATE timer SET worker = NULL, wake = max(?, due) WHERE id = ? AND worker = ?')
  const list = db.prepare<unknown[], StoredTimer>(
    'SELECT id, dossier, due FROM timer WHERE id > ? AND id < ? AND dossier = ? ORDER BY due, ordinal LIMIT ?',
  )
  return {
    claim,
    release: (id, worker, at) => release.run(mustBeWhole(at, 'the next look at a timer'), id, worker).changes > 0,
    list: ({ dossier, limit }) => list.all(...rangeOf(dossier), dossier, mustBeLimit(limit)),
  }
}
