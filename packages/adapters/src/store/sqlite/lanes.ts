import type { Database } from 'better-sqlite3'
import type { NewJob } from '@motcua/engine/ports'

export interface Lanes {
  /** Queues a job: due at once, or blocked where an unfinished job of its lane is older. */
  add(job: NewJob): void
  /** Ends an unfinished job of the dossier; the next one of its lane becomes due. */
  end(id: string, dossier: string, status: 'done' | 'cancelled'): void
  /** The oldest unfinished job of a lane may be claimed when its time comes. */
  unblock(dossier: string, lane: string | null): void
}

/**
 * Theory of operation: in a lane, only the oldest unfinished job has a `wake`. Jobs behind it get theirs when all before them are
 * over, so that a claim reads nothing but jobs that it can have, however many wait behind a parked one.
 */
export function prepareLanes(db: Database): Lanes {
  const oldest = `SELECT ordinal FROM job WHERE dossier = ? AND lane = ? AND status IN ('queued', 'leased', 'parked')
    ORDER BY ordinal LIMIT 1`
  const insert = db.prepare(
    `INSERT INTO job (id, dossier, type, lane, instance, key, input, at, wake, status, tries)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', 0)`,
  )
  const isOccupied = db.prepare<[string, string]>(oldest)
  const end = db
    .prepare<[string, string, string], string | null>(
      `UPDATE job SET status = ?, worker = NULL, leased_until = NULL, wake = NULL
       WHERE id = ? AND dossier = ? AND status IN ('queued', 'leased', 'parked') RETURNING lane`,
    )
    .pluck()
  const unblock = db.prepare<[string, string]>(
    `UPDATE job SET wake = at WHERE ordinal = (${oldest}) AND status = 'queued' AND wake IS NULL`,
  )
  const lanes: Lanes = {
    add({ id, dossier, type, lane, instance, key, input, at }) {
      const isBlocked = lane !== null && isOccupied.get(dossier, lane) !== undefined
      insert.run(id, dossier, type, lane, instance, key, JSON.stringify(input), at, isBlocked ? null : at)
    },
    end(id, dossier, status) {
      const lane = end.get(status, id, dossier)
      if (lane !== undefined) lanes.unblock(dossier, lane)
    },
    unblock(dossier, lane) {
      if (lane !== null) unblock.run(dossier, lane)
    },
  }
  return lanes
}
