import type { Database } from 'better-sqlite3'
import { mustBeWhole } from '@motcua/engine/ports'
import type { StoreFigures } from '@motcua/engine/ports'
import { IS_UNFINISHED } from './lanes.ts'
import { OLDEST_SUBSCRIPTION } from './messages.ts'
import { prepareNotTaken } from './schema.ts'

export interface Figures {
  nextDue(): number | undefined
  figures(now: number): StoreFigures
  identity(): string
  reconciled(): number
  markReconciled(times: number): void
}

/** What an operator watches, and when the host should look again. */
export function prepareFigures(db: Database): Figures {
  const nextDue = db
    .prepare<[], number | null>(
      `SELECT min(next) FROM (
         SELECT min(wake) AS next FROM timer WHERE is_suspended = 0
         UNION ALL SELECT min(wake) FROM job WHERE status IN ('queued', 'leased') AND is_suspended = 0
         UNION ALL SELECT min(wake) FROM schedule WHERE wake IS NOT NULL
         UNION ALL SELECT min(wake) FROM broadcast WHERE is_over = 0
         UNION ALL SELECT min(expires_at) FROM message WHERE status = 'kept'
         UNION ALL SELECT min(wake) FROM message WHERE status = 'kept' AND ${OLDEST_SUBSCRIPTION} IS NOT NULL)`,
    )
    .pluck()
  const mustNotBeTaken = prepareNotTaken(db)
  const number = (sql: string) => {
    const statement = db.prepare<[], number>(sql).pluck()
    return () => statement.get() ?? 0
  }
  // Of what has passed, a store keeps more and more; only what is open, unfinished or kept is counted, or has been counted already.
  const jobs = (status: string) =>
    number(`SELECT count(*) FROM job INDEXED BY job_unfinished WHERE status = '${status}' AND ${IS_UNFINISHED}`)
  const [queued, parked] = [jobs('queued'), jobs('parked')]
  const openDossiers = number('SELECT ifnull(sum(count), 0) FROM dossier_count')
  const openTasks = number('SELECT ifnull(sum(count), 0) FROM task_count')
  const openIncidents = number('SELECT count(*) FROM incident')
  const keptMessages = number(`SELECT count(*) FROM message WHERE status = 'kept'`)
  const reconciled = db.prepare<[], number>('SELECT reconciled FROM store').pluck()
  const markReconciled = db.prepare<[number]>('UPDATE store SET reconciled = max(reconciled, ?)')
  const identity = db.prepare<[], string>('SELECT identity FROM store').pluck()
  return {
    nextDue() {
      mustNotBeTaken()
      return nextDue.get() ?? undefined
    },
    figures(now) {
      mustNotBeTaken()
      return {
        openDossiers: openDossiers(),
        openTasks: openTasks(),
        openIncidents: openIncidents(),
        queuedJobs: queued(),
        parkedJobs: parked(),
        lagMs: Math.max(0, now - (nextDue.get() ?? now)),
        keptMessages: keptMessages(),
      }
    },
    identity: () => identity.get() ?? '',
    reconciled: () => reconciled.get() ?? 0,
    markReconciled: (times) => void markReconciled.run(mustBeWhole(times, 'how often it was reconciled')),
  }
}
