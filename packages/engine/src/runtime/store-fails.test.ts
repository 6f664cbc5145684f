/** What is due while the store fails is done as soon as the store is there again, and not when some lease has run out. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { StoreFailure, type Store } from '../ports/index.ts'
import { BEGINS, HEARS, KEYED, operated, PASSES, STAFF } from '../testing/host/operations/procedures.ts'
import { createEngine, memoryStore, simulatedClock } from './index.ts'

const START = Date.UTC(2026, 10, 27, 1)
const HOUR_MS = 3_600_000
const SECOND_MS = 1_000

const waitsFor = (code: string, event: string) =>
  operated(code, {
    change: () =>
      `  begin: { startEvent: , next: wait }\n  wait: { intermediateCatchEvent: { ${event} }, next: done }\n  done: { endEvent: }\n`,
  })
const TIMED = waitsFor(BEGINS, 'timer: { elapsed: PT1H }')
const PAID = waitsFor(KEYED, 'message: paid')
const WARNED = waitsFor(HEARS, 'signal: storm')

/** A store of which some methods fail, for as long as it is told which. */
function failing(store: Store) {
  const fails = { code: 'STORE_FULL', methods: new Set<string | symbol>() }
  const proxy = new Proxy(store, {
    get(target, name) {
      const part: unknown = Reflect.get(target, name)
      if (typeof part !== 'function') return part
      return (...args: unknown[]): unknown =>
        fails.methods.has(name)
          ? Promise.reject(new StoreFailure(fails.code, 'expected a store that works, found one that fails'))
          : Reflect.apply(part, target, args)
    },
  })
  return { store: proxy, fails }
}

/** A timer and a schedule that are due, a message and a signal that somebody waits for. */
async function office() {
  const { store, fails } = failing(memoryStore())
  const clock = simulatedClock(START)
  const engine = createEngine({
    ...{ store, clock, sealing: null, procedures: [TIMED, PAID, WARNED, operated(PASSES)] },
    adapters: { identity: { find: (id) => Promise.resolve(STAFF.find((person) => person.id === id)) } },
  })
  await engine.start()
  const lodged = [BEGINS, KEYED, HEARS].map(async (code) => (await engine.lodge(code, {}, { as: 'dan' })).id)
  const ids = await Promise.all(lodged)
  await engine.schedules.put({ id: 'hourly', procedure: PASSES, rule: '0 * * * *' }, { as: 'oanh' })
  clock.goTo(START + HOUR_MS - SECOND_MS)
  await engine.settled()
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      clock.goBy(SECOND_MS)
      await engine.settled()
    }
  }
  const statuses = async () => {
    const begun = await engine.dossiers.list({ as: 'oanh', procedure: PASSES })
    const found = await Promise.all(ids.map(async (id) => (await engine.dossier(id, { as: 'oanh' })).status))
    return { timer: found[0], message: found[1], signal: found[2], begun: begun.items.length }
  }
  const makeDue = async () => {
    await engine.messages.publish({ name: 'paid' }, { system: 'bank', id: 'm' })
    await engine.signals.broadcast({ name: 'Bão' }, { system: 'weather', id: 's' })
  }
  return { engine, fails, pass, statuses, makeDue }
}

const DONE = { timer: 'completed', message: 'completed', signal: 'completed', begun: 1 }
const NOT_DONE = { timer: 'running', message: 'running', signal: 'running', begun: 0 }

it('timers, messages, signals and schedules go on within seconds, whatever else failed meanwhile and for how long', async () => {
  const others = ['releaseTimer', 'releaseMessage', 'advanceSchedule', 'advanceBroadcast', 'claimTimers', 'claimMatches']
  const code = fc.constantFrom('STORE_FULL', 'STORE_UNREACHABLE', 'STORE_UNCERTAIN', 'STORE_READ_ONLY')
  await fc.assert(
    fc.asyncProperty(code, fc.subarray(others), fc.integer({ min: 1, max: 70 }), async (failure, alsoFail, seconds) => {
      const { engine, fails, pass, statuses, makeDue } = await office()
      Object.assign(fails, { code: failure, methods: new Set(['commit', ...alsoFail]) })
      await makeDue()
      await pass(seconds)
      expect(await statuses()).toEqual(NOT_DONE)
      fails.methods.clear()
      await pass(5)
      expect(await statuses()).toEqual(DONE)
      await engine.stop()
    }),
    { numRuns: 25 },
  )
})

it('what was told and could not be ticked off is ticked off within seconds, and told once', async () => {
  const { engine, fails, pass, statuses, makeDue } = await office()
  fails.methods = new Set(['advanceSchedule', 'advanceBroadcast'])
  await makeDue()
  await pass(10)
  expect(await statuses()).toEqual(DONE)
  expect(await engine.schedules.list({ as: 'oanh' })).toMatchObject([{ due: START + HOUR_MS }])
  fails.methods.clear()
  await pass(5)
  expect(await engine.schedules.list({ as: 'oanh' })).toMatchObject([{ due: START + 2 * HOUR_MS }])
  expect(await statuses()).toEqual(DONE)
  await engine.stop()
})

it('where the store fails at one dossier alone, its timer is left alone for a minute, and its message is for the next who waits', async () => {
  const store = memoryStore()
  const clock = simulatedClock(START)
  const [commit, damaged] = [store.commit.bind(store), new Set<string>()]
  let refused = 0
  store.commit = (batch) => {
    if (!batch.some(({ dossier }) => damaged.has(dossier))) return commit(batch)
    refused++
    return Promise.reject(new StoreFailure('STORE_CORRUPT', 'expected a dossier, found it damaged'))
  }
  const engine = createEngine({
    ...{ store, clock, sealing: null, procedures: [TIMED, PAID] },
    adapters: { identity: { find: (id) => Promise.resolve(STAFF.find((person) => person.id === id)) } },
  })
  await engine.start()
  const lodge = async (code: string) => (await engine.lodge(code, {}, { as: 'dan' })).id
  const [timed, oldest, next] = [await lodge(BEGINS), await lodge(KEYED), await lodge(KEYED)]
  damaged.add(timed).add(oldest)
  await engine.messages.publish({ name: 'paid' }, { system: 'bank', id: 'm' })
  for (let second = 0; second < 10; second++) {
    await engine.settled()
    clock.goBy(SECOND_MS)
  }
  expect((await engine.dossier(next, { as: 'oanh' })).status).toBe('completed')
  refused = 0
  clock.goTo(START + HOUR_MS)
  for (let second = 0; second < 59; second++) {
    await engine.settled()
    clock.goBy(SECOND_MS)
  }
  expect(refused).toBe(1)
  damaged.clear()
  clock.goBy(SECOND_MS)
  await engine.settled()
  expect((await engine.dossier(timed, { as: 'oanh' })).status).toBe('completed')
  await engine.stop()
})
