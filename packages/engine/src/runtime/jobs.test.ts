import { expect, it, vi } from 'vitest'
import { AdapterFailure, StoreFailure, type Commit, type Store } from '../ports/index.ts'
import { JOBS, officeModules, people, SIDE } from '../testing/host/office.ts'
import { HUE, operated, PARALLEL, STAFF } from '../testing/host/operations/procedures.ts'
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

it('a job that could not be put back while the store failed is tried again when the store is there, not when its lease has run out', async () => {
  const clock = simulatedClock(START)
  const store = memoryStore()
  const tried: number[] = []
  let isFull = false
  const { commit, releaseJob } = { commit: store.commit.bind(store), releaseJob: store.releaseJob.bind(store) }
  const full = () => Promise.reject(new StoreFailure('STORE_FULL', 'no room'))
  store.commit = (batch) => (isFull ? full() : commit(batch))
  store.releaseJob = (...args) => (isFull ? full() : releaseJob(...args))
  const work: JobHandler = async () => {
    isFull = tried.push(clock.now()) === 1
    return undefined
  }
  const procedures = officeModules().map((module) => ({ ...module, jobs: { work } }))
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const engine = createEngine({ store, clock, procedures, adapters: { identity: people }, sealing: null, onError })
  await engine.start()
  await engine.lodge(JOBS, {}, { as: 'an' })
  for (let second = 0; second < 20; second++) {
    await engine.settled()
    clock.goBy(1_000)
    if (second === 9) isFull = false
  }
  expect(tried).toHaveLength(2)
  expect(errors.length).toBeGreaterThan(0)
  expect(errors.every((error) => error instanceof StoreFailure && error.code === 'STORE_FULL')).toBe(true)
  await engine.stop()
})

it('what one try left in doubt stays so whatever the next ones meet, until a person has their say', async () => {
  const clock = simulatedClock(START)
  const earlier: string[] = []
  const ends = [
    new AdapterFailure('PEER_SILENT', 'no answer', { retry: true, isUncertain: true }),
    new AdapterFailure('PEER_GONE', 'connection refused', { retry: true }),
    new AdapterFailure('PEER_CANNOT_TELL', 'ask a person', { retry: false }),
    new AdapterFailure('PEER_GONE', 'connection refused', { retry: true }),
  ]
  const tell: JobHandler = async (job) => {
    earlier.push(job.earlier)
    const end = ends.shift()
    if (end !== undefined) throw end
  }
  const procedures = officeModules().map((module) => ({ ...module, jobs: { tell } }))
  const store = memoryStore()
  const engine = createEngine({ store, clock, procedures, adapters: { identity: people }, sealing: null })
  await engine.start()
  await engine.lodge(SIDE, {}, { as: 'an' })
  const goOn = async () => {
    for (let wait = 0; wait < 4; wait++) {
      await engine.settled()
      clock.goBy(60_000)
    }
  }
  await goOn()
  const [parked] = await engine.parkedJobs({ as: 'oanh' })
  expect(parked?.lastError).toMatchObject({ code: 'PEER_CANNOT_TELL', isUncertain: true })
  await engine.retryJob(parked?.id ?? '', { as: 'oanh', reason: 'it is not there' })
  await goOn()
  expect(earlier).toEqual(['none', 'unknown', 'unknown', 'none', 'failed'])
  await engine.stop()
})

it('the number of a failure before a person’s word is not taken for that of a try after it', async () => {
  const store = memoryStore()
  const earlier: string[] = []
  const tell: JobHandler = async (job) => {
    earlier.push(job.earlier)
    if (earlier.length === 1) throw new AdapterFailure('PEER_SAYS_NO', 'a wrong field', { retry: false })
    // A process that dies in the middle of this try reports nothing.
    if (earlier.length === 2) await new Promise(() => undefined)
  }
  const procedures = officeModules().map((module) => ({ ...module, jobs: { tell } }))
  // Each with a clock of its own: that of the one that died stands still.
  const openAt = async (instant: number) => {
    const clock = simulatedClock(instant)
    const engine = createEngine({ store, clock, procedures, adapters: { identity: people }, sealing: null })
    await engine.start()
    return engine
  }
  const first = await openAt(START)
  await first.lodge(SIDE, {}, { as: 'an' })
  await first.settled()
  const [parked] = await first.parkedJobs({ as: 'oanh' })
  await first.retryJob(parked?.id ?? '', { as: 'oanh' })
  await expect.poll(() => earlier).toHaveLength(2)
  // The lease of half a minute is over.
  const second = await openAt(START + 30_000)
  await expect.poll(() => earlier).toHaveLength(3)
  expect(earlier).toEqual(['none', 'none', 'unknown'])
  await second.settled()
})

