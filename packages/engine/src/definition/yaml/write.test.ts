import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBpmn, writeBpmn } from '../bpmn/index.ts'
import { definitions } from '../bpmn/definitions.fixture.ts'
import { meaning } from '../bpmn/meaning.fixture.ts'
import { contentOf } from '../../compile/index.ts'
import type { Definition, FlowScope } from '../definition.ts'
import { readYaml } from './read.ts'
import { writeYaml } from './write.ts'

/** Flows by their sources: in YAML each stands with the node that it leaves, and no other order means anything. */
function grouped<T>(definition: T): T {
  return JSON.parse(
    JSON.stringify(definition, (_, value: unknown) => {
      const scope = value as Partial<FlowScope> | null
      if (scope === null || typeof scope !== 'object' || scope.flows === undefined || scope.nodes === undefined) return value
      const { flows, nodes } = scope
      return { ...scope, flows: nodes.flatMap(({ id }) => flows.filter(({ source }) => source === id)) }
    }),
  ) as T
}

const same = (definition: Definition | undefined) => grouped(meaning(definition))

describe('written as YAML and read again', () => {
  it('every definition is the same, and the file says no more the second time', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const yaml = writeYaml(definition)
        const { definition: again, diagnostics } = readYaml(yaml, { file: 'written.yaml' })
        expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message.en)).toEqual([])
        expect(same(again)).toEqual(same(definition))
        expect(again === undefined ? '' : writeYaml(again)).toBe(yaml)
      }),
      { numRuns: 40 },
    )
  })

  it('nothing is lost from YAML over BPMN to YAML, nor from BPMN over YAML to BPMN', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const [yaml, xml] = [writeYaml(definition), writeBpmn(definition)]
        const fromYaml = readYaml(yaml, { file: 'a.yaml' }).definition
        const fromXml = readBpmn(xml, { file: 'a.bpmn' }).definition
        if (fromYaml === undefined || fromXml === undefined) throw new Error('expected both files to be right')
        expect(same(readBpmn(writeBpmn(fromYaml), { file: 'b.bpmn' }).definition)).toEqual(same(fromYaml))
        const [asXml, asYaml] = [
          readBpmn(writeBpmn(fromYaml), { file: 'b.bpmn' }).definition,
          readYaml(writeYaml(fromXml), { file: 'b.yaml' }).definition,
        ]
        expect(same(asYaml)).toEqual(same(fromXml))
        // The fingerprint of a program is made of this.
        if (asXml === undefined || asYaml === undefined) throw new Error('expected both to be read again')
        expect([contentOf(asXml), contentOf(asYaml)]).toEqual([contentOf(fromYaml), contentOf(fromXml)])
      }),
      { numRuns: 20 },
    )
  })
})
