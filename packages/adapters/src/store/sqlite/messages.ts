import type { Database } from 'better-sqlite3'
import { mustBeLimit, mustBeWhole } from '@motcua/engine/ports'
import type { BufferedMessage, JsonObject, Match, MessageStanding, StoredSubscription } from '@motcua/engine/ports'

export interface Messages {
  put(message: BufferedMessage): boolean
  find(id: string): MessageStanding | undefined
  claimMatches(worker: string, now: number, leaseMs: number, limit: number, avoided?: readonly string[]): readonly Match[]
  release(id: string, worker: string, at: number): boolean
  expire(now: number, limit: number): readonly BufferedMessage[]
}

const oldestWhere = (also: string) => `(SELECT min(ordinal) FROM subscription WHERE kind = 'message' AND is_suspended = 0
  AND name = message.name AND key IS message.key AND agency IS message.agency ${also})`

/** The oldest subscription that a message is for, as a part of a query on `message`. */
export const OLDEST_SUBSCRIPTION = oldestWhere('')

export function prepareMessages(db: Database): Messages {
  const put = db.prepare(
    `INSERT INTO message (id, agency, name, key, payload, actor, at, expires_at, status, wake) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'kept', ?)
     ON CONFLICT (id) DO NOTHING`,
  )
  const find = db.prepare<[string], MessageRow>('SELECT * FROM message WHERE id = ?')
  const release = db.prepare(`UPDATE message SET worker = NULL, wake = ? WHERE id = ? AND worker = ?`)
  const late = db.prepare<[number, number], MessageRow>(
    `SELECT * FROM message WHERE status = 'kept' AND expires_at <= ? ORDER BY expires_at, ordinal LIMIT ?`,
  )
  const end = db.prepare(`UPDATE message SET status = 'expired', payload = '{}', worker = NULL WHERE ordinal = ?`)
  const expire = db.transaction((now: number, limit: number) => {
    const rows = late.all(now, limit)
    for (const { ordinal } of rows) end.run(ordinal)
    return rows.map(messageOf)
  })
  return {
    put(message) {
      const at = mustBeWhole(message.at, 'the instant of a message')
      const expiresAt = mustBeWhole(message.expiresAt, 'the end of a message')
      const { id, agency, name, key, payload, actor } = message
      return put.run(id, agency, name, key, JSON.stringify(payload), actor, at, expiresAt, at).changes > 0
    },
    find(id) {
      const row = find.get(id)
      return row && { message: messageOf(row), status: row.status }
    },
    claimMatches: prepareMatches(db),
    release: (id, worker, at) => release.run(mustBeWhole(at, 'the next look at a message'), id, worker).changes > 0,
    expire: (now, limit) =>
      late.get(mustBeWhole(now, 'an instant'), mustBeLimit(limit)) === undefined ? [] : expire.immediate(now, limit),
  }
}

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

function messageOf({ id, agency, name, key, payload, actor, at, expires_at }: MessageRow): BufferedMessage {
  return { id, agency, name, key, payload: JSON.parse(payload) as JsonObject, actor, at, expiresAt: expires_at }
}
