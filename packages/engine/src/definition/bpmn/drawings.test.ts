import { describe, expect, it } from 'vitest'
import { compile } from '../../compile/index.ts'
import { readYaml } from '../yaml/read.ts'
import { writeYaml } from '../yaml/write.ts'
import { readBpmn, writeBpmn } from './index.ts'

const process = (isExecutable: boolean, a: string, roots = '') =>
  `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">${roots}<process id="p" isExecutable="${isExecutable}"><startEvent id="s"/>${a}<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/></process></definitions>`

const OPEN: [what: string, xml: string, code: string][] = [
  [
    'a timer without a time',
    '<intermediateCatchEvent id="a"><timerEventDefinition/></intermediateCatchEvent>',
    'BPMN_EVENT_DETAIL',
  ],
  [
    'a timer in words',
    '<intermediateCatchEvent id="a"><timerEventDefinition><timeCycle>0 9 * * 4</timeCycle></timerEventDefinition></intermediateCatchEvent>',
    'BPMN_ATTRIBUTE_VALUE',
  ],
  [
    'a condition that is not written',
    '<intermediateCatchEvent id="a"><conditionalEventDefinition/></intermediateCatchEvent>',
    'BPMN_EVENT_DETAIL',
  ],
  ['a catching event of no kind', '<intermediateCatchEvent id="a"/>', 'BPMN_EVENT_KIND'],
  ['a call of nothing', '<callActivity id="a"/>', 'BPMN_ATTRIBUTE_MISSING'],
  ['an ad-hoc sub-process that is folded', '<adHocSubProcess id="a"/>', 'BPMN_AD_HOC'],
]

describe('a process with isExecutable="false"', () => {
  it.each(OPEN)('may leave open %s; an executable one may not', (_, xml, code) => {
    const of = (isExecutable: boolean) => readBpmn(process(isExecutable, xml), { file: 'x.bpmn' })
    const severity = (isExecutable: boolean) => of(isExecutable).diagnostics.find((one) => one.code === code)?.severity
    expect([severity(true), severity(false)]).toEqual(['error', 'warning'])
    expect(of(true).definition).toBeUndefined()
    expect(of(false).definition).toBeDefined()
  })

  it.each(OPEN)('does not run with %s, and says which element', (_, xml) => {
    const { definition } = readBpmn(process(false, xml), { file: 'x.bpmn' })
    if (definition === undefined) throw new Error('expected it to be read')
    const { program, diagnostics } = compile(definition)
    expect(program).toBeUndefined()
    expect(diagnostics.map(({ severity }) => severity)).toContain('error')
    expect(diagnostics.map(({ message }) => message.en).join()).toMatch(/"a"|FEEL/)
  })

  it.each(OPEN)('is written and read again with %s', (_, xml) => {
    const { definition } = readBpmn(process(false, xml), { file: 'x.bpmn' })
    if (definition === undefined) throw new Error('expected it to be read')
    const kinds = (found: typeof definition | undefined) =>
      found?.processes[0]?.nodes.map((node) => [node.kind, 'events' in node ? node.events.map(({ kind }) => kind) : []])
    expect(kinds(readBpmn(writeBpmn(definition), { file: 'y.bpmn' }).definition)).toEqual(kinds(definition))
    expect(kinds(readYaml(writeYaml(definition), { file: 'y.yaml' }).definition)).toEqual(kinds(definition))
  })

  const sub = (inside: string) => `<subProcess id="a">${inside}</subProcess>`
  const WRONG: [what: string, xml: string, code: string][] = [
    ['a sub-process with several starts', sub('<startEvent id="x"/><startEvent id="y"/>'), 'BPMN_EVENT_KIND'],
    ['a sub-process that a message starts', sub('<startEvent id="x"><messageEventDefinition/></startEvent>'), 'BPMN_EVENT_KIND'],
    ['an event-based gateway with one way out', '<eventBasedGateway id="a"/>', 'BPMN_EVENT_GATEWAY'],
    [
      'a link that leads nowhere',
      `${sub('<intermediateThrowEvent id="l"><linkEventDefinition name="L"/></intermediateThrowEvent>')}`,
      'BPMN_LINK',
    ],
    [
      'a timer that is thrown',
      '<intermediateThrowEvent id="a"><timerEventDefinition><timeDate>2025-09-08</timeDate></timerEventDefinition></intermediateThrowEvent>',
      'BPMN_EVENT_KIND',
    ],
  ]
  it.each(WRONG)('is only warned of %s, until it is to run', (_, xml, code) => {
    const of = (isExecutable: boolean, running: readonly string[] = []) =>
      readBpmn(process(isExecutable, xml), { file: 'x.bpmn', running })
    const severity = (read: ReturnType<typeof of>) => read.diagnostics.find((one) => one.code === code)?.severity
    expect([severity(of(true)), severity(of(false)), severity(of(false, ['p']))]).toEqual(['error', 'warning', 'error'])
    const { definition } = of(false)
    if (definition === undefined) throw new Error('expected it to be read')
    const { program, diagnostics } = compile(definition)
    expect(program).toBeUndefined()
    expect(diagnostics.map((one) => one.code)).toContain(code)
  })

  it('runs where it leaves nothing open', () => {
    const { definition, diagnostics } = readBpmn(process(false, '<task id="a"/>'), { file: 'x.bpmn' })
    expect(diagnostics.map(({ code }) => code)).toEqual(['BPMN_DRAWING'])
    expect(definition === undefined ? undefined : compile(definition).program?.process).toBe('p')
  })
})

describe('elements without an id', () => {
  it('get one of their own where nothing can refer to them', () => {
    const xml =
      '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/><sequenceFlow sourceRef="s" targetRef="e"/><endEvent id="e"/><property name="n"/><textAnnotation><text>x</text></textAnnotation><task id="sequenceFlow-1"/><sequenceFlow sourceRef="s" targetRef="sequenceFlow-1"/></process></definitions>'
    const { definition } = readBpmn(xml, { file: 'x.bpmn' })
    const [only] = definition?.processes ?? []
    expect(only?.flows.map(({ id }) => id)).toEqual(['sequenceFlow-2', 'sequenceFlow-3'])
    expect([only?.data[0]?.id, only?.artifacts[0]?.id]).toEqual(['property-1', 'textAnnotation-1'])
  })
})
