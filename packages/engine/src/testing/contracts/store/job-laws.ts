import type { JobStatus, NewJob, Store, StoredJob } from '../../../ports/index.ts'
import { at, commitOf, jobOf } from './fixture.ts'
import { fails, same, storeLaw } from './law.ts'

const error = { code: 'PORTAL_BUSY', message: 'Cổng bận' }
/** What is known of the try that a failure ended. */
const ofTry = { try: 1, isUncertain: true, unasked: { times: 1, since: at } } as const
const waiting = { status: 'queued', leasedUntil: null, lastError: error, settled: null } as const
/** A person's word that the job is to be tried again. */
const again = (instant: number) => ({ to: 'queued', actor: 'operator-1', reason: 'Cổng đã chạy lại', at: instant }) as const

/** Leases, lanes, retries. */
export const jobLaws = [
  storeLaw('a job is queued when it is added, with everything it was given', async (store) => {
    const job = jobOf('a', 'j1', { lane: 'portal', instance: 7 })
    await added(store, [job])
    const queued = { ...job, status: 'queued', tries: 0, leasedUntil: null, lastError: null, settled: null }
    same('job', await store.job('j1'), queued)
    same('nobody', await store.job('j2'), undefined)
  }),

  storeLaw('a job is not over from the commit that adds it to the commit that ends it', async (store) => {
    const unfinished = async (dossier: string) => taken(await store.jobs({ dossier, isUnfinished: true, limit: 10 }))
    await added(
      store,
      ['j3', 'j1', 'j4', 'j2'].map((id) => jobOf('a', id)),
    )
    await store.commit([commitOf('b', 1, { add: [jobOf('b', 'j0')], finish: ['j3'], cancel: ['j1'] })])
    same('in the order they were added', [await unfinished('a'), await unfinished('b')], [['j3', 'j1', 'j4', 'j2'], ['j0']])
    const add = ['j5', 'j6', 'j7'].map((id) => jobOf('a', id, { lane: 'portal' }))
    await store.commit([commitOf('a', 2, { add, finish: ['j1', 'j5', 'j0'], cancel: ['j2', 'j6', 'j9'] })])
    same('ended, some at once', [await unfinished('a'), await unfinished('b')], [['j3', 'j4', 'j7'], ['j0']])
    await store.commit([commitOf('a', 9, { cancel: ['j3'] })])
    same('a conflict ends none', await unfinished('a'), ['j3', 'j4', 'j7'])
  }),

  storeLaw('what is not over is listed apart from what is, however much of that there is', async (store) => {
    const ids = ['j1', 'j2', 'j3', 'j4', 'j5', 'j6']
    await store.commit([commitOf('a', 1, { add: ids.map((id) => jobOf('a', id)), finish: ['j1'], cancel: ['j2'] })])
    await store.commit([commitOf('b', 1, { add: [jobOf('b', 'j7')] })])
    const [first] = await store.claimJobs('w', at, 100, 2)
    await store.releaseJob(first?.id ?? '', 'w', { to: 'parked', error })
    const unfinished = async (query: object) => {
      return (await store.jobs({ ...query, isUnfinished: true, limit: 4 })).map(({ id, status }) => `${id} ${status}`)
    }
    const of = ['j3 parked', 'j4 leased', 'j5 queued', 'j6 queued']
    same('of one dossier', await unfinished({ dossier: 'a' }), of)
    same('of all', await unfinished({}), of)
    same('and parked', await unfinished({ status: 'parked' }), ['j3 parked'])
    same('and done', await unfinished({ status: 'done' }), [])
  }),

  storeLaw('jobs of one agency’s dossiers are listed apart', async (store) => {
    await store.commit([
      commitOf('a', 1, { head: { agency: 'H22' }, add: [jobOf('a', 'j1'), jobOf('a', 'j2')] }),
      commitOf('b', 1, { head: { agency: 'H23' }, add: [jobOf('b', 'j3')] }),
      commitOf('c', 1, { add: [jobOf('c', 'j4')] }),
    ])
    await store.commit([commitOf('a', 2, { head: { agency: 'H22' }, finish: ['j1'] })])
    const listed = async (query: object) => (await store.jobs({ ...query, limit: 10 })).map(({ id }) => id)
    same('of one', await listed({ agency: 'H22' }), ['j1', 'j2'])
    same('of one, queued', await listed({ agency: 'H22', status: 'queued' }), ['j2'])
    same('of another', await listed({ agency: 'H23', isUnfinished: true }), ['j3'])
    same('of nobody', await listed({ agency: 'H24' }), [])
    same('of all', await listed({}), ['j1', 'j2', 'j3', 'j4'])
  }),

  storeLaw('a due job is leased to one worker, and each claim counts as a try', async (store) => {
    await added(store, [jobOf('a', 'j1')])
    same('not due', await store.claimJobs('w', at - 1, 100, 10), [])
    const claimed = await store.claimJobs('w', at, 100, 10)
    const leased = { ...jobOf('a', 'j1'), status: 'leased', tries: 1, leasedUntil: at + 100, lastError: null, settled: null }
    same('claimed', claimed, [leased])
    same('kept', await store.job('j1'), leased)
    same('another worker', await store.claimJobs('v', at + 99, 100, 10), [])
    same('the same worker', await store.claimJobs('w', at + 99, 100, 10), [])
  }),

  storeLaw('a lease that ran out may be claimed by another, and the first holder has lost it', async (store) => {
    await added(store, [jobOf('a', 'j1')])
    await store.claimJobs('w', at, 100, 10)
    const [again] = await store.claimJobs('v', at + 100, 50, 10)
    same('claimed again', [again?.tries, again?.leasedUntil], [2, at + 150])
    same('w releases', await store.releaseJob('j1', 'w', { to: 'parked', error }), false)
    same('w finishes', await store.finishJob('j1', 'w'), false)
    same('untouched', await store.job('j1'), again)
    same('v finishes', await store.finishJob('j1', 'v'), true)
    same('twice', await store.finishJob('j1', 'v'), false)
  }),

  storeLaw('a lease that ran out is held until somebody claims the job', async (store) => {
    await added(store, [jobOf('a', 'j1')])
    await store.claimJobs('w', at, 100, 10)
    same('late', await store.releaseJob('j1', 'w', { to: 'queued', at: at + 500, error }), true)
  }),

  storeLaw('a released job is tried again at its instant and remembers why', async (store) => {
    await added(store, [jobOf('a', 'j1')])
    await store.claimJobs('w', at, 100, 10)
    same('released', await store.releaseJob('j1', 'w', { to: 'queued', at: at + 10, error }), true)
    const queued = { ...jobOf('a', 'j1', { at: at + 10 }), ...waiting, tries: 1 }
    same('queued', await store.job('j1'), queued)
    same('nobody holds it', await store.releaseJob('j1', 'w', { to: 'queued', at, error }), false)
    same('too early', await store.claimJobs('w', at + 9, 100, 10), [])
    const [second] = await store.claimJobs('w', at + 10, 100, 10)
    same('second try', [second?.tries, second?.lastError], [2, error])
  }),

  storeLaw('a parked job waits for a person, who sends it back with its tries reset', async (store) => {
    await added(store, [jobOf('a', 'j1')])
    same('not parked yet', await store.settleJob('j1', again(at)), false)
    await store.claimJobs('w', at, 100, 10)
    same('leased is not parked', await store.settleJob('j1', again(at)), false)
    same('parked', await store.releaseJob('j1', 'w', { to: 'parked', error }), true)
    same('never due', await store.claimJobs('w', at + 1e9, 100, 10), [])
    same('listed', await listed(store, 'parked'), ['j1'])
    same('retried', await store.settleJob('j1', again(at + 30)), true)
    same('twice', await store.settleJob('j1', again(at + 30)), false)
    const settled = { actor: 'operator-1', reason: 'Cổng đã chạy lại', at: at + 30 }
    const queued = { ...jobOf('a', 'j1', { at: at + 30 }), ...waiting, tries: 0, settled }
    same('queued', await store.job('j1'), queued)
    same('claimed', taken(await store.claimJobs('w', at + 30, 100, 10)), ['j1'])
    same('nobody', await store.settleJob('j9', again(at)), false)
  }),

  storeLaw('what a person let be tried again keeps its failure, not that failure’s try nor its doubt', async (store) => {
    await added(store, [jobOf('a', 'j1')])
    await store.claimJobs('w', at, 100, 10)
    await store.releaseJob('j1', 'w', { to: 'parked', error: { ...error, ...ofTry } })
    same('parked', (await store.job('j1'))?.lastError, { ...error, ...ofTry })
    await store.settleJob('j1', again(at + 30))
    same('queued', (await store.job('j1'))?.lastError, error)
  }),

  storeLaw('a person may put a parked job right before it is tried again, or end it undone', async (store) => {
    const lane = { lane: 'portal' }
    await added(store, [jobOf('a', 'j1', lane), jobOf('a', 'j2', lane)])
    const skip = { to: 'skipped', actor: 'operator-1', reason: 'Đã nộp tay', at: at + 40 } as const
    same('not parked yet', await store.settleJob('j1', skip), false)
    await parked(store, 'j1')
    same('put right', await store.settleJob('j1', { ...again(at + 30), input: { code: 'H22.02' } }), true)
    same('its input', (await store.job('j1'))?.input, { code: 'H22.02' })
    await parked(store, 'j1')
    same('skipped', await store.settleJob('j1', skip), true)
    same('twice', await store.settleJob('j1', skip), false)
    const { actor, reason } = skip
    const over = { status: 'skipped', tries: 1, leasedUntil: null, lastError: error, settled: { actor, reason, at: at + 40 } }
    same('over', await store.job('j1'), { ...jobOf('a', 'j1', { ...lane, at: at + 30, input: { code: 'H22.02' } }), ...over })
    same('listed', await listed(store, 'skipped'), ['j1'])
    same('its lane goes on', taken(await store.claimJobs('w', at + 40, 100, 10)), ['j2'])
    await store.commit([commitOf('a', 2, { finish: ['j1'], cancel: ['j1'] })])
    same('it stays', await listed(store, 'skipped'), ['j1'])
  }),

  storeLaw('a worker that is still at it extends its lease', async (store) => {
    await added(store, [jobOf('a', 'j1')])
    same('queued', await store.extendJob('j1', 'w', at + 500), false)
    await store.claimJobs('w', at, 100, 10)
    same('another', await store.extendJob('j1', 'v', at + 500), false)
    same('extended', await store.extendJob('j1', 'w', at + 500), true)
    same('kept', (await store.job('j1'))?.leasedUntil, at + 500)
    same('next due', await store.nextDue(), at + 500)
    same('held', await store.claimJobs('v', at + 499, 100, 10), [])
    same('then another may', taken(await store.claimJobs('v', at + 500, 100, 10)), ['j1'])
    same('lost', await store.extendJob('j1', 'w', at + 900), false)
    await store.finishJob('j1', 'v')
    same('over', await store.extendJob('j1', 'v', at + 900), false)
  }),

  storeLaw(
    'a worker claims jobs of all types but those that it names; one of these keeps its place in its lane',
    async (store) => {
      const lane = { lane: 'portal' }
      await added(store, [
        jobOf('a', 'j1', { ...lane, type: 'notify' }),
        jobOf('a', 'j2', { ...lane, type: 'sync' }),
        jobOf('a', 'j3', { type: 'sync' }),
        jobOf('a', 'j4', { type: 'archive' }),
      ])
      same('none', await store.claimJobs('w', at, 100, 10, ['archive', 'sync', 'notify', 'notify']), [])
      same('sync', taken(await store.claimJobs('w', at, 100, 10, ['archive', 'notify'])), ['j3'])
      same('the rest', taken(await store.claimJobs('w', at, 100, 10, [])), ['j1', 'j4'])
      same('by type', taken(await store.jobs({ type: 'sync', limit: 10 })), ['j2', 'j3'])
      same('by type and status', taken(await store.jobs({ type: 'sync', status: 'leased', limit: 10 })), ['j3'])
      same('by all three', taken(await store.jobs({ type: 'sync', status: 'queued', dossier: 'a', limit: 10 })), ['j2'])
    },
  ),

  storeLaw('a lane runs in the order in which its jobs were added, one at a time', async (store) => {
    const lane = { lane: 'portal' }
    await added(store, [jobOf('a', 'j1', { ...lane, at: at + 5 }), jobOf('a', 'j2', lane), jobOf('a', 'j3', lane)])
    same('the first is not due', await store.claimJobs('w', at, 100, 10), [])
    same('the first', taken(await store.claimJobs('w', at + 5, 100, 10)), ['j1'])
    same('while it is leased', await store.claimJobs('v', at + 6, 100, 10), [])
    await store.releaseJob('j1', 'w', { to: 'queued', at: at + 9, error })
    same('while it waits', await store.claimJobs('v', at + 8, 100, 10), [])
    same('again', taken(await store.claimJobs('w', at + 9, 100, 10)), ['j1'])
    await store.finishJob('j1', 'w')
    same('the second', taken(await store.claimJobs('w', at + 9, 100, 10)), ['j2'])
    same('when its lease ran out', taken(await store.claimJobs('v', at + 109, 100, 10)), ['j2'])
  }),

  storeLaw('lanes of other names and other dossiers, and jobs without a lane, do not wait', async (store) => {
    await added(store, [jobOf('a', 'j1', { lane: 'portal' }), jobOf('a', 'j2', { lane: 'notify' }), jobOf('a', 'j3')])
    await store.commit([commitOf('b', 1, { add: [jobOf('b', 'j4', { lane: 'portal' }), jobOf('b', 'j5')] })])
    same('free', taken(await store.claimJobs('w', at, 100, 10)), ['j1', 'j2', 'j3', 'j4', 'j5'])
  }),

  storeLaw('a parked job blocks its lane until it is retried, finished or cancelled', async (store) => {
    const jobs = ['j1', 'j2', 'j3', 'j4'].map((id) => jobOf('a', id, { lane: 'portal' }))
    await added(store, jobs)
    for (const _ of [1, 2]) {
      await store.claimJobs('w', at, 100, 1)
      await store.releaseJob('j1', 'w', { to: 'parked', error })
      same('blocked', await store.claimJobs('w', at + 1e6, 100, 10), [])
      await store.settleJob('j1', again(at))
    }
    await store.commit([commitOf('a', 2, { cancel: ['j1', 'j3'] })])
    same('cancelled ahead', taken(await store.claimJobs('w', at, 100, 10)), ['j2'])
    await store.releaseJob('j2', 'w', { to: 'parked', error })
    await store.commit([commitOf('a', 3, { finish: ['j2'] })])
    same('finished ahead, cancelled between', taken(await store.claimJobs('w', at, 100, 10)), ['j4'])
  }),

  storeLaw('jobs that join a lane later wait behind those before them', async (store) => {
    await added(store, [jobOf('a', 'j1', { lane: 'portal', at: at + 7 })])
    await store.commit([commitOf('a', 2, { add: [jobOf('a', 'j2', { lane: 'portal' })] })])
    same('blocked', await store.claimJobs('w', at, 100, 10), [])
    await store.commit([commitOf('a', 3, { finish: ['j1'], add: [jobOf('a', 'j3', { lane: 'portal' })] })])
    same('the second', taken(await store.claimJobs('w', at, 100, 10)), ['j2'])
  }),

  storeLaw('a commit finishes or cancels a job with or without its lease; a job that is over stays as it is', async (store) => {
    await added(
      store,
      ['j1', 'j2', 'j3'].map((id) => jobOf('a', id)),
    )
    await store.claimJobs('w', at, 100, 2)
    await store.commit([commitOf('a', 2, { finish: ['j1', 'j3', 'j9'], cancel: ['j2', 'j1'] })])
    same('done', await listed(store, 'done'), ['j1', 'j3'])
    same('cancelled', await listed(store, 'cancelled'), ['j2'])
    same('its lease is lost', await store.finishJob('j1', 'w'), false)
    same('the other too', await store.releaseJob('j2', 'w', { to: 'queued', at, error }), false)
    await store.commit([commitOf('a', 3, { finish: ['j2'], cancel: ['j3'] })])
    same('still done', await listed(store, 'done'), ['j1', 'j3'])
    same('still cancelled', await listed(store, 'cancelled'), ['j2'])
    same('no lease', (await store.job('j2'))?.leasedUntil, null)
    same('none due', await store.claimJobs('w', at + 1e6, 100, 10), [])
  }),

  storeLaw('a job that a commit adds and ends is over', async (store) => {
    const add = ['j1', 'j2', 'j3'].map((id) => jobOf('a', id, { lane: 'portal' }))
    await store.commit([commitOf('a', 1, { add, finish: ['j1'], cancel: ['j2'] })])
    same('the rest', taken(await store.claimJobs('w', at, 100, 10)), ['j3'])
  }),

  storeLaw('what has been due longest is claimed first, and no more than asked for', async (store) => {
    await added(store, [
      jobOf('a', 'j1', { at: at + 3 }),
      jobOf('a', 'j2', { at: at + 1 }),
      jobOf('a', 'j3', { at: at + 3 }),
      jobOf('a', 'j4', { at: at + 2 }),
    ])
    same('none', await store.claimJobs('w', at + 9, 100, 0), [])
    same('three', taken(await store.claimJobs('w', at + 9, 100, 3)), ['j2', 'j4', 'j1'])
    same('the last', taken(await store.claimJobs('w', at + 9, 100, 3)), ['j3'])
    same('by the end of their leases', taken(await store.claimJobs('w', at + 200, 100, 2)), ['j1', 'j2'])
  }),

  storeLaw('jobs are listed by dossier and status in the order they were added', async (store) => {
    await added(store, [jobOf('a', 'j3'), jobOf('a', 'j1', { at: at + 9 }), jobOf('a', 'j2', { lane: 'l' })])
    await store.commit([commitOf('b', 1, { add: [jobOf('b', 'j0'), jobOf('b', 'j4', { at: at + 9 })] })])
    await store.claimJobs('w', at, 100, 10)
    same('all', taken(await store.jobs({ limit: 10 })), ['j3', 'j1', 'j2', 'j0', 'j4'])
    same('dossier', taken(await store.jobs({ dossier: 'a', limit: 10 })), ['j3', 'j1', 'j2'])
    same('leased', await listed(store, 'leased'), ['j3', 'j2', 'j0'])
    same('queued', await listed(store, 'queued'), ['j1', 'j4'])
    same('both', taken(await store.jobs({ dossier: 'b', status: 'leased', limit: 10 })), ['j0'])
    same('the first', taken(await store.jobs({ limit: 2 })), ['j3', 'j1'])
  }),

  storeLaw('instants that are no whole numbers and limits below zero are refused', async (store) => {
    await added(store, [jobOf('a', 'j1')])
    await fails('STORE_INPUT_INVALID', () => store.claimJobs('w', at, NaN, 1))
    await fails('STORE_INPUT_INVALID', () => store.claimJobs('w', at, 100, -1))
    await fails('STORE_INPUT_INVALID', () => store.jobs({ limit: 0.5 }))
    await fails('STORE_INPUT_INVALID', () => store.extendJob('j1', 'w', 0.5))
    await fails('STORE_INPUT_INVALID', () => store.feed(null, -1))
    await fails('STORE_INPUT_INVALID', () => store.journal('a', 0, Infinity))
    await fails('STORE_INPUT_INVALID', () => store.claimTimers('w', at, 100, -1))
    await fails('STORE_INPUT_INVALID', () => store.claimTimers('w', NaN, 100, 1))
    await fails('STORE_INPUT_INVALID', () => store.releaseTimer('a:1', 'w', 0.5))
    await fails('STORE_INPUT_INVALID', () => store.settleJob('j1', again(0.5)))
    await fails('STORE_INPUT_INVALID', () => store.releaseJob('j1', 'w', { to: 'queued', at: NaN, error }))
    same('still queued', await listed(store, 'queued'), ['j1'])
  }),
] as const

async function added(store: Store, add: readonly NewJob[]): Promise<void> {
  same('added', (await store.commit([commitOf('a', 1, { add })]))[0]?.status, 'committed')
}

async function parked(store: Store, job: string): Promise<void> {
  same('claimed', taken(await store.claimJobs('w', at + 30, 100, 1)), [job])
  same('parked', await store.releaseJob(job, 'w', { to: 'parked', error }), true)
}

function taken(jobs: readonly StoredJob[]): readonly string[] {
  return jobs.map((job) => job.id)
}

async function listed(store: Store, status: JobStatus): Promise<readonly string[]> {
  return taken(await store.jobs({ status, limit: 100 }))
}
