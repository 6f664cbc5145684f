import { expect, it } from 'vitest'
import * as engine from '../index.ts'

type Untyped = (...given: readonly unknown[]) => unknown

const store = engine.memoryStore()
const standing = { last: [], reconciliations: [] }
const witness = { testimonies: () => undefined, reconcile: () => undefined }

/** Functions that stand by themselves, each with what it may be given; whatever else stands there is refused in words. */
const FUNCTIONS: Readonly<Record<string, readonly unknown[]>> = {
  verifyChain: [[]],
  verifyJournal: [store, {}],
  sealText: ['s', { number: 1 }],
  lacksWitnessed: [store, standing],
  lostTimeOf: [store, witness, standing],
  reconcileStore: [{ store, witness, standing, at: 1, actor: 'oanh', reason: 'x' }],
}

it.each(Object.entries(FUNCTIONS))('%s says what it expected where it is given something else', async (name, right) => {
  const call = Reflect.get(engine, name) as Untyped
  for (const given of [[], ...right.flatMap((_, index) => [null, 7, 'x y'].map((value) => right.with(index, value)))]) {
    // A text is right where one is asked for.
    if (given.length > 0 && given.every((value, index) => typeof value === typeof right[index] && value !== null)) continue
    await expect(async () => call(...given)).rejects.toMatchObject({
      name: 'EngineError',
      code: 'OPTIONS_INVALID',
      message: expect.stringMatching(new RegExp(`^OPTIONS_INVALID: ${name}: expected .* to be .*, found `)) as string,
    })
  }
})
