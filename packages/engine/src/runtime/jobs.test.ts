import { expect, it } from 'vitest'
import { AdapterFailure, StoreFailure } from '../ports/index.ts'
import { JOBS, officeModules, people, SIDE } from '../testing/host/office.ts'
import { createEngine, memoryStore, simulatedClock, type JobHandler } from './index.ts'

const START = Date.UTC(2026, 10, 27, 1)

/** An engine whose handlers fail twice and note what they were told. */
async function noting(fail: () => Error) {
  const clock = simulatedClock(START)
  const given: { key: string; at: number }[] = []
  const shaky: JobHandler = async (job) => {
    given.push({ key: job.key, at: job.at })
    if (given.length < 3) throw fail()
    return undefined
  }
  const procedures = officeModules().map((module) => ({ ...module, jobs: { work: shaky, tell: shaky } }))
  const engine = createEngine({ store: memoryStore(), clock, procedures, adapters: { identity: people }, sealing: null })
  await engine.start()
  return { engine, clock, given }
}

it('a job is given the same key and instant at every try, whenever that is', async () => {
  const { engine, clock, given } = await noting(() => new AdapterFailure('PEER', 'not now', { retry: true }))
  await engine.lodge(JOBS, {}, { as: 'an' })
  for (let tries = 0; tries < 3; tries++) {
    await engine.settled()
    clock.goBy(60_000)
  }
  await engine.settled()
  expect(given).toHaveLength(3)
  expect(given.map(({ at }) => at)).toEqual([START, START, START])
  expect(new Set(given.map(({ key }) => key)).size).toBe(1)
  await engine.stop()
})

it('so is a job that a person let be tried again', async () => {
  const { engine, clock, given } = await noting(() => new AdapterFailure('PEER', 'never', { retry: false }))
  await engine.lodge(SIDE, {}, { as: 'an' })
  for (let tries = 0; tries < 2; tries++) {
    await engine.settled()
    clock.goBy(3_600_000)
    const [parked] = await engine.parkedJobs({ as: 'oanh' })
    await engine.retryJob(parked?.id ?? '', { as: 'oanh' })
  }
  await engine.settled()
  expect(given.map(({ at }) => at)).toEqual([START, START, START])
  await engine.stop()
})

it('a job whose report the store did not take is not said to have done nothing', async () => {
  const clock = simulatedClock(START)
  const store = memoryStore()
  const earlier: string[] = []
  let isFull = false
  const commit = store.commit.bind(store)
  store.commit = (batch) => (isFull ? Promise.reject(new StoreFailure('STORE_FULL', 'no room')) : commit(batch))
  const work: JobHandler = async (job) => {
    earlier.push(job.earlier)
    isFull = earlier.length === 1
    return undefined
  }
  const procedures = officeModules().map((module) => ({ ...module, jobs: { work } }))
  const engine = createEngine({ store, clock, procedures, adapters: { identity: people }, sealing: null })
  await engine.start()
  await engine.lodge(JOBS, {}, { as: 'an' })
  await engine.settled()
  isFull = false
  clock.goBy(60_000)
  await engine.settled()
  expect(earlier).toEqual(['none', 'unknown'])
  await engine.stop()
})
