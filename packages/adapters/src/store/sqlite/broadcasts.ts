import type { Database, Statement } from 'better-sqlite3'
import { cursorOf, isSameSignal, mustBeLimit, mustBePageSize, mustBeWhole, placeOf } from '@motcua/engine/ports'
import type { AudienceQuery, Broadcast, BroadcastQuery, BroadcastTurn, JsonObject, Page } from '@motcua/engine/ports'
import { prepareClaims } from './leases.ts'
import { Conditions, statementsOf } from './statements.ts'

export interface Broadcasts {
  put(broadcast: Broadcast): boolean
  keep(batch: readonly Broadcast[]): readonly string[]
  find(id: string): Broadcast | undefined
  page(query: BroadcastQuery): Page<Broadcast>
  audience(query: AudienceQuery): Page<string>
  claim(worker: string, now: number, leaseMs: number, limit: number, page: number): readonly BroadcastTurn[]
  advance(id: string, worker: string, turn: string): boolean
}

/**
 * Theory of operation: subscriptions have growing numbers that are never used again. A broadcast goes through those that hear its
 * signal, up to the last one that there was when it was put; how far it has come is one number.
 */
export function prepareBroadcasts(db: Database): Broadcasts {
  const insert = db.prepare(
    `INSERT INTO broadcast (id, agency, signal, payload, actor, at, told_up_to, last, is_over, wake)
     VALUES (@id, @agency, @signal, @payload, @actor, @at, 0,
       ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'subscription'), 0), @isOver, @at)
     ON CONFLICT (id) DO NOTHING`,
  )
  const put = (broadcast: Broadcast, isOver: boolean) =>
    insert.run({ ...broadcast, payload: isOver ? '{}' : JSON.stringify(broadcast.payload), isOver: Number(isOver) }).changes > 0
  const find = db.prepare<[string], BroadcastRow>('SELECT * FROM broadcast WHERE id = ?')
  const claim = prepareClaims<BroadcastRow>(db, 'broadcast', 'wake <= ? AND is_over = 0', '*')
  const hearing = prepareHearing(db)
  // Who heard it has what it said in their journal, where it can be erased.
  const end = db.prepare(`UPDATE broadcast SET is_over = 1, payload = '{}', worker = NULL WHERE id = ?`)
  const advance = db.prepare('UPDATE broadcast SET told_up_to = ?, worker = NULL, wake = at WHERE id = ? AND worker = ?')
  const keep = db.transaction((batch: readonly Broadcast[]) =>
    batch.flatMap((broadcast) => {
      const known = put(broadcast, true) ? undefined : find.get(broadcast.id)
      return known === undefined || isSameSignal(known, broadcast) ? [] : [broadcast.id]
    }),
  )
  return {
    put(broadcast) {
      mustHaveInstant(broadcast)
      return put(broadcast, false)
    },
    keep(batch) {
      batch.forEach(mustHaveInstant)
      return keep.immediate(batch)
    },
    find(id) {
      const row = find.get(id)
      return row && broadcastOf(row)
    },
    page: preparePages(db),
    audience: prepareAudience(db),
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

type Hearing = Statement<[BroadcastRow & { page: number }], { ordinal: number; dossier: string }>

/** Who is still to be told. */
function prepareHearing(db: Database): Hearing {
  return db.prepare(
    `SELECT ordinal, dossier FROM subscription
     WHERE kind = 'signal' AND name = @signal AND key IS NULL AND agency IS @agency AND ordinal > @told_up_to AND ordinal <= @last
     ORDER BY ordinal LIMIT @page`,
  )
}

function preparePages(db: Database): Broadcasts['page'] {
  const list = statementsOf<BroadcastRow>(db)
  return ({ isUnderWay, after, limit }) => {
    mustBePageSize(limit)
    const conditions = new Conditions()
    if (isUnderWay === true) conditions.holds('is_over = 0')
    if (after !== undefined) conditions.holds('id > ?', ...placeOf(after, ['string']))
    const rows = list(`SELECT * FROM broadcast WHERE ${conditions.sql} ORDER BY id LIMIT ?`).all(...conditions.values, limit + 1)
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return { items: rows.slice(0, limit).map(broadcastOf), next: last === undefined ? null : cursorOf([last.id]) }
  }
}

function prepareAudience(db: Database): Broadcasts['audience'] {
  const going = db.prepare<[string], BroadcastRow>('SELECT * FROM broadcast WHERE id = ? AND is_over = 0')
  const hearing = prepareHearing(db)
  return ({ broadcast, after, limit }) => {
    mustBePageSize(limit)
    const [place] = after === undefined ? [] : placeOf(after, ['number'])
    const row = going.get(broadcast)
    if (row === undefined) return { items: [], next: null }
    const from = Math.max(row.told_up_to, Number(place ?? 0))
    const rows = hearing.all({ ...row, told_up_to: from, page: limit + 1 })
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return {
      items: rows.slice(0, limit).map(({ dossier }) => dossier),
      next: last === undefined ? null : cursorOf([last.ordinal]),
    }
  }
}

function mustHaveInstant({ at }: Broadcast): void {
  mustBeWhole(at, 'the instant of a broadcast')
}

interface BroadcastRow extends Omit<Broadcast, 'payload'> {
  readonly payload: string
  readonly told_up_to: number
  readonly last: number
}

function broadcastOf({ id, agency, signal, payload, actor, at }: BroadcastRow): Broadcast {
  return { id, agency, signal, payload: JSON.parse(payload) as JsonObject, actor, at }
}
