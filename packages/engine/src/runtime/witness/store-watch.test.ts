import { expect, it } from 'vitest'
import { AdapterFailure, type Store, type Testimony, type Witness, type WitnessedReconciliation } from '../../ports/index.ts'
import { JOBS, officeModules, people, SIDE } from '../../testing/host/office.ts'
import { createEngine, memoryStore, simulatedClock, type JobHandler } from '../index.ts'
import { StoreWatch } from './store-watch.ts'

const START = Date.UTC(2026, 10, 27, 1)

/** What an engine may ask of a store that it must not change. */
const READS: ReadonlySet<string> = new Set<keyof Store>([
  ...([
    'open',
    'close',
    'identity',
    'reconciled',
    'now',
    'load',
    'journal',
    'feed',
    'links',
    'answers',
    'answer',
    'definition',
  ] as const),
  ...(['dossiers', 'task', 'tasks', 'job', 'jobs', 'schedules', 'seals', 'figures', 'nextDue'] as const),
])

/** A witness that remembers. */
function remembering(): Witness & { readonly all: (Testimony & { readonly generation: number })[] } {
  const all: (Testimony & { readonly generation: number })[] = []
  const reconciliations: WitnessedReconciliation[] = []
  const ofNow = () => all.filter(({ generation }) => generation === reconciliations.length)
  const of = (generation: number) => all.filter((one) => one.generation === generation)
  return {
    all,
    open: () => {
      const last = ofNow().findLast((one) => one.kind === 'commit')
      return Promise.resolve({ last: last === undefined ? [] : [last], reconciliations })
    },
    tell: (testimony) => void all.push({ ...testimony, generation: reconciliations.length }),
    flush: () => Promise.resolve(),
    testimonies: async function* (generation) {
      yield* of(generation)
    },
    reconcile: (one) => Promise.resolve(reconciliations.push(one) > 0),
    close: () => Promise.resolve(),
  }
}

/** What a backup from before the first command restores: the same store, empty. */
function emptied(): Store {
  return Object.assign(memoryStore(), { identity: () => Promise.resolve('the store') })
}

async function engineOn(store: Store, witness: Witness, work: JobHandler, clock = simulatedClock(START)) {
  const procedures = officeModules().map((module) => ({ ...module, jobs: { work, tell: () => Promise.resolve() } }))
  const engine = createEngine({ store, clock, procedures, adapters: { identity: people }, sealing: null, witness })
  await engine.start()
  return { engine, clock }
}

it('two hundred commits of a second are told of twice', async () => {
  const [witness, clock] = [remembering(), simulatedClock(START)]
  const { engine } = await engineOn(emptied(), witness, () => Promise.resolve({}), clock)
  for (let count = 0; count < 200; count += 1) await engine.lodge('9.000001', {}, { as: 'an' })
  const commits = () => witness.all.filter(({ kind }) => kind === 'commit').length
  expect(commits()).toBe(1)
  clock.goBy(1_000)
  expect(commits()).toBe(2)
  await engine.stop()
  expect(commits()).toBe(2)
})

it('a commit is told of at the latest when the engine stops', async () => {
  const witness = remembering()
  const { engine } = await engineOn(emptied(), witness, () => Promise.resolve({}))
  for (let count = 0; count < 2; count += 1) await engine.lodge('9.000001', {}, { as: 'an' })
  await engine.stop()
  expect(witness.all.filter(({ kind }) => kind === 'commit')).toHaveLength(2)
})

it('a job that an incident held and a person resolved is no longer in doubt, though its key is', async () => {
  const witness = remembering()
  const given: { readonly key: string; readonly earlier: string }[] = []
  const work: JobHandler = ({ key, earlier }) => {
    given.push({ key, earlier })
    if (earlier === 'unknown') throw new AdapterFailure('PEER_MAY_HAVE_IT', 'ask a person', { retry: false })
    return Promise.resolve({})
  }
  const before = await engineOn(emptied(), witness, work)
  const { id } = await before.engine.lodge(JOBS, {}, { as: 'an', command: 'c' })
  await before.engine.settled()
  await before.engine.stop()

  const { engine } = await engineOn(emptied(), witness, work)
  await engine.reconcile({ as: 'oanh', reason: 'the disk died' })
  expect((await engine.lodge(JOBS, {}, { as: 'an', command: 'c' })).id).toBe(id)
  await engine.settled()
  const [incident] = (await engine.dossier(id, { as: 'oanh' })).incidents
  expect(incident?.code).toBe('PEER_MAY_HAVE_IT')
  await engine.dispatch(id, { type: 'resolveIncident', incident: incident?.incident ?? 0 }, { as: 'oanh' })
  await engine.settled()
  expect((await engine.dossier(id, { as: 'oanh' })).status).toBe('completed')
  expect(given.map(({ earlier }) => earlier)).toEqual(['none', 'unknown', 'none'])
  expect(new Set(given.map(({ key }) => key)).size).toBe(1)
  await engine.stop()
})

