import { expect, it } from 'vitest'
import { StoreFailure } from '../ports/index.ts'
import { HUE, operated, PARALLEL, STAFF } from '../testing/host/operations/procedures.ts'
import { createEngine, memoryStore, simulatedClock } from './index.ts'

it('a command that another node has accepted, after it was asked for and before the dossier was read, is answered', async () => {
  const store = memoryStore()
  let meanwhile: () => Promise<unknown> = () => Promise.resolve()
  const slow = new Proxy(store, {
    get(target, name: keyof typeof store) {
      const part: unknown = Reflect.get(target, name)
      if (name !== 'answer') return typeof part === 'function' ? (part.bind(target) as unknown) : part
      return async (...asked: Parameters<typeof store.answer>) => {
        const answer = await target.answer(...asked)
        await meanwhile()
        return answer
      }
    },
  })
  const [first, second] = [store, slow].map((one) =>
    createEngine({
      ...{ store: one, sealing: null, clock: simulatedClock(Date.UTC(2026, 10, 27, 1)), procedures: [operated(PARALLEL)] },
      adapters: { identity: { find: (id) => Promise.resolve(STAFF.find((person) => person.id === id)) } },
    }),
  ) as [ReturnType<typeof createEngine>, ReturnType<typeof createEngine>]
  await first.start()
  await second.start()
  const lodge = (engine: typeof first) => engine.lodge(PARALLEL, { n: 1 }, { as: 'dan', agency: HUE, command: 'lodge-1' })
  const accepted: string[] = []
  meanwhile = async () => {
    meanwhile = () => Promise.resolve()
    accepted.push((await lodge(first)).id)
  }
  expect([(await lodge(second)).id]).toEqual(accepted)
  await first.stop()
  await second.stop()
})

it('a command that comes just after the machine’s time was set is stamped with the store’s', async () => {
  const store = memoryStore()
  const at = Date.UTC(2026, 10, 27, 1)
  const timed = new Proxy(store, {
    get(target, name: keyof typeof store) {
      if (name === 'now') return () => Promise.resolve(at)
      const part: unknown = Reflect.get(target, name)
      return typeof part === 'function' ? (part.bind(target) as unknown) : part
    },
  })
  for (const hours of [1, -1, 8_760, -8_760]) {
    let set = 0
    const engine = createEngine({
      ...{ store: timed, sealing: null, procedures: [operated(PARALLEL)] },
      clock: { now: () => at + set, steady: () => 0, wake: () => () => undefined },
      adapters: { identity: { find: (id) => Promise.resolve(STAFF.find((person) => person.id === id)) } },
    })
    await engine.start()
    set = hours * 3_600_000
    const { id } = await engine.lodge(PARALLEL, { n: 1 }, { as: 'dan', agency: HUE })
    expect((await engine.journal(id, { as: 'dan' }))[0]?.at).toBe(at)
    await engine.stop()
  }
})

it('a command whose commit is uncertain stays so while the store cannot be asked what became of it', async () => {
  const store = memoryStore()
  const [commit, answer] = [store.commit.bind(store), store.answer.bind(store)]
  const engine = createEngine({
    ...{ store, sealing: null, clock: simulatedClock(Date.UTC(2026, 10, 27, 1)), procedures: [operated(PARALLEL)] },
    adapters: { identity: { find: (id) => Promise.resolve(STAFF.find((person) => person.id === id)) } },
  })
  await engine.start()
  store.commit = async (batch) => {
    await commit(batch)
    store.answer = () => Promise.reject(new StoreFailure('STORE_UNREACHABLE', 'nobody listens there'))
    throw new StoreFailure('STORE_UNCERTAIN', 'the connection was cut')
  }
  const lodge = () => engine.lodge(PARALLEL, { n: 1 }, { as: 'dan', agency: HUE, command: 'lodge-1' })
  await expect(lodge()).rejects.toMatchObject({ code: 'STORE_UNCERTAIN' })
  store.answer = answer
  expect((await lodge()).seq).toBe(1)
  await engine.stop()
})
