import { cursorOf, mustBeLimit, mustBePageSize, mustBeWhole, placeOf } from '@motcua/engine/ports'
import type {
  BufferedMessage,
  JsonObject,
  Match,
  MessageQuery,
  MessageStanding,
  Page,
  StoredSubscription,
} from '@motcua/engine/ports'
import type { Database, Value } from '../database.ts'
import { Conditions } from './conditions.ts'
import { claimValues } from './leases.ts'

const MESSAGE = `m.id, m.agency, m.name, m.key, m.payload, m.actor, m.at, m.expires_at AS "expiresAt"`

/** The oldest subscription that a message is for; none of a suspended dossier. */
const forMessage = (also = '') => `
  SELECT s.id, s.dossier FROM @subscription AS s
  WHERE s.kind = 'message' AND s.name = m.name AND s.key IS NOT DISTINCT FROM m.key AND s.agency IS NOT DISTINCT FROM m.agency
    AND NOT s.held ${also} ORDER BY s.ordinal LIMIT 1`

/** Messages that are kept as they stood elsewhere: `$1` to `$6` of {@link sentValues}. */
const GIVEN = `unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY
  AS g (id, agency, name, key, actor, status, place)`

const IS_SAME = `m.agency IS NOT DISTINCT FROM g.agency AND m.name = g.name AND m.key IS NOT DISTINCT FROM g.key AND m.actor = g.actor`

/** As a commit that begins to wait for a message takes it: one of the two sees the other. */
const LOCK = `
  SELECT pg_advisory_xact_lock(g.lock) FROM (
    SELECT DISTINCT hashtextextended(g.name || chr(31) || coalesce(g.key, ''), 1) AS lock
    FROM unnest($1::text[], $2::text[]) AS g (name, key) ORDER BY 1) AS g`

const INSERT = `
  INSERT INTO @message (id, agency, name, key, payload, actor, at, expires_at, status, wake, awaited)
  SELECT g.id, g.agency, g.name, g.key, x.payload, g.actor, x.at, x.expires_at, g.status, x.at,
    g.status = 'kept' AND EXISTS (SELECT 1 FROM @subscription AS s WHERE s.kind = 'message' AND s.name = g.name
      AND s.key IS NOT DISTINCT FROM g.key AND s.agency IS NOT DISTINCT FROM g.agency)
  FROM ${GIVEN}
  JOIN unnest($7::text[], $8::bigint[], $9::bigint[]) WITH ORDINALITY AS x (payload, at, expires_at, place) ON x.place = g.place
  ORDER BY g.place ON CONFLICT DO NOTHING`

/** Whether anything of a message that nobody waits for yet may be claimed: only those marked as awaited are looked at. */
export const NEXT_MATCH = `
  SELECT min(m.wake) FROM @message AS m CROSS JOIN LATERAL (${forMessage()}) AS s WHERE m.status = 'kept' AND m.awaited`

export class Messages {
  constructor(private readonly db: Database) {}

  async put({ id, agency, name, key, payload, actor, at, expiresAt }: BufferedMessage): Promise<boolean> {
    mustBeWhole(at, 'the instant of a message')
    mustBeWhole(expiresAt, 'the end of a message')
    const [row] = await this.db.run<{ put: boolean }>('SELECT @put_message($1, $2, $3, $4, $5, $6, $7, $8) AS put', [
      ...[id, agency, name, key, JSON.stringify(payload), actor, at, expiresAt],
    ])
    return row?.put === true
  }

  async keep(batch: readonly MessageStanding[]): Promise<readonly string[]> {
    const payloads = batch.map(({ message, status }) => (status === 'kept' ? JSON.stringify(message.payload) : '{}'))
    const ats = batch.map(({ message }) => mustBeWhole(message.at, 'the instant of a message'))
    const ends = batch.map(({ message }) => mustBeWhole(message.expiresAt, 'the end of a message'))
    const kept = batch.filter(({ status }) => status === 'kept').map(({ message }) => message)
    const over = batch.filter(({ status }) => status !== 'kept').map(({ message }) => message.id)
    const sent = sentValues(batch)
    return this.db.transaction(async (session) => {
      // In the order in which a commit locks them: messages, then who waits. Neither waits for the other in a circle.
      await session.run('SELECT 1 FROM @message AS m WHERE m.id = ANY ($1) ORDER BY m.id FOR UPDATE', [over])
      await session.run(LOCK, [kept.map(({ name }) => name), kept.map(({ key }) => key)])
      await session.run(INSERT, [...sent, payloads, ats, ends])
      await session.run(
        `UPDATE @message AS m SET status = g.status, payload = '{}', worker = NULL FROM ${GIVEN}
         WHERE m.id = g.id AND m.status = 'kept' AND g.status <> 'kept' AND ${IS_SAME}`,
        sent,
      )
      const others = await session.run<{ id: string }>(
        `SELECT g.id FROM ${GIVEN} JOIN @message AS m ON m.id = g.id WHERE NOT (${IS_SAME}) ORDER BY g.place`,
        sent,
      )
      return others.map(({ id }) => id)
    })
  }

