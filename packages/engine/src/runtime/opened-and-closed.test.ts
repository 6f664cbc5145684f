import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OpenedAndClosed } from './opened-and-closed.ts'

test('however few or many are opened, closed and forgotten, they are as a table and a set have them', () => {
  const step = fc.record({ what: fc.constantFrom('open', 'close', 'forget'), id: fc.constantFrom('a', 'b', 'c') })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const both = new OpenedAndClosed<number>()
      const [table, set] = [new Map<string, number>(), new Set<string>()]
      for (const [number, { what, id }] of steps.entries()) {
        if (what === 'forget') expect(both.forget(id)).toBe(table.delete(id))
        else if (what === 'close') {
          both.close(id)
          set.add(id)
        } else {
          both.open(id, number)
          table.set(id, number)
        }
      }
      expect(both.opened).toEqual([...table.values()])
      expect(both.closed).toEqual([...set])
    }),
  )
})
