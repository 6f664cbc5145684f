import { expect, it } from 'vitest'
import { DESK, JOBS, officeModules, people } from '../testing/host/office.ts'
import { createEngine, EngineError, memoryStore, simulatedClock } from './index.ts'

/** An engine whose store commits nothing until it is let. */
async function heldUp(commandsAtOnce: number) {
  const store = memoryStore()
  const commit = store.commit.bind(store)
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  store.commit = async (batch) => {
    await held
    return commit(batch)
  }
  const engine = createEngine({
    ...{ store, clock: simulatedClock(Date.UTC(2026, 10, 27, 1)), procedures: officeModules(), adapters: { identity: people } },
    ...{ sealing: null, commandsAtOnce },
  })
  await engine.start()
  return { engine, store, release }
}

it('commands that come faster than the store commits are pushed back beyond a bound; those before it are done, and then there is room', async () => {
  const { engine, store, release } = await heldUp(50)
  const lodge = (number: number) => engine.lodge(DESK, {}, { as: 'an', command: `c${number}` })
  const sent = Array.from({ length: 500 }, (_, number) => lodge(number))
  const answers = Promise.allSettled(sent)
  // Those that are pushed back are told at once, while the store still stands.
  await expect(sent.at(-1)).rejects.toMatchObject({ code: 'ENGINE_BUSY' })
  release()
  const refused = (await answers).flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []))
  expect(refused).toHaveLength(450)
  expect(refused.every((error) => error instanceof EngineError && error.code === 'ENGINE_BUSY')).toBe(true)
  expect(await store.feed(null, 1_000)).toHaveLength(50)

  await lodge(499)
  expect(await store.feed(null, 1_000)).toHaveLength(51)
  await engine.stop()
})

it('what a job reports is not pushed back: it goes on while people wait', async () => {
  const { engine, release } = await heldUp(1)
  release()
  const { id } = await engine.lodge(JOBS, {}, { as: 'an' })
  const waiting = Array.from({ length: 20 }, () => engine.lodge(DESK, {}, { as: 'an' }))
  const answers = Promise.allSettled(waiting)
  await engine.settled()
  expect((await engine.dossier(id, { as: 'an' })).status).toBe('completed')
  expect((await answers).filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)
  await engine.stop()
})

it('an engine that is stopped answers the commands that it has taken, and takes no other', async () => {
  const { engine, store, release } = await heldUp(50)
  const sent = Array.from({ length: 20 }, () => engine.lodge(DESK, {}, { as: 'an' }))
  // Each is on its way to the store.
  await new Promise((resolve) => setTimeout(resolve, 10))
  const stopped = engine.stop()
  const late = engine.lodge(DESK, {}, { as: 'an' })
  await expect(late).rejects.toMatchObject({ code: 'ENGINE_NOT_STARTED' })
  release()
  const answers = await Promise.allSettled(sent)
  await stopped
  expect(answers.map(({ status }) => status)).toEqual(sent.map(() => 'fulfilled'))
  await store.open()
  expect(await store.feed(null, 1_000)).toHaveLength(20)
})

it('a job is not behind all that people ask of a store that answers slowly', async () => {
  const store = memoryStore()
  // One connection, which takes one question after another.
  let last: Promise<unknown> = Promise.resolve()
  let isSlow = false
  const slow = new Proxy(store, {
    get(target, name: keyof typeof store) {
      const part: unknown = Reflect.get(target, name)
      if (typeof part !== 'function') return part
      return (...asked: readonly unknown[]) => {
        const ask = () => (part as (...given: unknown[]) => unknown).apply(target, [...asked])
        if (!isSlow) return ask()
        const answer = last.then(() => new Promise((resolve) => setImmediate(resolve))).then(ask)
        last = answer.catch(() => undefined)
        return answer
      }
    },
  })
  const engine = createEngine({
    ...{
      store: slow,
      clock: simulatedClock(Date.UTC(2026, 10, 27, 1)),
      procedures: officeModules(),
      adapters: { identity: people },
    },
    ...{ sealing: null },
  })
  await engine.start()
  isSlow = true
  const { id } = await engine.lodge(JOBS, {}, { as: 'an' })
  let answered = 0
  const sent = Array.from({ length: 1_000 }, (_, number) =>
    engine.lodge(DESK, {}, { as: 'an', command: `c${number}` }).then(() => (answered += 1)),
  )
  for (;;) {
    const { status } = await engine.dossier(id, { as: 'an' })
    if (status === 'completed') break
  }
  expect(answered).toBeLessThan(sent.length)
  await Promise.all(sent)
  expect(answered).toBe(sent.length)
  await engine.stop()
})
