import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OpenIncidents } from './open-incidents.ts'
import type { Incident } from './state.ts'

const of = (instance: number | null): Incident => ({ instance, element: 'work', code: 'CONDITION_INVALID', message: '' })

describe('open incidents', () => {
  it('are what a plain list of them would be, and the state before keeps its own', () => {
    const step = fc.oneof(
      fc.record({ raise: fc.option(fc.integer({ min: 1, max: 5 })) }),
      fc.record({ close: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ gone: fc.integer({ min: 1, max: 5 }) }),
      fc.constant('a new command' as const),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let [next, open, plain] = [1, new OpenIncidents({}), new Map<number, Incident>()]
        let [before, copy] = [open.all, '{}']
        for (const one of steps) {
          if (one === 'a new command') {
            open = new OpenIncidents(open.all)
            before = open.all
            copy = JSON.stringify(before)
          } else if ('raise' in one) {
            open.raise(next, of(one.raise))
            plain.set(next++, of(one.raise))
          } else if ('close' in one) {
            open.close(one.close)
            plain.delete(one.close)
          } else {
            open.closeThoseOf(one.gone)
            plain = new Map([...plain].filter(([, { instance }]) => instance !== one.gone))
          }
          expect(JSON.stringify(before)).toBe(copy)
          expect(open.all).toEqual(Object.fromEntries(plain))
        }
      }),
    )
  })

  it('are gone over once in a command, however many it raises and however many instances it ends', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [index + 1, of(index + 1)]))
    let goneOver = 0
    const counted = new Proxy(many, {
      ownKeys(target) {
        goneOver++
        return Reflect.ownKeys(target)
      },
    })
    const open = new OpenIncidents(counted)
    for (let instance = 2_000; instance < 3_000; instance++) open.closeThoseOf(instance)
    // Whether there is one, and what holds whom.
    expect(goneOver).toBeLessThanOrEqual(2)
    for (let number = 2_000; number < 3_000; number++) open.raise(number, of(number))
    open.closeThoseOf(2_500)
    expect(goneOver).toBeLessThanOrEqual(3)
    expect(Object.keys(open.all)).toHaveLength(1_999)
  })
})
