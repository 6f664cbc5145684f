import { describe, expect, it } from 'vitest'
import { compileDecisions, readDmn } from './index.ts'

/** Milliseconds that this process has computed: a machine that is busy with something else does not count. */
const computed = () => process.cpuUsage().user / 1_000

const AT = Date.UTC(2025, 7, 29)
const NAMESPACES = {
  '1.1': 'http://www.omg.org/spec/DMN/20151101/dmn.xsd',
  '1.2': 'http://www.omg.org/spec/DMN/20180521/MODEL/',
  '1.3': 'https://www.omg.org/spec/DMN/20191111/MODEL/',
  '1.4': 'https://www.omg.org/spec/DMN/20211108/MODEL/',
  '1.5': 'https://www.omg.org/spec/DMN/20230324/MODEL/',
}
const model = (inner: string, namespace = NAMESPACES['1.5']) =>
  `<definitions xmlns="${namespace}" xmlns:feel="x" name="n" namespace="x">${inner}</definitions>`

function decide(xml: string, decision: string, variables: Record<string, unknown> = {}): unknown {
  const { model: read, diagnostics } = readDmn(xml, { file: 'x.dmn' })
  const compiled = compileDecisions(read === undefined ? [] : [read])
  const errors = [...diagnostics, ...compiled.diagnostics].filter(({ severity }) => severity === 'error')
  expect(errors.map(({ message }) => message.en)).toEqual([])
  const found = compiled.decisions.evaluate(decision, (name) => variables[name] as never, AT)
  return found.ok ? found.value : `problem: ${found.problem}`
}

const literal = (text: string) => `<literalExpression><text>${text}</text></literalExpression>`
const decision = (id: string, logic: string, needs = '', name = id) =>
  `<decision id="${id}" name="${name}">${needs}${logic}</decision>`
const input = (id: string, name: string, type = '') =>
  `<inputData id="${id}" name="${name}"><variable name="${name}"${type === '' ? '' : ` typeRef="${type}"`}/></inputData>`
const needs = (what: 'Input' | 'Decision', id: string) =>
  `<informationRequirement><required${what} href="#${id}"/></informationRequirement>`
const knows = (id: string) => `<knowledgeRequirement><requiredKnowledge href="#${id}"/></knowledgeRequirement>`

describe('names', () => {
  it('may hold blanks and signs', () => {
    const xml = model(
      input('i', 'Applicant Age') +
        input('j', 'year-to-date') +
        decision('d', literal('Applicant Age + 1'), needs('Input', 'i'), 'Next Age') +
        decision('e', literal('Next Age * 2 - year-to-date'), needs('Decision', 'd') + needs('Input', 'j')) +
        decision(
          'f',
          '<decisionTable hitPolicy="FIRST"><input><inputExpression><text>Next Age</text></inputExpression></input><output name="o"/><rule><inputEntry><text>&gt; Applicant Age</text></inputEntry><outputEntry><text>"older"</text></outputEntry></rule></decisionTable>',
          needs('Decision', 'd') + needs('Input', 'i'),
        ),
    )
    const given = { 'Applicant Age': 20, 'year-to-date': 2 }
    expect([decide(xml, 'd', given), decide(xml, 'e', given), decide(xml, 'f', given)]).toEqual([21, 40, 'older'])
  })

  it('of a decision hide what is outside, even where it gives null', () => {
    const xml = model(decision('a', literal('null')) + decision('b', literal('a'), needs('Decision', 'a')))
    expect(decide(xml, 'b', { a: 5 })).toBeNull()
  })
})

describe('types of input data', () => {
  const item = (name: string, inner: string, more = '') => `<itemDefinition name="${name}"${more}>${inner}</itemDefinition>`
  it.each([
    ['date', 'string(x.year)', '2024-02-29', '2024'],
    ['feel:date', 'x + @"P1D"', '2024-02-29', '2024-03-01'],
    ['time', 'x.hour', '10:00:00', 10],
    ['dateTime', 'x.minute', '2024-02-29T10:30:00Z', 30],
    ['dayTimeDuration', 'x.hours', 'PT5H', 5],
    ['years and months duration', 'x.months', 'P14M', 2],
    ['string', 'x + "!"', '2024-02-29', '2024-02-29!'],
    ['number', 'x + 1', 1, 2],
    ['tDates', 'x[2].day', ['2024-02-28', '2024-02-29'], 29],
    ['tPerson', 'x.born.year', { born: '2001-05-06', name: 'A' }, 2001],
    ['tPeople', 'x.born.year', [{ born: '2001-05-06' }], [2001]],
  ])('%s: %s', (type, text, x, expected) => {
    const items =
      item('tDates', '<typeRef>date</typeRef>', ' isCollection="true"') +
      item('tPerson', '<itemComponent name="born"><typeRef>date</typeRef></itemComponent>') +
      item('tPeople', '<typeRef>tPerson</typeRef>', ' isCollection="true"')
    expect(decide(model(items + input('i', 'x', type) + decision('d', literal(text), needs('Input', 'i'))), 'd', { x })).toEqual(
      expected,
    )
  })
})

