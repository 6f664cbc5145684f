import type { Database } from 'better-sqlite3'
import type { Commit, JournalEvent } from '@motcua/engine/ports'

/** Takes payloads away for ever; digests and hashes stay. */
export function prepareErasure(db: Database): (commit: Commit, upTo: number) => void {
  const rows = db
    .prepare<[string, number], [number, string]>('SELECT position, events FROM journal WHERE dossier = ? AND seq <= ?')
    .raw()
  const rewrite = db.prepare<[string, number]>('UPDATE journal SET events = ? WHERE position = ?')
  const dropSnapshot = db.prepare<[string]>('DELETE FROM snapshot WHERE dossier = ?')
  const emptyJobs = db.prepare<[string]>(
    `UPDATE job SET input = '{}', last_error = json_set(last_error, '$.message', '')
     WHERE dossier = ? AND status IN ('done', 'cancelled', 'skipped')`,
  )
  return ({ dossier, snapshot }, upTo) => {
    for (const [position, events] of rows.all(dossier, upTo)) {
      const bare = (JSON.parse(events) as JournalEvent[]).map((event) => ({ ...event, data: null, salt: null }))
      rewrite.run(JSON.stringify(bare), position)
    }
    if (snapshot === undefined) dropSnapshot.run(dossier)
    emptyJobs.run(dossier)
  }
}
