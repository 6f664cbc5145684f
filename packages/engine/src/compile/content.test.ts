import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitions } from '../definition/bpmn/definitions.fixture.ts'
import { readYaml } from '../definition/index.ts'
import { compile, contentOf, definitionOf } from './index.ts'

describe('the content of a definition', () => {
  it('gives the same definition again, whatever is in it', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const content = contentOf(definition)
        expect(contentOf(definitionOf(content, 'again'))).toBe(content)
      }),
      { numRuns: 50 },
    )
  })

  it('keeps decisions as they were written: the order of inputs means something, and names may be any', () => {
    const { definition } = readYaml(
      `procedure: '1.000001'
name: Lệ phí
open: true
decisions:
  position:
    inputs: { zone: zone, age: age }
    outputs: { file: , due: }
    rules: [ { if: [ '"A"', '< 18' ], then: [ '"x"', 0 ] }, { if: [ '-', '>= 18' ], then: [ '"y"', 5 ] } ]
flow:
  s: { startEvent: , next: a }
  a: { businessRuleTask: { decision: position, result: fee }, next: e }
  e: { endEvent: }
`,
      { file: 'x.yaml' },
    )
    if (definition === undefined) throw new Error('expected a definition')
    const again = definitionOf(contentOf(definition), 'again')
    const { program, diagnostics } = compile(again)
    expect(diagnostics).toEqual([])
    const data: Readonly<Record<string, string | number>> = { zone: 'A', age: 3 }
    expect(program?.decisions.evaluate('position', (name) => data[name], 0)).toMatchObject({ value: { file: 'x', due: 0 } })
  })
})