describe('boxed expressions', () => {
  const part = (name: string, text: string) => `<${name}>${literal(text)}</${name}>`
  it.each([
    [
      'a conditional',
      `<conditional>${part('if', 'n &gt; 1')}${part('then', '"many"')}${part('else', '"few"')}</conditional>`,
      'many',
    ],
    ['a filter', `<filter>${part('in', '[1, 2, 3]')}${part('match', 'item &gt;= n')}</filter>`, [2, 3]],
    ['a filter by a key', `<filter>${part('in', '[{a: 1}, {a: 2}]')}${part('match', 'a = n')}</filter>`, [{ a: 2 }]],
    ['a filter by an index', `<filter>${part('in', '[1, 2, 3]')}${part('match', '-1')}</filter>`, 3],
    ['for', `<for iteratorVariable="i">${part('in', '[1, 2]')}${part('return', 'i * n')}</for>`, [2, 4]],
    [
      'for with what it has given so far',
      `<for iteratorVariable="i">${part('in', '1..3'.replace('1..3', '[1, 2, 3]'))}${part('return', 'i + sum([0, count(partial)])')}</for>`,
      [1, 3, 5],
    ],
    ['some', `<some iteratorVariable="i">${part('in', '[1, 2]')}${part('satisfies', 'i = n')}</some>`, true],
    ['every', `<every iteratorVariable="i">${part('in', '[1, 2]')}${part('satisfies', 'i = n')}</every>`, false],
    ['a list', `<list>${literal('n')}${literal('n + 1')}</list>`, [2, 3]],
    [
      'a relation',
      `<relation><column name="a"/><column name="b c"/><row>${literal('n')}${literal('"x"')}</row></relation>`,
      [{ a: 2, 'b c': 'x' }],
    ],
    [
      'a function in a context, called',
      `<context><contextEntry><variable name="twice it"/><functionDefinition><formalParameter name="x"/>${literal('x * 2')}</functionDefinition></contextEntry><contextEntry>${literal('twice it(n) + 1')}</contextEntry></context>`,
      5,
    ],
    [
      'a context whose entry is null',
      `<context><contextEntry><variable name="n"/>${literal('null')}</contextEntry><contextEntry>${literal('n')}</contextEntry></context>`,
      null,
    ],
  ])('%s', (_, logic, expected) => {
    expect(decide(model(input('i', 'n') + decision('d', logic, needs('Input', 'i'))), 'd', { n: 2 })).toEqual(expected)
  })
})

describe('functions of a model', () => {
  const knowledge = (id: string, name: string, parameters: readonly string[], text: string, more = '') =>
    `<businessKnowledgeModel id="${id}" name="${name}">${more}<encapsulatedLogic>${parameters.map((one) => `<formalParameter name="${one}"/>`).join('')}${literal(text)}</encapsulatedLogic></businessKnowledgeModel>`

  it('call one another, and themselves', () => {
    const xml = model(
      knowledge('b1', 'plus one', ['x'], 'x + 1') +
        knowledge('b2', 'plus two', ['x'], 'plus one(plus one(x))', knows('b1')) +
        knowledge('b3', 'factorial', ['n'], 'if n &lt; 2 then 1 else n * factorial(n - 1)') +
        decision('d', literal('plus two(x: 5)'), knows('b2')) +
        decision('e', literal('factorial(10)'), knows('b3')),
    )
    expect([decide(xml, 'd'), decide(xml, 'e')]).toEqual([7, 3628800])
  })

  it.each(['f(n) + f(n)', 'if n = 0 then 1 else f(n - 1) + f(n - 1)'])('come to an end: %s', (text) => {
    const began = computed()
    expect(decide(model(knowledge('b', 'f', ['n'], text) + decision('d', literal('f(60)'), knows('b'))), 'd')).toMatch(/^problem/)
    expect(computed() - began).toBeLessThan(5_000)
  })

  it('are decision services too: with input data and input decisions, one output or several', () => {
    const xml = model(
      input('i', 'income') +
        decision('base', literal('income * 2'), needs('Input', 'i')) +
        decision('fee', literal('base + income'), needs('Decision', 'base') + needs('Input', 'i')) +
        decision('tax', literal('base - 1'), needs('Decision', 'base')) +
        '<decisionService id="s1" name="whole service"><outputDecision href="#fee"/><encapsulatedDecision href="#base"/><inputData href="#i"/></decisionService>' +
        '<decisionService id="s2" name="given base"><outputDecision href="#fee"/><outputDecision href="#tax"/><inputDecision href="#base"/><inputData href="#i"/></decisionService>' +
        decision('one', literal('whole service(10)'), knows('s1')) +
        decision('two', literal('given base(income: 10, base: 1)'), knows('s2')),
    )
    expect(decide(xml, 'one', { income: 1 })).toBe(30)
    expect(decide(xml, 'two', { income: 1 })).toEqual({ fee: 11, tax: 0 })
    expect(decide(xml, 's2', { income: 4 })).toEqual({ fee: 12, tax: 7 })
  })
})

describe('files of other tools', () => {
  it.each(Object.entries(NAMESPACES))('DMN %s', (_, namespace) => {
    expect(decide(model(decision('d', literal('1 + 1')), namespace), 'd')).toBe(2)
  })

  it('a decision that is only drawn gives null, with a warning', () => {
    const xml = model(
      '<decision id="d" name="d"/><knowledgeSource id="k" name="k"/>' + decision('e', literal('d'), needs('Decision', 'd')),
    )
    expect(readDmn(xml, { file: 'x.dmn' }).diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ['DMN_LOGIC', 'warning'],
    ])
    expect(decide(xml, 'e')).toBeNull()
  })

  it.each([
    '<literalExpression expressionLanguage="javascript"><text>1</text></literalExpression>',
    '<functionDefinition kind="Java"/>',
  ])('another language is refused: %s', (logic) => {
    const { diagnostics } = readDmn(model(decision('d', logic)), { file: 'x.dmn' })
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toContainEqual(['DMN_LOGIC', 'error'])
  })
})
