import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Gate } from './gate.ts'

it('no more than may are inside, all come in, and in the order in which they came', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat({ max: 3 }), { maxLength: 20 }),
      async (most, stays: readonly number[]) => {
        const gate = new Gate(most)
        const cameIn: number[] = []
        let [inside, crowd] = [0, 0]
        const visit = async (stay: number, index: number) => {
          await gate.enter()
          cameIn.push(index)
          crowd = Math.max(crowd, (inside += 1))
          for (let turns = 0; turns < stay; turns += 1) await Promise.resolve()
          inside -= 1
          gate.leave()
        }
        await Promise.all(stays.map(visit))
        expect(cameIn).toEqual(stays.map((_, index) => index))
        expect(crowd).toBeLessThanOrEqual(most)
        // There is room again for as many as before.
        for (let entered = 0; entered < most; entered += 1) expect(gate.enter()).toBeUndefined()
        expect(gate.enter()).toBeInstanceOf(Promise)
      },
    ),
  )
})
