import { mustBeLimit, mustBeWhole } from '@motcua/engine/ports'
import type { BufferedMessage, JsonObject, Match, MessageStanding, StoredSubscription } from '@motcua/engine/ports'
import type { Database } from '../database.ts'
import { claimValues } from './leases.ts'

const MESSAGE = `m.id, m.agency, m.name, m.key, m.payload, m.actor, m.at, m.expires_at AS "expiresAt"`

/** The oldest subscription that a message is for; none of a suspended dossier. */
const forMessage = (also = '') => `
  SELECT s.id, s.dossier FROM @subscription AS s
  WHERE s.kind = 'message' AND s.name = m.name AND s.key IS NOT DISTINCT FROM m.key AND s.agency IS NOT DISTINCT FROM m.agency
    AND NOT s.held ${also} ORDER BY s.ordinal LIMIT 1`

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

  async find(id: string): Promise<MessageStanding | undefined> {
    const [row] = await this.db.read<RawMessage & { status: MessageStanding['status'] }>(
      `SELECT ${MESSAGE}, m.status FROM @message AS m WHERE m.id = $1`,
      [id],
    )
    if (row === undefined) return undefined
    const { status, ...message } = row
    return { message: messageOf(message), status }
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

function messageOf({ payload, ...message }: RawMessage): BufferedMessage {
  return { ...message, payload: JSON.parse(payload) as JsonObject }
}
