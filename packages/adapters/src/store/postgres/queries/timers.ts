import { mustBeLimit, mustBeWhole } from '@motcua/engine/ports'
import type { StoredTimer } from '@motcua/engine/ports'
import type { Database } from '../database.ts'
import { claimOf, claimValues } from './leases.ts'

const CLAIM = claimOf('@timer', 'NOT x.held', '', 'x.id, x.dossier, x.due')

export class Timers {
  constructor(private readonly db: Database) {}

  async claim(worker: string, now: number, leaseMs: number, limit: number): Promise<readonly StoredTimer[]> {
    return this.db.run<StoredTimer>(CLAIM, claimValues(worker, now, leaseMs, limit))
  }

  async release(timer: string, worker: string, at: number): Promise<boolean> {
    const released = await this.db.run(
      'UPDATE @timer SET worker = NULL, wake = greatest(due, $3) WHERE id = $1 AND worker = $2 RETURNING 1',
      [timer, worker, mustBeWhole(at, 'the next look at a timer')],
    )
    return released.length > 0
  }

  async list({ dossier, limit }: { readonly dossier: string; readonly limit: number }): Promise<readonly StoredTimer[]> {
    return this.db.read<StoredTimer>('SELECT id, dossier, due FROM @timer WHERE dossier = $1 ORDER BY due, ordinal LIMIT $2', [
      dossier,
      mustBeLimit(limit),
    ])
  }
}
