import type { Database } from 'better-sqlite3'
import { cursorOf, isSameMessage, mustBeLimit, mustBePageSize, mustBeWhole, placeOf } from '@motcua/engine/ports'
import type {
  BufferedMessage,
  JsonObject,
  Match,
  MessageQuery,
  MessageStanding,
  Page,
  StoredSubscription,
} from '@motcua/engine/ports'
import { Conditions, statementsOf } from './statements.ts'

export interface Messages {
  put(message: BufferedMessage): boolean
  keep(batch: readonly MessageStanding[]): readonly string[]
  find(id: string): MessageStanding | undefined
  page(query: MessageQuery): Page<MessageStanding>
  claimMatches(worker: string, now: number, leaseMs: number, limit: number, avoided?: readonly string[]): readonly Match[]
  release(id: string, worker: string, at: number): boolean
  expire(now: number, limit: number): readonly BufferedMessage[]
}

const oldestWhere = (also: string) => `(SELECT min(ordinal) FROM subscription WHERE kind = 'message' AND is_suspended = 0
  AND name = message.name AND key IS message.key AND agency IS message.agency ${also})`

/** The oldest subscription that a message is for, as a part of a query on `message`. */
export const OLDEST_SUBSCRIPTION = oldestWhere('')

export function prepareMessages(db: Database): Messages {
  const insert = db.prepare(
    `INSERT INTO message (id, agency, name, key, payload, actor, at, expires_at, status, wake) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  )
  const put = ({ id, agency, name, key, payload, actor, at, expiresAt }: BufferedMessage, status: MessageStanding['status']) =>
    insert.run(id, agency, name, key, status === 'kept' ? JSON.stringify(payload) : '{}', actor, at, expiresAt, status, at)
      .changes > 0
  const find = db.prepare<[string], MessageRow>('SELECT * FROM message WHERE id = ?')
  const release = db.prepare(`UPDATE message SET worker = NULL, wake = ? WHERE id = ? AND worker = ?`)
  const late = db.prepare<[number, number], MessageRow>(
    `SELECT * FROM message WHERE status = 'kept' AND expires_at <= ? ORDER BY expires_at, ordinal LIMIT ?`,
  )
  const end = db.prepare(`UPDATE message SET status = ?, payload = '{}', worker = NULL WHERE ordinal = ?`)
  const expire = db.transaction((now: number, limit: number) => {
    const rows = late.all(now, limit)
    for (const { ordinal } of rows) end.run('expired', ordinal)
    return rows.map(messageOf)
  })
  const keep = db.transaction((batch: readonly MessageStanding[]) =>
    batch.flatMap(({ message, status }) => {
      const known = put(message, status) ? undefined : find.get(message.id)
      if (known === undefined) return []
      if (!isSameMessage(known, message)) return [message.id]
      if (known.status === 'kept' && status !== 'kept') end.run(status, known.ordinal)
      return []
    }),
  )
  return {
    put(message) {
      mustHaveInstants(message)
      return put(message, 'kept')
    },
    keep(batch) {
      for (const { message } of batch) mustHaveInstants(message)
      return keep.immediate(batch)
    },
    find(id) {
      const row = find.get(id)
      return row && standingOf(row)
    },
    page: preparePages(db),
    claimMatches: prepareMatches(db),
    release: (id, worker, at) => release.run(mustBeWhole(at, 'the next look at a message'), id, worker).changes > 0,
    expire: (now, limit) =>
      late.get(mustBeWhole(now, 'an instant'), mustBeLimit(limit)) === undefined ? [] : expire.immediate(now, limit),
  }
}

function preparePages(db: Database): Messages['page'] {
  const list = statementsOf<MessageRow>(db)
  return ({ agency, status, order = 'id', after, limit }) => {
    mustBePageSize(limit)
    const { column, type } = ORDERS[order]
    const conditions = new Conditions().is('agency = ?', agency).is('status = ?', status)
    if (after !== undefined) conditions.holds(`${column} > ?`, ...placeOf(after, [type]))
    const sql = `SELECT * FROM message WHERE ${conditions.sql} ORDER BY ${column} LIMIT ?`
    const rows = list(sql).all(...conditions.values, limit + 1)
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return { items: rows.slice(0, limit).map(standingOf), next: last === undefined ? null : cursorOf([last[column]]) }
  }
}

/** By which column messages are listed, and what stands in it. */
const ORDERS = { id: { column: 'id', type: 'string' }, put: { column: 'ordinal', type: 'number' } } as const

function prepareMatches(db: Database): Messages['claimMatches'] {
  const due = db.prepare<[string, number, number, number], MessageRow & { readonly subscription: number }>(
    `SELECT *, ${oldestWhere('AND dossier NOT IN (SELECT value FROM json_each(?))')} AS subscription FROM message
     WHERE status = 'kept' AND wake <= ? AND expires_at > ? AND subscription IS NOT NULL ORDER BY ordinal LIMIT ?`,
  )
  const subscription = db.prepare<[number], StoredSubscription>(
    'SELECT id, dossier, agency, kind, name, key FROM subscription WHERE ordinal = ?',
  )
  const lease = db.prepare('UPDATE message SET worker = ?, wake = ? WHERE ordinal = ?')
  const claim = db.transaction((worker: string, now: number, until: number, limit: number, avoided: string): Match[] =>
    due.all(avoided, now, now, limit).flatMap((row) => {
      const found = subscription.get(row.subscription)
      if (found === undefined) return []
      lease.run(worker, until, row.ordinal)
      return [{ message: messageOf(row), subscription: found }]
    }),
  )
  return (worker, now, leaseMs, limit, avoided = []) => {
    const until = mustBeWhole(now + leaseMs, 'the end of a lease')
    const but = JSON.stringify(avoided)
    return due.get(but, now, now, mustBeLimit(limit)) === undefined ? [] : claim.immediate(worker, now, until, limit, but)
  }
}

/** What a commit does with the messages that it delivers. */
export function prepareTaking(db: Database): { isThere(id: string, at: number): boolean; take(id: string): void } {
  const there = db.prepare<[string, number]>(`SELECT 1 FROM message WHERE id = ? AND status = 'kept' AND expires_at > ?`)
  const take = db.prepare<[string]>(`UPDATE message SET status = 'taken', payload = '{}', worker = NULL WHERE id = ?`)
  return {
    isThere: (id, at) => there.get(id, at) !== undefined,
    take(id) {
      take.run(id)
    },
  }
}

interface MessageRow extends Omit<BufferedMessage, 'payload' | 'expiresAt'> {
  readonly ordinal: number
  readonly payload: string
  readonly expires_at: number
  readonly status: MessageStanding['status']
}

function mustHaveInstants({ at, expiresAt }: BufferedMessage): void {
  mustBeWhole(at, 'the instant of a message')
  mustBeWhole(expiresAt, 'the end of a message')
}

function standingOf(row: MessageRow): MessageStanding {
  return { message: messageOf(row), status: row.status }
}

function messageOf({ id, agency, name, key, payload, actor, at, expires_at }: MessageRow): BufferedMessage {
  return { id, agency, name, key, payload: JSON.parse(payload) as JsonObject, actor, at, expiresAt: expires_at }
}
