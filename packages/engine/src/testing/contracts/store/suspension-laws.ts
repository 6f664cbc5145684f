import type { Store } from '../../../ports/index.ts'
import { at, commitOf, jobOf, messageOf, timerOf, waitOf } from './fixture.ts'
import { same, storeLaw } from './law.ts'

const error = { code: 'PORTAL_BUSY', message: 'Cổng bận' }
const suspended = { head: { suspendedAt: at } }

/** Nothing of a suspended dossier is claimed, and nothing of it is lost. */
export const suspensionLaws = [
  storeLaw('timers and jobs of a suspended dossier wait until it is resumed', async (store) => {
    const lane = { lane: 'portal' }
    await store.commit([
      commitOf('a', 1, { set: [timerOf('a', 1, at)], add: [jobOf('a', 'j1', lane), jobOf('a', 'j2', lane)], ...suspended }),
      commitOf('b', 1, { set: [timerOf('b', 1, at + 3)], add: [jobOf('b', 'j3', { at: at + 2 })] }),
    ])
    same('next due', await store.nextDue(), at + 2)
    same('claimed', await claimed(store, at + 9), ['b:1', 'j3'])
    same('listed all the same', (await store.timers({ dossier: 'a', limit: 9 })).length, 1)
    await store.commit([commitOf('a', 2)])
    same('next due again', await store.nextDue(), at)
    same('resumed', await claimed(store, at + 9), ['a:1', 'j1'])
  }),

  storeLaw('what is added, set, retried or given back during a suspension waits too', async (store) => {
    await store.commit([
      commitOf('a', 1, { set: [timerOf('a', 1, at)], add: [jobOf('a', 'j1'), jobOf('a', 'j2'), jobOf('a', 'j3')] }),
    ])
    await claimed(store, at)
    await store.releaseJob('j2', 'w', { to: 'parked', error })
    await store.commit([commitOf('a', 2, { set: [timerOf('a', 2, at)], add: [jobOf('a', 'j4')], ...suspended })])
    same('given back', await store.releaseJob('j1', 'w', { to: 'queued', at, error }), true)
    same('retried', await store.settleJob('j2', { to: 'queued', actor: 'x', reason: '', at }), true)
    same('extended', await store.extendJob('j3', 'w', at + 20), true)
    same('a timer', await store.releaseTimer('a:1', 'w', at), true)
    same('nothing', [(await store.nextDue()) ?? null, await claimed(store, at + 1_000)], [null, []])
    await store.commit([commitOf('a', 3, suspended)])
    same('still nothing', await claimed(store, at + 1_000), [])
    await store.commit([commitOf('a', 4)])
    same('next due', await store.nextDue(), at)
    same('resumed', await claimed(store, at), ['a:1', 'a:2', 'j1', 'j2', 'j4'])
    same('its lease has run out', await claimed(store, at + 20), ['j3'])
  }),

  storeLaw('whoever has a job leased may finish it during a suspension, and its lane goes on afterwards', async (store) => {
    const lane = { lane: 'portal' }
    await store.commit([commitOf('a', 1, { add: [jobOf('a', 'j1', lane), jobOf('a', 'j2', lane)] })])
    await claimed(store, at)
    await store.commit([commitOf('a', 2, suspended)])
    same('finished', await store.finishJob('j1', 'w'), true)
    same('not yet', await claimed(store, at + 1_000), [])
    await store.commit([commitOf('a', 3)])
    same('then', await claimed(store, at), ['j2'])
  }),

  storeLaw('a message for a suspended dossier waits, or goes to the next that waits for it', async (store) => {
    await store.commit([
      commitOf('a', 1, { subscriptions: { open: [waitOf('a', 1)], close: [] }, ...suspended }),
      commitOf('b', 1, { subscriptions: { open: [waitOf('b', 1, { key: 'k' })], close: [] }, ...suspended }),
      commitOf('c', 1, { subscriptions: { open: [waitOf('c', 1, { key: 'k' })], close: [] } }),
    ])
    await store.putMessage(messageOf('m1'))
    await store.putMessage(messageOf('m2', { key: 'k' }))
    const told = async () =>
      (await store.claimMatches('w', at, 0, 9)).map((match) => `${match.message.id} ${match.subscription.id}`)
    same('the one that moves', await told(), ['m2 c:1:0'])
    await store.commit([commitOf('a', 2)])
    same('resumed', await told(), ['m1 a:1:0', 'm2 c:1:0'])
  }),
] as const

async function claimed(store: Store, now: number): Promise<readonly string[]> {
  const timers = await store.claimTimers('w', now, 40, 9)
  const jobs = await store.claimJobs('w', now, 40, 9)
  return [...timers, ...jobs].map(({ id }) => id)
}
