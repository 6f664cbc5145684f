import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Value } from '../kernel/index.ts'
import { checkRow, GENESIS, sealEvent, sealRow } from './journal-chain.ts'

const salt = 'a0'.repeat(16)

test('an event is sealed with a text that is the very event, and the chain proves it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.integer({ min: 0 }), (variables, at) => {
      const given = variables as Record<string, Value>
      const { sealed, text, weight } = sealEvent({ type: 'processStarted', at, element: 'lodged', variables: given }, salt)
      // JSON knows no negative zero.
      const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
      expect(JSON.parse(text)).toEqual(asJson(sealed))
      expect(asJson(sealed.data)).toEqual(asJson({ at, element: 'lodged', variables }))
      expect(weight).toBe(JSON.stringify(sealed.data).length)
      const row = sealRow({
        ...{ dossier: 'd', seq: 1, at, actor: 'an', command: 'c', type: 'start' },
        ...{ events: [JSON.parse(text) as typeof sealed], previous: GENESIS },
      })
      expect(checkRow(row, { seq: 1, previous: GENESIS })).toBeUndefined()
    }),
  )
})