it('another effect under a key that was used gets a key of its own; the same keeps it', async () => {
  const [witness, store, clock] = [remembering(), emptied(), simulatedClock(START)]
  const job = { id: 'd:1:1', dossier: 'd', type: 'tell', lane: null, instance: 1, key: 'd:1', input: { to: 'an' }, at: START }
  await store.open()
  const watch = new StoreWatch({ witness, store, clock, onError: () => undefined })
  await watch.open()
  const tried = { status: 'leased', tries: 1, leasedUntil: 0, lastError: null, settled: null } as const
  watch.tried({ ...job, ...tried })
  witness.tell({ kind: 'commit', at: START, dossier: 'd', seq: 1, hash: 'lost' })
  await watch.open()
  expect(watch.isBehind).toBe(true)
  await watch.reconcile({ actor: 'oanh', reason: 'the disk died' })
  expect(watch.isBehind).toBe(false)
  expect(watch.underOwnKey(job).key).toBe('d:1')
  expect(watch.underOwnKey({ ...job, input: { to: 'lan' } }).key).toBe('d:1~1')
  expect(watch.underOwnKey({ ...job, type: 'refuse' }).key).toBe('d:1~1')
  expect(watch.underOwnKey({ ...job, key: 'd:2', type: 'refuse' }).key).toBe('d:2')
})

it('serial numbers go to whom they had gone, and what was given to nobody known is used up', async () => {
  const [witness, clock, store] = [remembering(), simulatedClock(START), emptied()]
  await store.open()
  const watch = new StoreWatch({ witness, store, clock, onError: () => undefined })
  await watch.open()
  await watch.gave('codes', 'b', 2)
  await watch.gave('codes', 'a', 1)
  await watch.gave('codes', 'd', 5)
  witness.tell({ kind: 'commit', at: START, dossier: 'd', seq: 1, hash: 'lost' })
  await watch.open()
  await watch.reconcile({ actor: 'oanh', reason: 'the disk died' })
  expect([await store.serial('codes', 'a'), await store.serial('codes', 'b')]).toEqual([1, 2])
  expect(await store.serial('codes', 'new')).toBe(6)
  expect(await store.serial('codes', 'd')).toBe(5)
})

it('the same backup restored twice: numbers go to whom they had gone, and no effect gets a key that another had', async () => {
  const [witness, clock] = [remembering(), simulatedClock(START)]
  const restored = async () => {
    const store = emptied()
    await store.open()
    const watch = new StoreWatch({ witness, store, clock, onError: () => undefined })
    await watch.open()
    return { store, watch }
  }
  const job = { id: 'd:1:1', dossier: 'd', type: 'tell', lane: null, instance: 1, key: 'd:1', input: { to: 'an' }, at: START }
  const tried = { status: 'leased', tries: 1, leasedUntil: 0, lastError: null, settled: null } as const
  const lost = { kind: 'commit', at: START, dossier: 'd', seq: 1, hash: 'lost' } as const

  const first = await restored()
  first.watch.tried({ ...job, ...tried })
  await first.watch.gave('codes', 'b', 1)
  await first.watch.gave('codes', 'a', 2)
  witness.tell(lost)

  const second = await restored()
  await second.watch.reconcile({ actor: 'oanh', reason: 'the disk died' })
  const refusal = second.watch.underOwnKey({ ...job, type: 'refuse' })
  second.watch.tried({ ...refusal, ...tried })
  witness.tell({ ...lost, hash: 'lost again' })

  const third = await restored()
  await third.watch.reconcile({ actor: 'oanh', reason: 'restored once more' })
  expect([await third.store.serial('codes', 'a'), await third.store.serial('codes', 'new')]).toEqual([2, 3])
  const another = { ...job, type: 'withdraw' }
  const keys = [job, { ...job, type: 'refuse' }, another].map((one) => third.watch.underOwnKey(one).key)
  expect(keys.slice(0, 2)).toEqual([job.key, refusal.key])
  expect(new Set(keys).size).toBe(3)
})

