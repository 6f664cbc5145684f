import { StoreFailure, type Store, type StoreFigures } from '../ports/index.ts'
import { storeBehind } from './witness/store-watch.ts'

/** For probes: `isLive` false asks for a restart, `isReady` false for no more requests until it is true again. */
export interface Health {
  readonly isLive: boolean
  readonly isReady: boolean
  /** Why not. */
  readonly problems: readonly { readonly code: HealthProblem; readonly message: string }[]
  /** `null`: the store did not answer. */
  readonly figures: StoreFigures | null
}

/**
 * - ENGINE_STOPPED  it was not started, or was stopped
 * - LOOP_STUCK      the loop that fires timers and takes up jobs has not moved for a minute
 * - STORE_BEHIND    the store was restored from a backup and is not reconciled: no command is taken, no job done
 * - STORE_WENT_BACK the database lost what had been committed while this process was at work: start it anew, and reconcile
 * - STORE_NEWER     a later release has migrated the store: this one does nothing more there
 * - STORE_SLOWED    the store works more slowly than it was made to; the message says why
 * - STORE_SILENT    the store did not answer in time, or with a failure
 * - WORK_LATE       work has been waiting for more than five minutes: nodes are too few, or a peer is down
 */
export type HealthProblem =
  | 'ENGINE_STOPPED'
  | 'LOOP_STUCK'
  | 'STORE_BEHIND'
  | 'STORE_NEWER'
  | 'STORE_SILENT'
  | 'STORE_SLOWED'
  | 'STORE_WENT_BACK'
  | 'WORK_LATE'

/** A store that is asked for its figures answers within milliseconds. */
const PATIENCE_MS = 2_000
/** The loop looks every two seconds, and longer only while it works. */
const STUCK_MS = 60_000
/** Late work is a reason to look, and none to send requests elsewhere: they are taken in as before. */
const LATE_MS = 300_000

export async function healthOf(world: {
  readonly store: Pick<Store, 'figures' | 'slowed'>
  readonly now: number
  readonly isStarted: boolean
  /** When the loop last moved; `null`: this engine has none. */
  readonly movedAt: number | null
  readonly isBehind?: boolean
}): Promise<Health> {
  const { store, now, isStarted, movedAt, isBehind = false } = world
  if (!isStarted) {
    const message = 'expected a started engine, found it stopped'
    return { isLive: true, isReady: false, problems: [{ code: 'ENGINE_STOPPED', message }], figures: null }
  }
  const problems: Problem[] = []
  if (isBehind) problems.push({ code: 'STORE_BEHIND', message: storeBehind().message })
  const isStuck = movedAt !== null && !isBehind && now - movedAt > STUCK_MS
  if (isStuck) problems.push({ code: 'LOOP_STUCK', message: `expected the loop to move, found it still for ${now - movedAt} ms` })
  const figures = await inTime(store.figures(now))
  if ('code' in figures) problems.push(figures)
  else if (figures.lagMs > LATE_MS)
    problems.push({
      code: 'WORK_LATE',
      message: `expected work to be taken up at once, found it waiting for ${figures.lagMs} ms`,
    })
  // Slow and whole: a reason to look, and none to send requests elsewhere.
  if (typeof store.slowed === 'string') problems.push({ code: 'STORE_SLOWED', message: store.slowed })
  const answered = 'code' in figures ? null : figures
  const isToBeginAnew = isStuck || problems.some(({ code }) => code === 'STORE_WENT_BACK')
  return { isLive: !isToBeginAnew, isReady: answered !== null && !isStuck && !isBehind, problems, figures: answered }
}

type Problem = Health['problems'][number]

const silent = (message: string): Problem => ({ code: 'STORE_SILENT', message })

/** The answer, or why there is none. */
async function inTime(asked: Promise<StoreFigures>): Promise<StoreFigures | Problem> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Problem>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, silent(`expected the store to answer within ${PATIENCE_MS} ms, found it silent`))
  })
  try {
    return await Promise.race([asked, late])
  } catch (error) {
    if (!(error instanceof StoreFailure)) return silent('expected the store to answer, found a failure')
    const { code, message } = error
    return code === 'STORE_NEWER' || code === 'STORE_WENT_BACK' ? { code, message } : silent(`${code}: ${message}`)
  } finally {
    clearTimeout(timer)
  }
}
