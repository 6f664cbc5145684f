import type { Database } from 'better-sqlite3'
import { IS_UNFINISHED } from './lanes.ts'
import { rangeOf } from './range.ts'

/** Takes what a dossier waits for out of the indices that claims look at, or puts it back. Each keeps its `wake`. */
export function prepareSuspension(db: Database): (dossier: string, isSuspended: boolean) => void {
  const byId = (table: string) => db.prepare(`UPDATE ${table} SET is_suspended = ? WHERE id > ? AND id < ? AND dossier = ?`)
  const [timers, subscriptions] = [byId('timer'), byId('subscription')]
  const jobs = db.prepare(`UPDATE job SET is_suspended = ? WHERE dossier = ? AND ${IS_UNFINISHED}`)
  return (dossier, isSuspended) => {
    const flag = Number(isSuspended)
    for (const statement of [timers, subscriptions]) statement.run(flag, ...rangeOf(dossier), dossier)
    jobs.run(flag, dossier)
  }
}