  async find(id: string): Promise<MessageStanding | undefined> {
    const [row] = await this.db.read<RawStanding>(`SELECT ${MESSAGE}, m.status FROM @message AS m WHERE m.id = $1`, [id])
    return row && standingOf(row)
  }

  async page({ agency, status, order = 'id', after, limit }: MessageQuery): Promise<Page<MessageStanding>> {
    mustBePageSize(limit)
    const { column, type } = ORDERS[order]
    const conditions = new Conditions().add('m.agency = $', agency).add('m.status = $', status)
    if (after !== undefined) for (const place of placeOf(after, [type])) conditions.add(`m.${column} > $`, place)
    const rows = await this.db.search<RawStanding & { ordinal: number }>(
      `SELECT ${MESSAGE}, m.status, m.ordinal FROM @message AS m WHERE ${conditions.text} ORDER BY m.${column} LIMIT ${limit + 1}`,
      conditions.values,
    )
    const last = rows.length > limit ? rows[limit - 1] : undefined
    const items = rows.slice(0, limit).map(({ ordinal: _, ...raw }) => standingOf(raw))
    return { items, next: last === undefined ? null : cursorOf([last[column]]) }
  }

  async claimMatches(
    worker: string,
    now: number,
    leaseMs: number,
    limit: number,
    avoided: readonly string[] = [],
  ): Promise<readonly Match[]> {
    const rows = await this.db.run<RawMessage & { subscription: string; dossier: string }>(
      `WITH due AS (
         SELECT m.id, s.id AS subscription, s.dossier FROM @message AS m CROSS JOIN LATERAL (${forMessage('AND s.dossier <> ALL ($5)')}) AS s
         WHERE m.status = 'kept' AND m.awaited AND m.wake <= $2 AND m.expires_at > $2
         ORDER BY m.ordinal LIMIT $4 FOR UPDATE OF m SKIP LOCKED),
       taken AS (
         UPDATE @message AS m SET worker = $1, wake = $3 FROM due WHERE m.id = due.id RETURNING m.*, due.subscription, due.dossier)
       SELECT ${MESSAGE}, m.subscription, m.dossier FROM taken AS m ORDER BY m.ordinal`,
      [...claimValues(worker, now, leaseMs, limit), avoided],
    )
    return rows.map(({ subscription, dossier, ...raw }) => {
      const message = messageOf(raw)
      const { agency, name, key } = message
      return {
        message,
        subscription: { id: subscription, dossier, agency, kind: 'message', name, key } satisfies StoredSubscription,
      }
    })
  }

  async release(message: string, worker: string, at: number): Promise<boolean> {
    const released = await this.db.run('UPDATE @message SET worker = NULL, wake = $3 WHERE id = $1 AND worker = $2 RETURNING 1', [
      message,
      worker,
      mustBeWhole(at, 'the next look at a message'),
    ])
    return released.length > 0
  }

  async expire(now: number, limit: number): Promise<readonly BufferedMessage[]> {
    const rows = await this.db.run<RawMessage>(
      `WITH late AS (
         SELECT m.id, m.payload FROM @message AS m WHERE m.status = 'kept' AND m.expires_at <= $1
         ORDER BY m.expires_at, m.ordinal LIMIT $2 FOR UPDATE SKIP LOCKED),
       expired AS (
         UPDATE @message AS m SET status = 'expired', payload = '{}', worker = NULL FROM late WHERE m.id = late.id
         RETURNING m.id, m.agency, m.name, m.key, late.payload, m.actor, m.at, m.expires_at, m.ordinal)
       SELECT ${MESSAGE} FROM expired AS m ORDER BY m.expires_at, m.ordinal`,
      [mustBeWhole(now, 'now'), mustBeLimit(limit)],
    )
    return rows.map(messageOf)
  }
}

type RawMessage = Omit<BufferedMessage, 'payload'> & { readonly payload: string }

type RawStanding = RawMessage & { readonly status: MessageStanding['status'] }

/** By which column messages are listed, and what stands in it. */
const ORDERS = { id: { column: 'id', type: 'string' }, put: { column: 'ordinal', type: 'number' } } as const

/** What tells whether a message is the same, and how it stands. */
function sentValues(batch: readonly MessageStanding[]): Value[] {
  const fields = ['id', 'agency', 'name', 'key', 'actor'] as const
  return [...fields.map((field) => batch.map(({ message }) => message[field])), batch.map(({ status }) => status)]
}

function standingOf({ status, ...raw }: RawStanding): MessageStanding {
  return { message: messageOf(raw), status }
}

function messageOf({ payload, ...message }: RawMessage): BufferedMessage {
  return { ...message, payload: JSON.parse(payload) as JsonObject }
}
