import type { Database } from 'better-sqlite3'
import type { JobStatus, NewJob } from '@motcua/engine/ports'

export interface Lanes {
  /** Queues a job: due at once, or blocked where an unfinished job of its lane is older. */
  add(job: NewJob, isSuspended: number): void
  /** Ends an unfinished job of the dossier; the next one of its lane becomes due. */
  end(id: string, dossier: string, status: JobStatus): void
}

/** In the statement's text, so that the partial indices apply. */
export const IS_UNFINISHED = `status IN ('queued', 'leased', 'parked')`

/**
 * Theory of operation: in a lane, only the oldest unfinished job has a `wake`. Jobs behind it get theirs when all before them are
 * over, so that a claim reads nothing but jobs that it can have, however many wait behind a parked one.
 */
export function prepareLanes(db: Database): Lanes {
  const oldest = `SELECT min(ordinal) FROM job WHERE dossier = ? AND lane = ? AND ${IS_UNFINISHED}`
  const insert = db.prepare(
    `INSERT INTO job (id, dossier, type, lane, instance, key, input, at, wake, is_suspended, status, tries)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', 0)`,
  )
  const isOccupied = db.prepare<[string, string], number | null>(oldest).pluck()
  const end = db
    .prepare<[string, string, string], string | null>(
      `UPDATE job SET status = ?, worker = NULL, leased_until = NULL, wake = NULL
       WHERE id = ? AND dossier = ? AND ${IS_UNFINISHED} RETURNING lane`,
    )
    .pluck()
  const unblock = db.prepare<[string, string]>(
    `UPDATE job SET wake = at WHERE ordinal = (${oldest}) AND status = 'queued' AND wake IS NULL`,
  )
  return {
    add({ id, dossier, type, lane, instance, key, input, at }, isSuspended) {
      const isBlocked = lane !== null && typeof isOccupied.get(dossier, lane) === 'number'
      insert.run(id, dossier, type, lane, instance, key, JSON.stringify(input), at, isBlocked ? null : at, isSuspended)
    },
    end(id, dossier, status) {
      const lane = end.get(status, id, dossier)
      if (lane !== undefined && lane !== null) unblock.run(dossier, lane)
    },
  }
}
