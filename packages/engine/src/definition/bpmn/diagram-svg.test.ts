import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readXml } from '../../xml/index.ts'
import type { Definition, FlowScope } from '../definition.ts'
import { definitions } from './definitions.fixture.ts'
import { diagramSvg, readBpmn, writeBpmn, type Diagram } from './index.ts'
import { meaning } from './meaning.fixture.ts'

/** Everything in a row: not a drawing, but a diagram. */
function rowOf(definition: Definition): Diagram {
  const ids: string[] = []
  const flows: string[] = []
  const scope = ({ nodes, flows: own, data, artifacts, lanes }: FlowScope) => {
    ids.push(...[...lanes, ...nodes, ...data, ...artifacts].map(({ id }) => id))
    flows.push(...own.map(({ id }) => id))
    for (const node of nodes) if ('nodes' in node) scope(node)
  }
  definition.processes.forEach(scope)
  ids.push(...(definition.collaboration?.participants ?? []).map(({ id }) => id))
  flows.push(...(definition.collaboration?.messageFlows ?? []).map(({ id }) => id))
  return {
    shapes: ids.map((element, index) => ({ element, x: index * 120, y: 10.5, width: 100, height: 80 })),
    edges: flows.map((element, index) => ({
      element,
      points: [
        [index * 10, 0],
        [index * 10 + 5, 7],
      ],
      label: { x: index, y: 2, width: 30, height: 14 },
    })),
  }
}

describe('a diagram', () => {
  it('is written and read with the definition, and drawn as XML that holds each shape', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const diagram = rowOf(definition)
        const read = readBpmn(writeBpmn(definition, { diagram }), { file: 'written.bpmn' })
        expect(meaning(read.definition)).toEqual(meaning(definition))
        expect(read.diagram).toEqual(diagram)
        const svg = diagramSvg(definition, diagram)
        const { root, diagnostics } = readXml(svg, { file: 'a.svg' })
        expect(diagnostics).toEqual([])
        const drawn = root?.children.filter(({ local }) => local === 'g').length
        expect(drawn).toBe(diagram.shapes.length + diagram.edges.length)
      }),
      { numRuns: 25 },
    )
  })

  it('of nothing, or of numbers that are none, is still a picture', () => {
    const xml =
      '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><process id="p"><task id="t" name="&lt;script>"/></process><x:BPMNDiagram><x:BPMNPlane bpmnElement="p"><x:BPMNShape bpmnElement="t"><dc:Bounds x="NaN" y="1e99" width="-5" height="&quot;"/></x:BPMNShape><x:BPMNShape bpmnElement="ghost"/></x:BPMNPlane></x:BPMNDiagram></definitions>'
    const { definition, diagram } = readBpmn(xml, { file: 'x.bpmn' })
    if (definition === undefined || diagram === undefined) throw new Error('expected a definition')
    const svg = diagramSvg(definition, diagram)
    expect(svg).not.toMatch(/NaN|Infinity|<script/)
    expect(svg).not.toContain('ghost')
    expect(diagramSvg(definition, { shapes: [], edges: [] })).toContain('<svg')
    expect(writeBpmn(definition, { diagram })).not.toMatch(/NaN|1e99/)
  })

  it.each([
    [
      'two rings, dashed',
      '<boundaryEvent id="b" attachedToRef="t" cancelActivity="false"><escalationEventDefinition/></boundaryEvent><endEvent id="e"/><sequenceFlow id="f" sourceRef="b" targetRef="e"/>',
      'b',
      /(class="[sm] dashed".*){2}/,
    ],
    [
      'a frame of dots',
      '<subProcess id="b" triggeredByEvent="true"><startEvent id="s2"><escalationEventDefinition/></startEvent><endEvent id="e"/><sequenceFlow id="f" sourceRef="s2" targetRef="e"/></subProcess>',
      'b',
      /s dotted/,
    ],
    ['a double frame', '<transaction id="b"><task id="u"/></transaction>', 'b', /<rect class="s".*<rect class="m"/],
    [
      'three lines',
      '<task id="b"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></task>',
      'b',
      /M-5 -6v12M0 -6v12M5 -6v12/,
    ],
    [
      'a pentagon in rings',
      '<sequenceFlow id="f" sourceRef="t" targetRef="b"/><eventBasedGateway id="b"/><receiveTask id="u"/><receiveTask id="v"/><sequenceFlow id="g" sourceRef="b" targetRef="u"/><sequenceFlow id="h" sourceRef="b" targetRef="v"/>',
      'b',
      /M0 -8L8 -2/,
    ],
    ['a page', '<dataObject id="b" name="Tờ khai"/>', 'b', /Tờ khai/],
  ])('has %s', (_, inner, id, expected) => {
    const xml = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><task id="t"/>${inner}</process></definitions>`
    const { definition, diagnostics } = readBpmn(xml, { file: 'x.bpmn' })
    const shape = { element: id, x: 0, y: 0, width: 50, height: 50 }
    if (definition === undefined) throw new Error(diagnostics.map(({ message }) => message.en).join())
    expect(diagramSvg(definition, { shapes: [shape], edges: [] })).toMatch(expected)
  })
})
