import type { TaskQuery } from '../../../ports/index.ts'
import { at, commitOf, jobOf, taskOf, timerOf } from './fixture.ts'
import { same, storeLaw } from './law.ts'

/** Tasks and timers. */
export const workLaws = [
  storeLaw('a task is in the worklist from the commit that opens it to the commit that closes it', async (store) => {
    await store.commit([commitOf('a', 1, { open: [taskOf('a', 1), taskOf('a', 2)] })])
    same('open', ids((await store.tasks({ limit: 10 })).items), ['a:1', 'a:2'])
    same('one', await store.task('a:1'), taskOf('a', 1))
    await store.commit([commitOf('a', 2, { close: ['a:1', 'a:7'] })])
    same('closed', ids((await store.tasks({ limit: 10 })).items), ['a:2'])
    same('gone', await store.task('a:1'), undefined)
  }),

  storeLaw('opening an open task replaces it; closing applies before opening', async (store) => {
    const extended = taskOf('a', 1, { dueAt: at + 5, role: 'registrar' })
    await store.commit([commitOf('a', 1, { open: [taskOf('a', 1, { dueAt: at })] }), commitOf('a', 2, { open: [extended] })])
    same('replaced', (await store.tasks({ limit: 10 })).items, [extended])
    const again = taskOf('a', 1, { name: 'Kiểm tra lại' })
    await store.commit([commitOf('a', 3, { close: ['a:1'], open: [again] })])
    same('closed, then opened', (await store.tasks({ limit: 10 })).items, [again])
  }),

  storeLaw('the worklist is found by role and by dossier', async (store) => {
    await store.commit([
      commitOf('a', 1, { open: [taskOf('a', 1), taskOf('a', 2, { role: 'registrar' }), taskOf('a', 3, { role: null })] }),
      commitOf('b', 1, { open: [taskOf('b', 1), taskOf('b', 2, { role: '' })] }),
    ])
    const find = async (query: Omit<TaskQuery, 'limit'>) => ids((await store.tasks({ ...query, limit: 10 })).items).sort()
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
      same('all', ids((await store.tasks({ ...query, limit: 10 })).items), order)
      same('the first', ids((await store.tasks({ ...query, limit: 4 })).items), order.slice(0, 4))
    }
  }),

  storeLaw('a commit touches no task, timer or job of another dossier', async (store) => {
    await store.commit([
      commitOf('a', 1, { open: [taskOf('a', 1)], set: [timerOf('a', 2, at)], add: [jobOf('a', 'j1'), jobOf('a', 'j2')] }),
      commitOf('b', 1, { close: ['a:1'], clear: ['a:2'], finish: ['j1'], cancel: ['j2'] }),
    ])
    same('task', ids((await store.tasks({ limit: 10 })).items), ['a:1'])
    same('timer', await store.timers({ dossier: 'a', limit: 10 }), [timerOf('a', 2, at)])
    const jobs = await store.jobs({ limit: 10 })
    same(
      'jobs',
      jobs.map((job) => job.status),
      ['queued', 'queued'],
    )
  }),

  storeLaw('the timers of a dossier are listed as its last commit left them, earliest first', async (store) => {
    const listed = async (dossier: string) =>
      (await store.timers({ dossier, limit: 10 })).map(({ id, due }) => `${id} ${due - at}`)
    await store.commit([commitOf('a', 1, { set: [timerOf('a', 1, at + 5), timerOf('a', 2, at + 1)] })])
    await store.commit([commitOf('b', 1, { set: [timerOf('b', 1, at)], clear: ['a:1'] })])
    same('set', await listed('a'), ['a:2 1', 'a:1 5'])
    await store.commit([commitOf('a', 2, { set: [timerOf('a', 2, at + 9), timerOf('a', 3, at)], clear: ['a:7'] })])
    same('moved, and another', await listed('a'), ['a:3 0', 'a:1 5', 'a:2 9'])
    await store.commit([commitOf('a', 3, { clear: ['a:1', 'a:3'], set: [timerOf('a', 3, at + 7)] })])
    same('cleared; cleared, then set', await listed('a'), ['a:3 7', 'a:2 9'])
    await store.commit([commitOf('a', 9, { clear: ['a:2'] })])
    same('a conflict clears none', [await listed('a'), await listed('b'), await listed('c')], [['a:3 7', 'a:2 9'], ['b:1 0'], []])
  }),

  storeLaw('timers are claimed when they are due, earliest first, and listed by dossier', async (store) => {
    const set = [timerOf('a', 1, at + 5), timerOf('a', 2, at + 1), timerOf('a', 3, at + 5), timerOf('a', 4, at - 7)]
    await store.commit([commitOf('a', 1, { set }), commitOf('b', 1, { set: [timerOf('b', 1, at)] })])
    same('listed', ids(await store.timers({ dossier: 'a', limit: 10 })), ['a:4', 'a:2', 'a:1', 'a:3'])
    same('the first', ids(await store.timers({ dossier: 'a', limit: 1 })), ['a:4'])
    same('none yet', await store.claimTimers('w', at - 8, 100, 10), [])
    same('at its instant', await store.claimTimers('w', at - 7, 100, 10), [timerOf('a', 4, at - 7)])
    same('the next two', ids(await store.claimTimers('w', at + 5, 100, 2)), ['b:1', 'a:2'])
    same('the rest', ids(await store.claimTimers('w', at + 5, 100, 10)), ['a:1', 'a:3'])
    same('all are leased', await store.claimTimers('v', at + 5, 100, 10), [])
    same('still there', ids(await store.timers({ dossier: 'a', limit: 10 })), ['a:4', 'a:2', 'a:1', 'a:3'])
  }),

  storeLaw('a lease of a timer runs out, is given back, or ends with the commit that clears or sets the timer', async (store) => {
    await store.commit([commitOf('a', 1, { set: [timerOf('a', 1, at), timerOf('a', 2, at), timerOf('a', 3, at)] })])
    await store.claimTimers('w', at, 100, 10)
    same('before its end', await store.claimTimers('v', at + 99, 100, 10), [])
    same('given back', await store.releaseTimer('a:1', 'w', at + 60), true)
    same('twice', await store.releaseTimer('a:1', 'w', at + 60), false)
    same('not before', await store.claimTimers('v', at + 59, 100, 10), [])
    same('then', ids(await store.claimTimers('v', at + 60, 500, 10)), ['a:1'])
    await store.commit([commitOf('a', 2, { clear: ['a:2', 'a:9'], set: [timerOf('a', 3, at + 70)] })])
    same('cleared', await store.releaseTimer('a:2', 'w', at), false)
    same('set', await store.releaseTimer('a:3', 'w', at), false)
    same('due again', ids(await store.claimTimers('v', at + 70, 100, 10)), ['a:3'])
    same('run out', ids(await store.claimTimers('u', at + 170, 100, 10)), ['a:3'])
    same('its first holder lost it', await store.releaseTimer('a:3', 'v', at), false)
    same('nobody', await store.releaseTimer('a:9', 'w', at), false)
  }),

  storeLaw('setting a timer again moves it; clearing applies before setting', async (store) => {
    const due = async (now: number) => ids(await store.claimTimers('w', now, 0, 10))
    await store.commit([commitOf('a', 1, { set: [timerOf('a', 1, at)] }), commitOf('a', 2, { set: [timerOf('a', 1, at + 9)] })])
    same('moved', await due(at + 8), [])
    same('there', await due(at + 9), ['a:1'])
    await store.commit([commitOf('a', 3, { clear: ['a:1'], set: [timerOf('a', 1, at + 20)] })])
    same('not before', await due(at + 19), [])
    same('cleared, then set', await due(at + 20), ['a:1'])
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
    await store.commit([commitOf('a', 4, { set: [timerOf('a', 1, at + 90)] })])
    await store.claimTimers('w', at + 90, 30, 1)
    same('the lease of a timer', await store.nextDue(), at + 120)
  }),

  storeLaw('what waits behind another job in its lane is not due', async (store) => {
    const add = [jobOf('a', 'j1', { lane: 'portal', at: at + 9 }), jobOf('a', 'j2', { lane: 'portal', at: at + 1 })]
    await store.commit([commitOf('a', 1, { add })])
    same('the first of the lane', await store.nextDue(), at + 9)
    await store.commit([commitOf('a', 2, { finish: ['j1'] })])
    same('then the second', await store.nextDue(), at + 1)
  }),
] as const

function ids(list: readonly { readonly id: string }[]): string[] {
  return list.map((entry) => entry.id)
}
