import { cursorOf, mustBeLimit, mustBePageSize, mustBeWhole, placeOf } from '@motcua/engine/ports'
import type { AudienceQuery, Broadcast, BroadcastQuery, BroadcastTurn, JsonObject, Page } from '@motcua/engine/ports'
import type { Database, Session } from '../database.ts'
import { Conditions } from './conditions.ts'
import { claimOf, claimValues } from './leases.ts'

const CLAIM = claimOf(
  '@broadcast',
  'x.wake IS NOT NULL',
  '',
  'x.id, x.agency, x.signal, x.payload, x.actor, x.at, x.told, x.until',
)

const BROADCAST = 'x.id, x.agency, x.signal, x.payload, x.actor, x.at'

/** Signals that are kept as they were sent elsewhere: `$1` to `$4`. */
const GIVEN = `unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS g (id, agency, signal, actor, place)`

/** Signals on their way; `told` is the number of the last subscription that was told, `until` that of the last one to tell. */
export class Broadcasts {
  constructor(private readonly db: Database) {}

  async put({ id, agency, signal, payload, actor, at }: Broadcast): Promise<boolean> {
    const put = await this.db.run(
      `INSERT INTO @broadcast (id, agency, signal, payload, actor, at, told, until, wake)
       SELECT $1, $2, $3, $4, $5, $6, 0, coalesce(max(s.ordinal), 0), $6 FROM @subscription AS s
       WHERE s.kind = 'signal' AND s.name = $3 AND s.agency IS NOT DISTINCT FROM $2
       ON CONFLICT DO NOTHING RETURNING 1`,
      [id, agency, signal, JSON.stringify(payload), actor, mustBeWhole(at, 'the instant of a broadcast')],
    )
    return put.length > 0
  }

  async find(id: string): Promise<Broadcast | undefined> {
    const [row] = await this.db.read<RawSignal>(`SELECT ${BROADCAST} FROM @broadcast AS x WHERE x.id = $1`, [id])
    return row && broadcastOf(row)
  }

  async keep(batch: readonly Broadcast[]): Promise<readonly string[]> {
    const ats = batch.map(({ at }) => mustBeWhole(at, 'the instant of a broadcast'))
    const sent = (['id', 'agency', 'signal', 'actor'] as const).map((field) => batch.map((broadcast) => broadcast[field]))
    return this.db.transaction(async (session) => {
      await session.run(
        `INSERT INTO @broadcast (id, agency, signal, payload, actor, at, told, until, wake)
         SELECT g.id, g.agency, g.signal, '{}', g.actor, x.at, 0, 0, NULL FROM ${GIVEN}
         JOIN unnest($5::bigint[]) WITH ORDINALITY AS x (at, place) ON x.place = g.place
         ORDER BY g.id, g.place ON CONFLICT DO NOTHING`,
        [...sent, ats],
      )
      const others = await session.run<{ id: string }>(
        `SELECT g.id FROM ${GIVEN} JOIN @broadcast AS x ON x.id = g.id
         WHERE NOT (x.agency IS NOT DISTINCT FROM g.agency AND x.signal = g.signal AND x.actor = g.actor) ORDER BY g.place`,
        sent,
      )
      return others.map(({ id }) => id)
    })
  }

  async page({ isUnderWay, after, limit }: BroadcastQuery): Promise<Page<Broadcast>> {
    mustBePageSize(limit)
    const conditions = new Conditions()
    if (isUnderWay === true) conditions.always('x.wake IS NOT NULL')
    if (after !== undefined) for (const place of placeOf(after, ['string'])) conditions.add('x.id > $', place)
    const rows = await this.db.search<RawSignal>(
      `SELECT ${BROADCAST} FROM @broadcast AS x
       WHERE ${conditions.text} ORDER BY x.id LIMIT ${limit + 1}`,
      conditions.values,
    )
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return { items: rows.slice(0, limit).map(broadcastOf), next: last === undefined ? null : cursorOf([last.id]) }
  }

  async audience({ broadcast, after, limit }: AudienceQuery): Promise<Page<string>> {
    mustBePageSize(limit)
    const [place = 0] = after === undefined ? [] : placeOf(after, ['number'])
    const rows = await this.db.search<{ ordinal: number; dossier: string }>(
      `SELECT s.ordinal, s.dossier FROM @broadcast AS x JOIN @subscription AS s
         ON s.kind = 'signal' AND s.name = x.signal AND s.agency IS NOT DISTINCT FROM x.agency
       WHERE x.id = $1 AND x.wake IS NOT NULL AND s.ordinal > greatest(x.told, $2) AND s.ordinal <= x.until
       ORDER BY s.ordinal LIMIT $3`,
      [broadcast, place, limit + 1],
    )
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return {
      items: rows.slice(0, limit).map(({ dossier }) => dossier),
      next: last === undefined ? null : cursorOf([last.ordinal]),
    }
  }

  async claim(worker: string, now: number, leaseMs: number, limit: number, page: number): Promise<readonly BroadcastTurn[]> {
    const values = claimValues(worker, now, leaseMs, limit)
    mustBeLimit(page)
    return this.db.transaction(async (session) => {
      const turns: BroadcastTurn[] = []
      for (const row of await session.run<RawBroadcast>(CLAIM, values)) turns.push(await turnOf(session, row, page))
      return turns
    })
  }

  async advance(broadcast: string, worker: string, turn: string): Promise<boolean> {
    const advanced = await this.db.run(
      'UPDATE @broadcast SET told = $3, wake = at, worker = NULL WHERE id = $1 AND worker = $2 RETURNING 1',
      [broadcast, worker, mustBeWhole(Number(turn), 'a turn')],
    )
    return advanced.length > 0
  }
}

type RawSignal = Omit<Broadcast, 'payload'> & { readonly payload: string }

function broadcastOf({ payload, ...broadcast }: RawSignal): Broadcast {
  return { ...broadcast, payload: JSON.parse(payload) as JsonObject }
}

interface RawBroadcast extends RawSignal {
  readonly told: number
  readonly until: number
}

async function turnOf(session: Session, { payload, told, until, ...row }: RawBroadcast, page: number): Promise<BroadcastTurn> {
  const next = await session.run<{ ordinal: number; dossier: string }>(
    `SELECT s.ordinal, s.dossier FROM @subscription AS s
     WHERE s.kind = 'signal' AND s.name = $1 AND s.agency IS NOT DISTINCT FROM $2 AND s.ordinal > $3 AND s.ordinal <= $4
     ORDER BY s.ordinal LIMIT $5`,
    [row.signal, row.agency, told, until, page],
  )
  // Who heard it has what it said in their journal, where it can be erased.
  if (next.length === 0)
    await session.run(`UPDATE @broadcast SET wake = NULL, payload = '{}', worker = NULL WHERE id = $1`, [row.id])
  const dossiers = [...new Set(next.map(({ dossier }) => dossier))]
  return {
    broadcast: { ...row, payload: JSON.parse(payload) as JsonObject },
    dossiers,
    turn: String(next.at(-1)?.ordinal ?? until),
  }
}
