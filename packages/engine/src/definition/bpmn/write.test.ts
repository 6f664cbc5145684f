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

  it('what other tools wrote on any element, and what its author wrote for readers, is kept', () => {
    const places: string[] = []
    const kept = (local: string, attributes: string, inside = '') => {
      const mark = `${local}-${places.length}`
      places.push(mark)
      const carried = `<documentation>about ${mark}</documentation><extensionElements><v:own of="${mark}"><v:deep/></v:own></extensionElements>`
      return `<${local} v:mark="${mark}" ${attributes}>${carried}${inside}</${local}>`
    }
    const lane = kept('lane', 'id="l"', `<flowNodeRef>t</flowNodeRef><childLaneSet>${kept('lane', 'id="m"')}</childLaneSet>`)
    const process = `<process id="p" isExecutable="true"><laneSet>${lane}</laneSet>${kept('dataObject', 'id="d"')}${kept('dataObjectReference', 'id="r" dataObjectRef="d"')}${kept('startEvent', 'id="s"')}${kept('task', 'id="t"')}${kept('endEvent', 'id="e"')}${kept('sequenceFlow', 'id="f" sourceRef="s" targetRef="t"')}<sequenceFlow id="g" sourceRef="t" targetRef="e"/>${kept('textAnnotation', 'id="n"', '<text>x</text>')}${kept('association', 'id="a" sourceRef="t" targetRef="n"')}${kept('group', 'id="h"')}</process>`
    const pools = kept('participant', 'id="q" processRef="p"') + kept('participant', 'id="b"')
    const collaboration = kept(
      'collaboration',
      'id="c"',
      pools + kept('messageFlow', 'id="w" sourceRef="b" targetRef="q" messageRef="m1"'),
    )
    const roots =
      kept('message', 'id="m1" name="M"') +
      kept('signal', 'id="s1" name="S"') +
      kept('error', 'id="x1" errorCode="X"') +
      kept('escalation', 'id="y1" escalationCode="Y"')
    const file = kept('definitions', 'id="all" targetNamespace="x"', roots + collaboration + process).replace(
      '<definitions',
      '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:v="urn:v"',
    )
    const read = (xml: string) => readBpmn(xml, { file: 'kept.bpmn' }).definition
    const once = read(file)
    const written = once === undefined ? '' : writeBpmn(once)
    for (const place of places) {
      expect(written, place).toContain(`<documentation>about ${place}</documentation>`)
      expect(written, place).toMatch(new RegExp(`<v:own [^>]*of="${place}"><v:deep[^>]*/></v:own>`))
      expect(written, place).toMatch(new RegExp(`v:mark="${place}"`))
    }
    const twice = read(written)
    expect(twice === undefined ? '' : writeBpmn(twice)).toBe(written)
  })
})