it('a node that is told to reconcile what another node has reconciled goes on by itself', async () => {
  const witness = remembering()
  const before = await engineOn(emptied(), witness, () => Promise.resolve({}))
  await before.engine.lodge(JOBS, {}, { as: 'an' })
  await before.engine.stop()
  const store = Object.assign(emptied(), { close: () => Promise.resolve() })
  const [one, other] = [
    await engineOn(store, witness, () => Promise.resolve({})),
    await engineOn(store, witness, () => Promise.resolve({})),
  ]
  await one.engine.reconcile({ as: 'oanh', reason: 'the disk died' })
  await one.engine.stop()
  await expect(other.engine.reconcile({ as: 'oanh', reason: 'the same' })).rejects.toMatchObject({ code: 'STORE_NOT_BEHIND' })
  const { id } = await other.engine.lodge(JOBS, {}, { as: 'an' })
  await other.engine.settled()
  expect((await other.engine.dossier(id, { as: 'oanh' })).status).toBe('completed')
  await other.engine.stop()
})

it('a store that is behind is not written to, by whatever way: everything is refused as a command is', async () => {
  const [witness, parked] = [remembering(), new AdapterFailure('PEER_SAYS_NO', 'no', { retry: false })]
  const store = emptied()
  const before = await engineOn(store, witness, async () => {
    throw parked
  })
  await before.engine.lodge(SIDE, {}, { as: 'an' })
  await before.engine.stop()
  witness.tell({ kind: 'commit', at: START, dossier: 'another', seq: 1, hash: 'lost' })

  const asked: string[] = []
  const written = new Proxy(store, {
    get(target, name: keyof Store) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...all: unknown[]) => {
        if (!READS.has(name)) asked.push(name)
        return (method as (...all: unknown[]) => unknown).apply(target, all)
      }
    },
  })
  const { engine } = await engineOn(written, witness, () => Promise.resolve({}))
  const operator = { as: 'oanh', reason: 'why' }
  const [job] = await store.jobs({ limit: 1 })
  const gate = { system: 'gate', id: 'm' }
  const uses: (() => Promise<unknown>)[] = [
    () => engine.lodge(SIDE, {}, { as: 'an' }),
    () => engine.messages.publish({ name: 'answer' }, gate),
    () => engine.messages.begin(SIDE, { name: 'answer' }, gate),
    () => engine.signals.broadcast({ name: 'flood' }, gate),
    () => engine.schedules.put({ id: 's', procedure: SIDE, rule: '0 7 * * 1' }, operator),
    () => engine.seal(operator),
    () => engine.retryJob(job?.id ?? '', operator),
    () => engine.skipJob(job?.id ?? '', operator),
  ]
  for (const use of uses) await expect(use()).rejects.toMatchObject({ code: 'STORE_BEHIND' })
  expect(asked).toEqual([])
  await engine.stop()
})

it('a backup that is restored again after it was reconciled is noticed, though nothing was done in between', async () => {
  const witness = remembering()
  const restored = () => engineOn(emptied(), witness, () => Promise.resolve({}))
  const first = await restored()
  await first.engine.lodge(JOBS, {}, { as: 'an' })
  await first.engine.stop()
  for (const reason of ['the disk died', 'so did the next']) {
    const { engine } = await restored()
    await expect(engine.lodge(JOBS, {}, { as: 'an' })).rejects.toMatchObject({ code: 'STORE_BEHIND' })
    await engine.reconcile({ as: 'oanh', reason })
    await engine.stop()
  }
})

it('a backup from before the one that was reconciled leaves in doubt what was done between the two', async () => {
  const [witness, clock] = [remembering(), simulatedClock(START)]
  const job = (dossier: string) => ({
    ...{ id: `${dossier}:1:1`, dossier, type: 'tell', lane: null, instance: 1, key: `${dossier}:1`, input: {}, at: START },
    ...({ status: 'leased', tries: 1, leasedUntil: 0, lastError: null, settled: null } as const),
  })
  const watchOn = async () => {
    const store = emptied()
    await store.open()
    const watch = new StoreWatch({ witness, store, clock, onError: () => undefined })
    await watch.open()
    return watch
  }
  const commit = { kind: 'commit', dossier: 'd', hash: 'lost' } as const
  const first = await watchOn()
  witness.tell({ ...commit, at: START, seq: 1 })
  first.tried(job('between'))
  // The later backup has `between`, and so do those who reconciled it; the earlier one has not.
  await witness.reconcile({ ...{ generation: 1, at: START, actor: 'oanh', reason: 'r', restoredTo: START, doubts: [] } })
  first.tried(job('after'))
  witness.tell({ ...commit, at: START, seq: 2 })

  const watch = await watchOn()
  expect(watch.isBehind).toBe(true)
  const { effects } = await watch.reconcile({ actor: 'oanh', reason: 'an older one' })
  expect(effects.map(({ dossier }) => dossier).sort()).toEqual(['after', 'between'])
  expect([await watch.isInDoubt(job('between')), await watch.isInDoubt(job('after'))]).toEqual([true, true])
})
