/** A node whose machine slept knows what time it is before it writes an instant anywhere. */
import { expect, it } from 'vitest'
import { operated, PARALLEL, PASSES, STAFF } from '../testing/host/operations/procedures.ts'
import type { Clock, Signer } from '../ports/index.ts'
import { createEngine, memoryStore, verifyJournal } from './index.ts'

const HOUR_MS = 3_600_000
/** Monday, 12:00 in Vietnam. */
const START = Date.UTC(2026, 10, 23, 5)

/** A machine that sleeps: its time goes on, what counts steadily does not, and nobody is woken. The store is elsewhere and never sleeps. */
async function office() {
  let [now, slept] = [START, 0]
  const clock: Clock = { now: () => now, steady: () => now - slept, wake: () => () => undefined }
  const store = memoryStore()
  store.now = () => Promise.resolve(now)
  const signer = { signDetached: () => Promise.resolve({ bytes: Buffer.from('signed') }) } as unknown as Signer
  const engine = createEngine({
    ...{ store, clock, sealing: null, agency: 'H57' },
    procedures: [operated(PARALLEL), operated(PASSES)],
    adapters: {
      identity: { find: (id) => Promise.resolve(STAFF.find((person) => person.id === id)) },
      ...{ signer, timestamper: { timestamp: () => Promise.resolve(Buffer.from(String(now))) } },
    },
  })
  await engine.start()
  await engine.settled()
  const sleep = (ms: number) => {
    now += ms
    slept += ms
  }
  return { engine, store, sleep, now: () => now }
}

it('keeps a message for as long as its sender says, from when it was sent', async () => {
  const { engine, store, sleep, now } = await office()
  sleep(2 * HOUR_MS)
  await engine.messages.publish({ name: 'answer', ttlMs: 60_000 }, { system: 'gate', id: 'm' })
  await engine.settled()
  expect(await engine.messages.status('m')).toBe('kept')
  expect((await store.message('m'))?.message).toMatchObject({ at: now(), expiresAt: now() + 60_000 })
  await engine.stop()
})

it('says of a signal when it was sent', async () => {
  const { engine, store, sleep, now } = await office()
  sleep(2 * HOUR_MS)
  await engine.signals.broadcast({ name: 'Bão' }, { system: 'gate', id: 's' })
  expect((await store.broadcast('["H57","s"]'))?.at).toBe(now())
  await engine.stop()
})

it('begins a schedule at its next time, not at one that it slept through', async () => {
  const { engine, sleep } = await office()
  sleep(2 * HOUR_MS)
  const put = await engine.schedules.put({ id: 's', procedure: PASSES, rule: '0 13 * * *' }, { as: 'chi' })
  expect(put.due).toBe(START + 25 * HOUR_MS)
  await engine.stop()
})

it('seals the journal at the time that its stamp says', async () => {
  const { engine, store, sleep, now } = await office()
  await engine.lodge(PARALLEL, {}, { as: 'dan' })
  sleep(72 * HOUR_MS)
  expect((await engine.seal({ as: 'oanh' }))?.at).toBe(now())
  const checker = {
    signature: () => Promise.resolve({ subject: 'signer', at: null }),
    timestamp: (_: Uint8Array, token: Uint8Array) => Promise.resolve({ subject: 'authority', at: Number(Buffer.from(token)) }),
  }
  expect((await verifyJournal(store, { checker, mustBeStamped: true })).broken).toBeUndefined()
  await engine.stop()
})
