import type { Database } from 'better-sqlite3'
import { mustBeLimit, mustBeWhole } from '@motcua/engine/ports'
import type { Broadcast, BroadcastTurn, JsonObject } from '@motcua/engine/ports'
import { prepareClaims } from './leases.ts'

export interface Broadcasts {
  put(broadcast: Broadcast): boolean
  find(id: string): Broadcast | undefined
  claim(worker: string, now: number, leaseMs: number, limit: number, page: number): readonly BroadcastTurn[]
  advance(id: string, worker: string, turn: string): boolean
}

/**
 * Theory of operation: subscriptions have growing numbers that are never used again. A broadcast goes through those that hear its
 * signal, up to the last one that there was when it was put; how far it has come is one number.
 */
export function prepareBroadcasts(db: Database): Broadcasts {
  const put = db.prepare(
    `INSERT INTO broadcast (id, agency, signal, payload, actor, at, told_up_to, last, is_over, wake)
     VALUES (@id, @agency, @signal, @payload, @actor, @at, 0,
       ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'subscription'), 0), 0, @at)
     ON CONFLICT (id) DO NOTHING`,
  )
  const find = db.prepare<[string], BroadcastRow>('SELECT * FROM broadcast WHERE id = ?')
  const claim = prepareClaims<BroadcastRow>(db, 'broadcast', 'wake <= ? AND is_over = 0', '*')
  const hearing = db.prepare<BroadcastRow & { page: number }, { ordinal: number; dossier: string }>(
    `SELECT ordinal, dossier FROM subscription
     WHERE kind = 'signal' AND name = @signal AND key IS NULL AND agency IS @agency AND ordinal > @told_up_to AND ordinal <= @last
     ORDER BY ordinal LIMIT @page`,
  )
  // Who heard it has what it said in their journal, where it can be erased.
  const end = db.prepare(`UPDATE broadcast SET is_over = 1, payload = '{}', worker = NULL WHERE id = ?`)
  const advance = db.prepare('UPDATE broadcast SET told_up_to = ?, worker = NULL, wake = at WHERE id = ? AND worker = ?')
  return {
    put(broadcast) {
      mustBeWhole(broadcast.at, 'the instant of a broadcast')
      return put.run({ ...broadcast, payload: JSON.stringify(broadcast.payload) }).changes > 0
    },
    find(id) {
      const row = find.get(id)
      return row && broadcastOf(row)
    },
    claim(worker, now, leaseMs, limit, page) {
      mustBeLimit(page)
      return claim(worker, now, leaseMs, limit).map((row) => {
        const next = hearing.all({ ...row, page })
        if (next.length === 0) end.run(row.id)
        const dossiers = [...new Set(next.map(({ dossier }) => dossier))]
        return { broadcast: broadcastOf(row), dossiers, turn: String(next.at(-1)?.ordinal ?? row.last) }
      })
    },
    advance: (id, worker, turn) => advance.run(mustBeWhole(Number(turn), 'a turn'), id, worker).changes > 0,
  }
}

interface BroadcastRow extends Omit<Broadcast, 'payload'> {
  readonly payload: string
  readonly told_up_to: number
  readonly last: number
}

function broadcastOf({ id, agency, signal, payload, actor, at }: BroadcastRow): Broadcast {
  return { id, agency, signal, payload: JSON.parse(payload) as JsonObject, actor, at }
}