it.each([
  ['leaseMs', { leaseMs: 999 }],
  ['leaseMs', { leaseMs: Number.NaN }],
  ['jobLimitMs', { jobLimitMs: -1 }],
  ['commandsAtOnce', { commandsAtOnce: 0 }],
  ['mostSteps', { mostSteps: 0 }],
  ['sealing.everyMs', { sealing: { everyMs: 0.5 } }],
])('an engine with an option of no use is not made: %s', (name, wrong) => {
  const made = () => createEngine({ store: memoryStore(), procedures: officeModules(), adapters: { identity: people }, ...wrong })
  expect(made).toThrow(
    expect.objectContaining({ code: 'OPTIONS_INVALID', message: expect.stringContaining(name) as unknown }) as Error,
  )
})

it('words of a peer that were cut in the middle of a letter are kept alike by the dossier and by lists; as a result they are an incident', async () => {
  const half = 'Hết mực 🖨'.slice(0, -1)
  const works: Record<string, JobHandler> = {
    message: async () => {
      throw new AdapterFailure(`PEER_${half}`, half, { retry: false })
    },
    result: async () => ({ key: half }),
    thrown: async () => {
      throw new Error(half)
    },
  }
  for (const [name, work] of Object.entries(works)) {
    const procedures = officeModules().map((module) => ({ ...module, jobs: { work } }))
    const retry = { tries: 1, firstMs: 1, mostMs: 1 }
    const engine = createEngine({ store: memoryStore(), procedures, adapters: { identity: people }, sealing: null, retry })
    await engine.start()
    const { id } = await engine.lodge(JOBS, {}, { as: 'an' })
    await engine.settled()
    const [shown] = (await engine.dossier(id, { as: 'oanh' })).incidents
    const [listed] = (await engine.incidents.list({ as: 'oanh' })).items
    expect(shown, name).toMatchObject({ code: listed?.code, message: listed?.message })
    expect(`${listed?.code} ${listed?.message}`.isWellFormed(), name).toBe(true)
    expect(listed?.message, name).toContain(name === 'result' ? 'half of a surrogate pair' : 'Hết mực \ufffd')
    await engine.stop()
  }
})

it('a job of a dossier that has had more than ten thousand is cancelled with what waits for it', async () => {
  const store = memoryStore()
  const engine = createEngine({
    ...{ store, sealing: null, clock: simulatedClock(START) },
    procedures: [operated(PARALLEL, { peer: { isDown: true } })],
    adapters: { identity: { find: (id) => Promise.resolve(STAFF.find((person) => person.id === id)) } },
    agency: HUE,
  })
  await engine.start()
  const { id } = await engine.lodge(PARALLEL, {}, { as: 'dan' })
  await store.commit([await withDoneJobs(store, id, 10_000)])
  await engine.report(id, { message: 'answer' }, { system: 'gate' })
  const [task] = await engine.worklist({ as: 'an' })
  await engine.complete(task?.id ?? '', {}, { as: 'an' })
  await engine.settled()
  const unfinished = async () => (await store.jobs({ isUnfinished: true, limit: 9 })).map(({ type }) => type)
  expect(await unfinished()).toEqual(['post'])
  await engine.dossiers.cancel(id, { as: 'chi', reason: 'rút hồ sơ' })
  expect(await unfinished()).toEqual([])
  await engine.stop()
})

/** What another node committed: a row of no events, and so many jobs that are over. */
async function withDoneJobs(store: Store, dossier: string, count: number): Promise<Commit> {
  const stored = await store.load(dossier)
  if (stored === undefined) throw new Error('expected a dossier')
  const [seq, at, ids] = [stored.seq + 1, stored.head.openedAt, Array.from({ length: count }, (_, n) => `${dossier}:done-${n}`)]
  const row = { dossier, seq, at, actor: 'x', command: 'x', type: 'x', events: [], previous: stored.hash, hash: 'f'.repeat(64) }
  const add = ids.map((id) => ({ id, dossier, type: 'x', lane: null, instance: null, key: id, input: {}, at }))
  const [tasks, timers] = [
    { open: [], close: [] },
    { set: [], clear: [] },
  ]
  const answer = { command: 'x', digest: '', response: null }
  return { dossier, row, head: stored.head, tasks, timers, jobs: { add, finish: ids, cancel: [] }, answer }
}

