import type { Database } from 'better-sqlite3'
import type { JournalEvent } from '@motcua/engine/ports'
import type { Draft } from './draft.ts'

/** What a job keeps of persons is nothing. */
const FORGOTTEN = `input = '{}', last_error = json_set(last_error, '$.message', '')`
const NO_REASON = `json_set(settled, '$.reason', '')`

/** Takes payloads away for ever; digests and hashes stay. */
export function prepareErasure(db: Database): (draft: Draft, upTo: number) => void {
  const rows = db
    .prepare<[string, number], [number, string]>('SELECT position, events FROM journal WHERE dossier = ? AND seq <= ?')
    .raw()
  const rewrite = db.prepare<[string, number]>('UPDATE journal SET events = ? WHERE position = ?')
  const dropSnapshot = db.prepare<[string]>('DELETE FROM snapshot WHERE dossier = ?')
  const emptyJobs = db.prepare<[string]>(
    `UPDATE job SET ${FORGOTTEN}, settled = ${NO_REASON} WHERE dossier = ? AND status IN ('done', 'cancelled', 'skipped')`,
  )
  return ({ journal: [dossier], snapshot }, upTo) => {
    for (const [position, events] of rows.all(dossier, upTo)) {
      const bare = (JSON.parse(events) as JournalEvent[]).map((event) => ({ ...event, data: null, salt: null }))
      rewrite.run(JSON.stringify(bare), position)
    }
    if (snapshot === null) dropSnapshot.run(dossier)
    emptyJobs.run(dossier)
  }
}

/**
 * A job may outlive the erasure of its dossier, as one that waits for a person: when it is over, it keeps nothing either, but for the word that
 * ended it.
 */
export function prepareLateErasure(db: Database): (job: string) => void {
  const forget = db.prepare<[string]>(
    `UPDATE job SET ${FORGOTTEN}, settled = iif(status = 'skipped', settled, ${NO_REASON}) WHERE id = ?
       AND EXISTS (SELECT 1 FROM dossier WHERE dossier.dossier = job.dossier AND is_ended = 1)
       AND EXISTS (SELECT 1 FROM journal WHERE journal.dossier = job.dossier AND seq = 1
         AND events ->> '$[0].digest' IS NOT NULL AND events ->> '$[0].salt' IS NULL)`,
  )
  return (job) => {
    forget.run(job)
  }
}
