import { describe, expect, it } from 'vitest'
import type { FlowNode } from '../definition.ts'
import { readYaml } from './read.ts'

const file = (flow: string, head = 'open: true') => `procedure: '1.000001'\nname: Ví dụ\n${head}\nflow:\n${flow}`
const chain = (node: string) => `  s: { startEvent: , next: a }\n  a: { ${node}, next: e }\n  e: { endEvent: }\n`
const read = (text: string) => readYaml(text, { file: 'x.yaml' })
const codes = (text: string) =>
  read(text)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, position }) => `${code} ${position.line}`)

function nodeOf(text: string): FlowNode {
  const { definition, diagnostics } = read(text)
  const node = definition?.processes[0]?.nodes.find(({ id }) => id === 'a')
  if (node === undefined) throw new Error(JSON.stringify(diagnostics.map(({ message }) => message.en)))
  return node
}

describe('an element of YAML', () => {
  it.each([
    ['task:', { kind: 'task', startQuantity: 1, loop: undefined }],
    ['manualTask: { startQuantity: 2 }', { kind: 'manualTask', startQuantity: 2 }],
    ['userTask: { form: f }', { kind: 'userTask', role: undefined, form: 'f' }],
    ['scriptTask: { script: 1 + 1, result: n }', { kind: 'scriptTask', script: { text: '1 + 1' }, result: 'n' }],
    ['scriptTask: { script: 3 }', { script: { text: '3' } }],
    ['scriptTask: { script: { text: f(), language: js } }', { script: { text: 'f()', language: 'js' } }],
    ['businessRuleTask: { decision: fee, result: due }', { decision: 'fee', job: undefined, result: 'due' }],
    ['callActivity: { calledElement: q, input: { n: n + 1 } }', { calledElement: 'q', input: [{ target: 'n' }] }],
    ['task: { loop: { condition: n < 3, maximum: 9 } }', { loop: { kind: 'standard', testBefore: false, maximum: 9 } }],
    [
      'task: { multiInstance: { collection: items, item: one, sequential: true } }',
      { loop: { kind: 'multiInstance', isSequential: true, item: 'one', behavior: 'All' } },
    ],
    [
      'task: { multiInstance: { cardinality: 2, behavior: Complex, complex: [ { condition: true, event: { escalation: E } } ] } }',
      { loop: { cardinality: { text: '2' }, complex: [{ event: { kind: 'escalation', code: 'E' } }] } },
    ],
    ['intermediateCatchEvent: { conditional: n > 1 }', { events: [{ kind: 'conditional', condition: { text: 'n > 1' } }] }],
    [
      'intermediateCatchEvent: { timer: { cycle: \'"R3/PT1M"\' } }',
      { events: [{ timer: { kind: 'cycle', expression: { text: '"R3/PT1M"' } } }] },
    ],
    [
      'intermediateCatchEvent: { all: [ { timer: P1D }, { conditional: n > 1 } ] }',
      { isParallelMultiple: true, events: [{ kind: 'timer' }, { kind: 'conditional' }] },
    ],
    ['intermediateThrowEvent: { escalation: E }', { events: [{ kind: 'escalation', code: 'E' }] }],
    ['inclusiveGateway: [ { if: n > 1, next: e }, { next: e, default: false } ]', { kind: 'inclusiveGateway' }],
  ])('%s is what BPMN calls it', (written, expected) => {
    const isGateway = written.includes('Gateway')
    expect(nodeOf(file(isGateway ? chain(written).replace('], next: e', ']') : chain(written)))).toMatchObject(expected)
  })

  it('branches say by their place, or in words, which is the default', () => {
    const flows = (branches: string) =>
      read(
        file(`  s: { startEvent: , next: a }\n  a: { exclusiveGateway: ${branches} }\n  e: { endEvent: }\n  f: { endEvent: }\n`),
      )
        .definition?.processes[0]?.flows.filter(({ source }) => source === 'a')
        .map(({ isDefault }) => isDefault)
    expect(flows('[ { if: n > 1, next: e }, { next: f } ]')).toEqual([false, true])
    expect(flows('[ { next: f, default: true }, { if: n > 1, next: e } ]')).toEqual([true, false])
  })

  it('several processes, pools and messages between them stand in one file', () => {
    const { definition, diagnostics } = read(`procedure: '1.000001'
name: Hai bên
open: true
messages: { ask: , answer: }
collaboration:
  participants: { office: { process: p }, citizen: { process: q, name: Người dân }, bank: { name: Ngân hàng } }
  messageFlows: { m: { from: tell, to: told, message: ask } }
processes:
  p: { flow: { told: { startEvent: { message: ask }, next: p-end }, p-end: { endEvent: } } }
  q: { name: Người dân, executable: false, flow: { q-start: { startEvent: , next: tell }, tell: { endEvent: { message: ask } } } }
globalTasks:
  look: { userTask: { form: look }, name: Xem }
`)
    expect(diagnostics).toEqual([])
    expect(definition?.processes.map(({ id, isExecutable, isGlobalTask }) => [id, isExecutable, isGlobalTask])).toEqual([
      ['p', true, false],
      ['q', false, false],
      ['look', true, true],
    ])
    expect(definition?.collaboration?.participants.map(({ process }) => process)).toEqual(['p', 'q', undefined])
  })
})

describe('what BPMN forbids is refused in YAML too, at its line', () => {
  it.each([
    ['an event without an event', chain('intermediateCatchEvent: {}'), 'FIELD_MISSING 6'],
    ['two events at once', chain('intermediateCatchEvent: { timer: P1D, signal: x }'), 'ELEMENT_SEVERAL 6'],
    ['two events in one of several', chain('intermediateCatchEvent: { any: [ { timer: P1D, link: x } ] }'), 'ELEMENT_SEVERAL 6'],
    ['an unknown signal', chain('intermediateThrowEvent: { signal: x }'), 'SIGNAL_UNKNOWN 6'],
    ['no tokens to begin with', chain('task: { startQuantity: 0 }'), 'FIELD_VALUE 6'],
    ['a loop that is none', chain('task: { loop: { times: 3 } }'), 'FIELD_UNKNOWN 6'],
    ['a link that leads nowhere', chain('task:') + '  l: { intermediateThrowEvent: { link: there } }\n', 'BPMN_LINK 8'],
    [
      'a task after an event-based gateway',
      '  s: { startEvent: , next: g }\n  g: { eventBasedGateway: , next: [ t, c ] }\n  t: { task: , next: e }\n  c: { intermediateCatchEvent: { timer: P1D }, next: e }\n  e: { endEvent: }\n',
      'BPMN_EVENT_GATEWAY 7',
    ],
    [
      'the same id twice, for a flow and an element',
      '  s: { startEvent: , next: { to: e, id: e } }\n  e: { endEvent: }\n',
      'ELEMENT_ID_TWICE 6',
    ],
  ])('%s', (_, flow, expected) => {
    expect(codes(file(flow))).toEqual([expected])
  })

  it('a procedure says who does a task, and declares what it sets; an open file need not', () => {
    const flow = chain('userTask: { sets: [ x ] }')
    expect(codes(file(flow))).toEqual([])
    expect(codes(file(flow, 'version: 1'))).toEqual(['FIELD_MISSING 6', 'VARIABLE_UNKNOWN 6'])
  })
})