/** An engine whose handler meets these failures one after another, the last of them for ever; `undefined`: it goes well. */
async function meeting(failures: readonly (Error | undefined)[]) {
  const clock = simulatedClock(START)
  let tries = 0
  const work: JobHandler = async () => {
    tries += 1
    const failure = failures[Math.min(tries, failures.length) - 1]
    if (failure !== undefined) throw failure
    return undefined
  }
  const procedures = officeModules().map((module) => ({ ...module, jobs: { work, tell: work } }))
  const retry = { tries: 2, firstMs: 1_000, mostMs: 1_000 }
  const engine = createEngine({ store: memoryStore(), clock, procedures, adapters: { identity: people }, retry, sealing: null })
  await engine.start()
  const goBy = async (ms: number) => {
    for (const end = clock.now() + ms; clock.now() < end; await engine.settled()) clock.goBy(60_000)
  }
  return { engine, clock, goBy, tries: () => tries }
}
const refused = new AdapterFailure('ADAPTER_CIRCUIT_OPEN', 'PEER_DOWN', { retry: true, isUnasked: true, retryAfterMs: 60_000 })
const failed = new AdapterFailure('PEER_DOWN', 'not now', { retry: true })

it('a try that was refused before the peer was asked uses up none of the retries', async () => {
  const { engine, goBy, tries } = await meeting([failed, ...Array.from({ length: 20 }, () => refused), undefined])
  const { id } = await engine.lodge(JOBS, {}, { as: 'an' })
  await goBy(3 * 3_600_000)
  expect(tries()).toBe(22)
  expect((await engine.dossier(id, { as: 'an' })).incidents).toEqual([])
  await engine.stop()
})

it('those that asked it are counted as ever, whatever was refused between them', async () => {
  const { engine, goBy, tries } = await meeting([refused, failed, refused, refused, failed, undefined])
  const { id } = await engine.lodge(JOBS, {}, { as: 'an' })
  await goBy(3_600_000)
  expect(tries()).toBe(5)
  expect((await engine.dossier(id, { as: 'an' })).incidents).toMatchObject([{ code: 'PEER_DOWN' }])
  await engine.stop()
})

it('a peer that is asked by nobody for hours ends in an incident that says why, and a person’s word begins the hours anew', async () => {
  const { engine, goBy, tries } = await meeting([refused])
  await engine.lodge(SIDE, {}, { as: 'an' })
  await goBy(3.9 * 3_600_000)
  expect(await engine.parkedJobs({ as: 'oanh' })).toEqual([])
  await goBy(0.5 * 3_600_000)
  const [parked] = await engine.parkedJobs({ as: 'oanh' })
  expect(parked?.lastError).toMatchObject({ code: 'ADAPTER_CIRCUIT_OPEN', message: 'PEER_DOWN' })
  // The refusal asked for a minute each time.
  expect(tries()).toBeLessThanOrEqual(4.4 * 60)
  await engine.retryJob(parked?.id ?? '', { as: 'oanh' })
  await goBy(3.9 * 3_600_000)
  expect(await engine.parkedJobs({ as: 'oanh' })).toEqual([])
  await engine.stop()
})

it('a peer that hangs holds up no job of another type, however many wait for it', async () => {
  const clock = simulatedClock(START)
  let [hanging, told] = [0, 0]
  let end: () => void = () => undefined
  const hangs = new Promise<void>((resolve) => (end = resolve))
  const work = async () => {
    hanging += 1
    await hangs
  }
  const tell = () => Promise.resolve(void (told += 1))
  const procedures = officeModules().map((module) => ({ ...module, jobs: { work, tell } }))
  const engine = createEngine({ store: memoryStore(), clock, procedures, adapters: { identity: people }, sealing: null })
  await engine.start()
  for (let dossier = 0; dossier < 20; dossier++) await engine.lodge(JOBS, {}, { as: 'an' })
  await vi.waitFor(() => expect(hanging).toBeGreaterThan(0))
  await engine.lodge(SIDE, {}, { as: 'an' })
  await vi.waitFor(() => expect(told).toBeGreaterThan(0))
  expect(hanging).toBe(8)
  end()
  await engine.settled()
  expect(hanging).toBe(20)
  await engine.stop()
})

it('a job that nobody has a handler for is told at once, though a node has its hands full', async () => {
  let [hanging, end] = [0, (): void => undefined]
  const hangs = new Promise<void>((resolve) => (end = resolve))
  const work = async () => {
    hanging += 1
    await hangs
  }
  const procedures = officeModules().map((module) => ({ ...module, jobs: { work } }))
  const engine = createEngine({ store: memoryStore(), procedures, adapters: { identity: people }, sealing: null })
  await engine.start()
  for (let dossier = 0; dossier < 8; dossier++) await engine.lodge(JOBS, {}, { as: 'an' })
  await expect.poll(() => hanging).toBe(8)
  await engine.lodge(SIDE, {}, { as: 'an' })
  await expect.poll(() => engine.parkedJobs({ as: 'oanh' })).toHaveLength(1)
  const [parked] = await engine.parkedJobs({ as: 'oanh' })
  expect(parked).toMatchObject({ type: 'tell', lastError: { code: 'JOB_UNHANDLED' } })
  end()
  await engine.settled()
  await engine.stop()
})
