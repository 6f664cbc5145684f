import type { StoredTask, TaskQuery } from '../../../ports/index.ts'
import { at, commitOf, jobOf, taskOf, timerOf } from './fixture.ts'
import { same, storeLaw } from './law.ts'

/** Tasks and timers. */
export const workLaws = [
  storeLaw('a task is in the worklist from the commit that opens it to the commit that closes it', async (store) => {
    await store.commit([commitOf('a', 1, { open: [taskOf('a', 1), taskOf('a', 2)] })])
    same('open', ids(await store.tasks({ limit: 10 })), ['a:1', 'a:2'])
    same('one', await store.task('a:1'), taskOf('a', 1))
    await store.commit([commitOf('a', 2, { close: ['a:1', 'a:7'] })])
    same('closed', ids(await store.tasks({ limit: 10 })), ['a:2'])
    same('gone', await store.task('a:1'), undefined)
  }),

  storeLaw('opening an open task replaces it; closing applies before opening', async (store) => {
    const extended = taskOf('a', 1, { dueAt: at + 5, role: 'registrar' })
    await store.commit([commitOf('a', 1, { open: [taskOf('a', 1, { dueAt: at })] }), commitOf('a', 2, { open: [extended] })])
    same('replaced', await store.tasks({ limit: 10 }), [extended])
    const again = taskOf('a', 1, { name: 'Kiểm tra lại' })
    await store.commit([commitOf('a', 3, { close: ['a:1'], open: [again] })])
    same('closed, then opened', await store.tasks({ limit: 10 }), [again])
  }),

  storeLaw('the worklist is found by role and by dossier', async (store) => {
    await store.commit([
      commitOf('a', 1, { open: [taskOf('a', 1), taskOf('a', 2, { role: 'registrar' }), taskOf('a', 3, { role: null })] }),
      commitOf('b', 1, { open: [taskOf('b', 1), taskOf('b', 2, { role: '' })] }),
    ])
    const find = async (query: Omit<TaskQuery, 'limit'>) => ids(await store.tasks({ ...query, limit: 10 })).sort()
    same('all', await find({}), ['a:1', 'a:2', 'a:3', 'b:1', 'b:2'])
    same('counter', await find({ roles: ['counter'] }), ['a:1', 'b:1'])
    same('a role named twice', await find({ roles: ['counter', 'counter'] }), ['a:1', 'b:1'])
    same('two roles', await find({ roles: ['registrar', 'counter'] }), ['a:1', 'a:2', 'b:1'])
    same('the empty name is no missing role', await find({ roles: [''] }), ['b:2'])
    same('no role', await find({ roles: [] }), [])
    same('unknown role', await find({ roles: ['nobody'] }), [])
    same('dossier', await find({ dossier: 'a' }), ['a:1', 'a:2', 'a:3'])
    same('dossier and role', await find({ dossier: 'a', roles: ['counter', ''] }), ['a:1'])
    same('dossier and no role', await find({ dossier: 'a', roles: [] }), [])
  }),

  storeLaw('the worklist begins with what is due first, and ends with what is never due', async (store) => {
    const open = [
      taskOf('a', 1),
      taskOf('a', 2, { dueAt: at + 9, openedAt: at + 1 }),
      taskOf('a', 3, { dueAt: at + 9, role: 'registrar' }),
      taskOf('a', 4, { dueAt: at + 3 }),
      taskOf('a', 5, { dueAt: at + 9 }),
      taskOf('a', 6, { openedAt: at - 1, role: 'registrar' }),
    ]
    await store.commit([commitOf('a', 1, { open })])
    const order = ['a:4', 'a:3', 'a:5', 'a:2', 'a:6', 'a:1']
    for (const query of [{}, { dossier: 'a' }, { roles: ['registrar', 'counter'] }]) {
      same('all', ids(await store.tasks({ ...query, limit: 10 })), order)
      same('the first', ids(await store.tasks({ ...query, limit: 4 })), order.slice(0, 4))
    }
    same('none', ids(await store.tasks({ limit: 0 })), [])
  }),

  storeLaw('a commit touches no task, timer or job of another dossier', async (store) => {
    await store.commit([
      commitOf('a', 1, { open: [taskOf('a', 1)], set: [timerOf('a', 2, at)], add: [jobOf('a', 'j1'), jobOf('a', 'j2')] }),
      commitOf('b', 1, { close: ['a:1'], clear: ['a:2'], finish: ['j1'], cancel: ['j2'] }),
    ])
    same('task', ids(await store.tasks({ limit: 10 })), ['a:1'])
    same('timer', await store.dueTimers(at, 10), [timerOf('a', 2, at)])
    const jobs = await store.jobs({ limit: 10 })
    same(
      'jobs',
      jobs.map((job) => job.status),
      ['queued', 'queued'],
    )
  }),

  storeLaw('timers come when they are due, earliest first, until they are cleared', async (store) => {
    const set = [timerOf('a', 1, at + 5), timerOf('a', 2, at + 1), timerOf('a', 3, at + 5), timerOf('a', 4, at - 7)]
    await store.commit([commitOf('a', 1, { set })])
    same('none yet', await store.dueTimers(at - 8, 10), [])
    same('at its instant', ids(await store.dueTimers(at - 7, 10)), ['a:4'])
    same('all', ids(await store.dueTimers(at + 5, 10)), ['a:4', 'a:2', 'a:1', 'a:3'])
    same('the first', ids(await store.dueTimers(at + 5, 2)), ['a:4', 'a:2'])
    same('reading takes nothing', ids(await store.dueTimers(at + 5, 10)), ['a:4', 'a:2', 'a:1', 'a:3'])
    await store.commit([commitOf('a', 2, { clear: ['a:4', 'a:3', 'a:9'] })])
    same('cleared', ids(await store.dueTimers(at + 5, 10)), ['a:2', 'a:1'])
  }),

  storeLaw('setting a timer again moves it; clearing applies before setting', async (store) => {
    await store.commit([commitOf('a', 1, { set: [timerOf('a', 1, at)] }), commitOf('a', 2, { set: [timerOf('a', 1, at + 9)] })])
    same('moved', await store.dueTimers(at + 9, 10), [timerOf('a', 1, at + 9)])
    await store.commit([commitOf('a', 3, { clear: ['a:1'], set: [timerOf('a', 1, at + 20)] })])
    same('cleared, then set', await store.dueTimers(at + 20, 10), [timerOf('a', 1, at + 20)])
    same('not before', await store.dueTimers(at + 19, 10), [])
  }),

  storeLaw('the next due instant is the earliest of timers, tries and leases', async (store) => {
    same('nothing', await store.nextDue(), undefined)
    await store.commit([commitOf('a', 1, { add: [jobOf('a', 'j1', { at: at + 50 })], open: [taskOf('a', 9, { dueAt: 1 })] })])
    same('a job', await store.nextDue(), at + 50)
    await store.commit([commitOf('a', 2, { set: [timerOf('a', 1, at + 40)] })])
    same('a timer', await store.nextDue(), at + 40)
    await store.commit([commitOf('a', 3, { clear: ['a:1'] })])
    same('the job again', await store.nextDue(), at + 50)
    await store.claimJobs('w', at + 50, 30, 1)
    same('its lease', await store.nextDue(), at + 80)
    const error = { code: 'PORTAL_BUSY', message: 'busy' }
    await store.releaseJob('j1', 'w', { to: 'queued', at: at + 60, error })
    same('its next try', await store.nextDue(), at + 60)
    await store.claimJobs('w', at + 60, 30, 1)
    await store.releaseJob('j1', 'w', { to: 'parked', error })
    same('parked', await store.nextDue(), undefined)
  }),

  storeLaw('what waits behind another job in its lane is not due', async (store) => {
    const add = [jobOf('a', 'j1', { lane: 'portal', at: at + 9 }), jobOf('a', 'j2', { lane: 'portal', at: at + 1 })]
    await store.commit([commitOf('a', 1, { add })])
    same('the first of the lane', await store.nextDue(), at + 9)
    await store.commit([commitOf('a', 2, { finish: ['j1'] })])
    same('then the second', await store.nextDue(), at + 1)
  }),
] as const

function ids(list: readonly Pick<StoredTask, 'id'>[]): string[] {
  return list.map((entry) => entry.id)
}
