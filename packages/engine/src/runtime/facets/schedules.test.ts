import { expect, it } from 'vitest'
import { operated, PASSES, STAFF } from '../../testing/host/operations/procedures.ts'
import { createEngine, memoryStore, simulatedClock } from '../index.ts'

const DAY_MS = 86_400_000

it('a schedule that is put again by its rule goes on where it stands; by another rule it begins anew', async () => {
  const store = memoryStore()
  const clock = simulatedClock(Date.UTC(2026, 10, 27, 1))
  let mayBegin = Promise.resolve()
  const held = new Proxy(store, {
    get(target, name: keyof typeof store) {
      const part: unknown = Reflect.get(target, name)
      if (name === 'claimSchedules')
        return (...asked: Parameters<typeof store.claimSchedules>) => mayBegin.then(() => target.claimSchedules(...asked))
      return typeof part === 'function' ? (part.bind(target) as unknown) : part
    },
  })
  const engine = createEngine({
    ...{ store: held, clock, sealing: null, agency: 'H57', procedures: [operated(PASSES)] },
    adapters: { identity: { find: (id) => Promise.resolve(STAFF.find((person) => person.id === id)) } },
  })
  await engine.start()
  const begun = async () => (await engine.dossiers.list({ as: 'chi' })).items.length
  const daily = { id: 'daily', procedure: PASSES, rule: '0 7 * * *' }
  await engine.schedules.put(daily, { as: 'chi' })
  await engine.settled()
  for (const [rule, expected] of [
    [daily.rule, 3],
    ['0 8 * * *', 3],
  ] as const) {
    let go: () => void = () => undefined
    mayBegin = new Promise((resolve) => (go = resolve))
    clock.goBy(3 * DAY_MS)
    await engine.schedules.put({ ...daily, rule }, { as: 'chi' })
    go()
    await engine.settled()
    expect(await begun(), rule).toBe(expected)
  }
  await engine.stop()
})
