import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitions } from './definitions.fixture.ts'
import { readBpmn, writeBpmn } from './index.ts'
import { meaning } from './meaning.fixture.ts'

describe('written and read again', () => {
  it('every definition is the same, and the file says no more the second time', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const xml = writeBpmn(definition)
        const { definition: again, diagnostics } = readBpmn(xml, { file: 'written.bpmn' })
        expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message.en)).toEqual([])
        expect(meaning(again)).toEqual(meaning(definition))
        expect(again === undefined ? '' : writeBpmn(again)).toBe(xml)
      }),
      { numRuns: 60 },
    )
  })
})
