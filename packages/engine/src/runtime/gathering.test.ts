import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Gathering } from './gathering.ts'

/** Until whatever this turn has begun has been sent. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

it('what comes at once is all sent, once each and in its order, in batches that keep the bounds and that do not wait while they are full', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ together: fc.integer({ min: 1, max: 4 }), atOnce: fc.integer({ min: 1, max: 3 }) }),
      fc.integer({ min: 1, max: 30 }),
      async (most, entries) => {
        const [sent, told]: [number[], number[]] = [[], []]
        const underway: (() => void)[] = []
        const gathering = new Gathering<number>(most, (batch) => {
          expect(batch.length).toBeLessThanOrEqual(most.together)
          sent.push(...batch)
          return new Promise((resolve) => underway.push(() => resolve(() => void told.push(...batch))))
        })
        const all = Array.from({ length: entries }, (_, number) => number)
        for (const entry of all) gathering.add(entry)
        await turn()
        while (underway.length > 0) {
          expect(underway.length).toBeLessThanOrEqual(most.atOnce)
          if (entries - sent.length >= most.together) expect(underway).toHaveLength(most.atOnce)
          underway.shift()?.()
          await turn()
        }
        expect([sent, told]).toEqual([all, all])
      },
    ),
  )
})
