import fc from 'fast-check'
import { expect, it } from 'vitest'
import { StoreFailure, type LookUp, type Store } from '../ports/index.ts'
import { commitOf } from '../testing/contracts/store/fixture.ts'
import { DESK, officeModules, people } from '../testing/host/office.ts'
import { createEngine } from './create-engine.ts'
import { LookUps } from './look-ups.ts'
import { memoryStore } from './memory-store/memory-store.ts'
import { simulatedClock } from './simulated-clock.ts'

/** A store that is asked for many at once, and how many each time. */
function askedTogether(store: Store) {
  const sizes: number[] = []
  const alone = new LookUps({
    answer: store.answer.bind(store),
    load: store.load.bind(store),
    journal: store.journal.bind(store),
  })
  store.lookUp = (asked) => (sizes.push(asked.length), Promise.all(asked.map((one) => alone.ask(one))))
  return sizes
}

async function kept() {
  const store = memoryStore()
  await store.open()
  const snapshot = { seq: 2, kernel: 1, fingerprint: 'f', state: {} }
  await store.commit([
    ...[1, 2, 3].map((seq) => commitOf('a', seq, seq === 2 ? { snapshot } : {})),
    ...[1, 2].map((seq) => commitOf('b', seq)),
  ])
  return store
}

const lookUp: fc.Arbitrary<LookUp> = fc.record(
  {
    dossier: fc.constantFrom('a', 'b', 'c'),
    command: fc.constantFrom('a/command-1', 'b/command-2', 'x'),
    rows: fc.nat({ max: 3 }),
  },
  { requiredKeys: ['dossier'] },
)

it('each is answered as the store answers it alone, whether it is asked for together with others or not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(lookUp, { maxLength: 400 }), async (asked) => {
      const [together, alone] = [await kept(), await kept()]
      const sizes = askedTogether(together)
      const [many, single] = [new LookUps(together), new LookUps(alone)]
      const found = await Promise.all(asked.map((one) => many.ask(one)))
      expect(found).toEqual(await Promise.all(asked.map((one) => single.ask(one))))
      for (const [index, { dossier, command, rows }] of asked.entries()) {
        const answer = command === undefined ? undefined : await alone.answer(dossier, command)
        const stored = answer === undefined && rows !== undefined ? await alone.load(dossier) : undefined
        expect(found[index]).toMatchObject({ answer, stored })
      }
      expect(sizes.length).toBeLessThanOrEqual(Math.ceil(asked.length / 128))
    }),
    { numRuns: 30 },
  )
})

it('what cannot be read of one dossier is told to who asked for that one alone', async () => {
  const store = await kept()
  askedTogether(store)
  const load = store.load.bind(store)
  store.load = (dossier) =>
    dossier === 'b' ? Promise.reject(new StoreFailure('STORE_CORRUPT', 'expected JSON, found something else')) : load(dossier)
  const lookUps = new LookUps(store)
  store.lookUp = (asked) =>
    Promise.all(asked.map(async ({ dossier }) => ({ answer: undefined, stored: await store.load(dossier), rows: [] })))
  const [a, b, c] = await Promise.allSettled(['a', 'b', 'c'].map((dossier) => lookUps.ask({ dossier, rows: 0 })))
  expect(a).toMatchObject({ status: 'fulfilled', value: { stored: { seq: 3 } } })
  expect(b).toMatchObject({ status: 'rejected', reason: { code: 'STORE_CORRUPT' } })
  expect(c).toMatchObject({ status: 'fulfilled', value: { stored: undefined } })
})

it.each<[how: string, lookUp: NonNullable<Store['lookUp']>]>([
  ['is not there', () => Promise.reject(new StoreFailure('STORE_UNREACHABLE', 'nobody listens there'))],
  [
    'throws at once',
    () => {
      throw new Error('broken')
    },
  ],
  ['answers nothing', () => Promise.resolve(undefined as never)],
  ['answers too few', () => Promise.resolve([])],
])('a store that %s fails those who asked, once, and the next are asked for', async (_, broken) => {
  const store = await kept()
  const sizes = askedTogether(store)
  const works = store.lookUp?.bind(store) ?? broken
  let asked = 0
  store.lookUp = (...given) => ((asked += 1), asked === 1 ? broken(...given) : works(...given))
  const lookUps = new LookUps(store)
  const answers = await Promise.allSettled(['a', 'b'].map((dossier) => lookUps.ask({ dossier, rows: 0 })))
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(asked).toBe(1)
  expect((await lookUps.ask({ dossier: 'a', rows: 0 })).stored?.seq).toBe(3)
  expect(sizes).toEqual([1])
})

it('a thousand commands under ids ask the store in a few questions, first and again, and are answered alike', async () => {
  const store = memoryStore()
  const sizes = askedTogether(store)
  const begin = async () => {
    const engine = createEngine({
      ...{ store, clock: simulatedClock(Date.UTC(2026, 10, 27, 1)), procedures: officeModules(), adapters: { identity: people } },
      sealing: null,
    })
    await engine.start()
    return engine
  }
  const lodgeAll = (engine: Awaited<ReturnType<typeof begin>>) =>
    Promise.all(Array.from({ length: 1_000 }, (_, number) => engine.lodge(DESK, {}, { as: 'an', command: `c${number}` })))
  const first = await begin()
  const lodged = await lodgeAll(first)
  expect(sizes).toHaveLength(Math.ceil(1_000 / 128))
  expect(new Set(lodged.map(({ id }) => id)).size).toBe(1_000)
  await first.stop()
  await store.open()
  sizes.length = 0
  // By a node that has none of them at hand: once for what was answered, and once for what each dossier is.
  const second = await begin()
  expect(await lodgeAll(second)).toEqual(lodged)
  expect(sizes.length).toBeLessThanOrEqual(3 * Math.ceil(1_000 / 128))
  await expect(second.lodge(DESK, { other: 1 }, { as: 'an', command: 'c7' })).rejects.toMatchObject({ code: 'COMMAND_REUSED' })
  await second.stop()
})
