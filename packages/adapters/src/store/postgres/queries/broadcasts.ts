import { mustBeLimit, mustBeWhole } from '@motcua/engine/ports'
import type { Broadcast, BroadcastTurn, JsonObject } from '@motcua/engine/ports'
import type { Database, Session } from '../database.ts'
import { claimOf, claimValues } from './leases.ts'

const CLAIM = claimOf(
  '@broadcast',
  'x.wake IS NOT NULL',
  '',
  'x.id, x.agency, x.signal, x.payload, x.actor, x.at, x.told, x.until',
)

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
    const [row] = await this.db.read<Omit<RawBroadcast, 'told' | 'until'>>(
      'SELECT x.id, x.agency, x.signal, x.payload, x.actor, x.at FROM @broadcast AS x WHERE x.id = $1',
      [id],
    )
    return row && { ...row, payload: JSON.parse(row.payload) as JsonObject }
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

interface RawBroadcast extends Omit<Broadcast, 'payload'> {
  readonly payload: string
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
