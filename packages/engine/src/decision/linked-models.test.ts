import { describe, expect, it } from 'vitest'
import { compileDecisions, readDmn } from './index.ts'

const MODEL = 'https://www.omg.org/spec/DMN/20230324/MODEL/'
const dmn = (namespace: string, inner: string) =>
  `<definitions xmlns="${MODEL}" name="${namespace}" namespace="https://example.org/${namespace}">${inner}</definitions>`
const importing = (name: string, namespace: string, locationURI = '') =>
  `<import name="${name}" namespace="https://example.org/${namespace}" importType="${MODEL}"${locationURI === '' ? '' : ` locationURI="${locationURI}"`}/>`
const needs = (what: 'information' | 'knowledge', kind: string, href: string) =>
  `<${what}Requirement><required${kind} href="${href}"/></${what}Requirement>`
const literal = (text: string) => `<literalExpression><text>${text}</text></literalExpression>`

const FEES = dmn(
  'fees',
  `<itemDefinition name="tFee"><typeRef>number</typeRef><allowedValues><text>[0..500]</text></allowedValues></itemDefinition>
   <inputData id="_1" name="Applicant Age"><variable name="Applicant Age" typeRef="number"/></inputData>
   <decision id="_2" name="Base Fee"><variable name="Base Fee" typeRef="tFee"/>${needs('information', 'Input', '#_1')}${literal('if Applicant Age &lt; 18 then 0 else 100')}</decision>
   <businessKnowledgeModel id="_3" name="doubled"><encapsulatedLogic><formalParameter name="n" typeRef="number"/>${literal('n * 2')}</encapsulatedLogic></businessKnowledgeModel>`,
)
const MAIN = dmn(
  'main',
  `${importing('lib', 'fees', 'fees.dmn')}
   <inputData id="_1" name="copies"><variable name="copies" typeRef="number"/></inputData>
   <decision id="_2" name="total"><variable name="total" typeRef="lib.tFee"/>
     ${needs('information', 'Decision', 'https://example.org/fees#_2')}${needs('knowledge', 'Knowledge', 'https://example.org/fees#_3')}${needs('information', 'Input', '#_1')}
     ${literal('lib.doubled(lib.Base Fee) * copies')}</decision>`,
)

function read(files: Readonly<Record<string, string>>, main: string) {
  return readDmn(files[main] ?? '', {
    file: main,
    imports: ({ location }) => {
      const content = files[location.replace(/^\.\//, '')]
      return content === undefined ? undefined : { file: location, content }
    },
  })
}
function decide(files: Readonly<Record<string, string>>, main: string, decision: string, variables: Record<string, unknown>) {
  const { models = [], diagnostics } = read(files, main)
  const compiled = compileDecisions(models)
  expect([...diagnostics, ...compiled.diagnostics].map(({ code, message }) => `${code} ${message.en}`)).toEqual([])
  const found = compiled.decisions.evaluate(decision, (name) => variables[name] as never, 0)
  return found.ok ? found.value : `problem: ${found.problem}`
}

describe('imported models', () => {
  const files = { 'main.dmn': MAIN, 'fees.dmn': FEES }

  it('give their decisions and functions under the name of the import, whatever ids both files use', () => {
    expect(decide(files, 'main.dmn', 'total', { 'Applicant Age': 30, copies: 2 })).toBe(400)
    expect(decide(files, 'main.dmn', 'total', { 'Applicant Age': 10, copies: 2 })).toBe(0)
  })

  it('give their types', () => {
    expect(decide(files, 'main.dmn', 'total', { 'Applicant Age': 30, copies: 9 })).toMatch(
      /^problem: expected number \(\[0\.\.500\]\)/,
    )
  })

  it('may import each other', () => {
    const a = dmn(
      'a',
      `${importing('other', 'b', 'b.dmn')}<decision id="x" name="x">${needs('information', 'Decision', 'https://example.org/b#x')}${literal('other.x + 1')}</decision>`,
    )
    const b = dmn('b', `${importing('', 'a', 'a.dmn')}<decision id="x" name="x">${literal('41')}</decision>`)
    expect(decide({ 'a.dmn': a, 'b.dmn': b }, 'a.dmn', 'x', {})).toBe(42)
  })

  it('are reported where they are imported, and what is missing because of it where it is named', () => {
    const { models, diagnostics } = read({ 'main.dmn': MAIN }, 'main.dmn')
    expect(models).toBeUndefined()
    expect(diagnostics.map(({ code, position }) => `${code} ${position.line}`)).toEqual([
      'IMPORT_NOT_FOUND 1',
      'DMN_REFERENCE 4',
      'DMN_REFERENCE 4',
      'DMN_TYPE 3',
    ])
  })
})

describe('declared types', () => {
  const typed = (type: string, text: string, items = '') =>
    dmn('t', `${items}<decision id="d" name="d"><variable name="d" typeRef="${type}"/>${literal(text)}</decision>`)
  const item = (name: string, inner: string, more = '') => `<itemDefinition name="${name}"${more}>${inner}</itemDefinition>`
  const ITEMS =
    item('tNumbers', '<typeRef>number</typeRef>', ' isCollection="true"') +
    item('tColour', '<typeRef>string</typeRef><allowedValues><text>"red","green"</text></allowedValues>') +
    item('tColours', '<typeRef>tColour</typeRef>', ' isCollection="true"') +
    item(
      'tFew',
      '<typeRef>number</typeRef><typeConstraint><text>count(?) &lt; 3</text></typeConstraint>',
      ' isCollection="true"',
    ) +
    item(
      'tPerson',
      '<itemComponent name="name"><typeRef>string</typeRef></itemComponent><itemComponent name="age"><typeRef>number</typeRef></itemComponent>',
    )

  it.each([
    ['number', '5', 5],
    ['number', '"5"', 'expected number in "d", found "5"'],
    ['number', '[5]', 5],
    ['number', '[5, 6]', 'expected number in "d", found a list'],
    ['string', 'null', null],
    ['string', 'true', 'expected string in "d", found true'],
    ['Any', '[1]', [1]],
    ['date and time', 'date("2025-09-08")', '2025-09-08T00:00:00Z'],
    ['date', 'date and time("2025-09-08T10:00:00")', /expected date in "d"/],
    ['tNumbers', '[1, 2]', [1, 2]],
    ['tNumbers', '1', [1]],
    ['tNumbers', '[1, "2"]', 'expected a list of number in "d", found a list'],
    ['tColour', '"red"', 'red'],
    ['tColour', '"blue"', /expected string \("red","green"\)/],
    ['tColours', '["red", "green"]', ['red', 'green']],
    ['tColours', '["red", "blue"]', /expected a list of string/],
    ['tFew', '[1, 2]', [1, 2]],
    ['tFew', '[1, 2, 3]', /expected a list of number/],
    ['tPerson', '{ name: "An", age: 3 }', { name: 'An', age: 3 }],
    ['tPerson', '{ name: "An", age: 3, more: 1 }', { name: 'An', age: 3, more: 1 }],
    ['tPerson', '{ name: "An" }', { name: 'An' }],
    ['tPerson', '{ name: "An", age: "3" }', /expected a context in "d"/],
    ['tPerson', '"An"', /expected a context in "d", found "An"/],
  ])('%s makes of %s: %j', (type, text, expected) => {
    const found = decide({ 'x.dmn': typed(type, text, ITEMS) }, 'x.dmn', 'd', {})
    if (expected instanceof RegExp) expect(found).toMatch(expected)
    else
      expect(found).toEqual(typeof expected === 'string' && expected.startsWith('expected') ? `problem: ${expected}` : expected)
  })

  it('hold for what comes from outside', () => {
    const model = dmn(
      't',
      `${ITEMS}<inputData id="i" name="c"><variable name="c" typeRef="tColour"/></inputData><decision id="d" name="d">${needs('information', 'Input', '#i')}${literal('c')}</decision>`,
    )
    expect(decide({ 'x.dmn': model }, 'x.dmn', 'd', { c: 'red' })).toBe('red')
    expect(decide({ 'x.dmn': model }, 'x.dmn', 'd', { c: 'blue' })).toMatch(
      /expected string \("red","green"\) in "c", found "blue"/,
    )
  })

  it('hold for parameters and results of functions, entries of contexts, and the columns of tables', () => {
    const model = dmn(
      't',
      `<businessKnowledgeModel id="f" name="f"><encapsulatedLogic typeRef="string"><formalParameter name="n" typeRef="number"/>${literal('if n = null then "none" else string(n)')}</encapsulatedLogic></businessKnowledgeModel>
       <decision id="call" name="call">${needs('knowledge', 'Knowledge', '#f')}${literal('[f("x"), f([4])]')}</decision>
       <decision id="entry" name="entry"><context><contextEntry><variable name="a" typeRef="number"/>${literal('"x"')}</contextEntry><contextEntry>${literal('a = null')}</contextEntry></context></decision>
       <decision id="table" name="table"><decisionTable><input><inputExpression typeRef="number"><text>[3]</text></inputExpression></input><output name="o" typeRef="string"/><rule><inputEntry><text>3</text></inputEntry><outputEntry><text>7</text></outputEntry></rule></decisionTable></decision>`,
    )
    const of = (decision: string) => decide({ 'x.dmn': model }, 'x.dmn', decision, {})
    expect(of('call')).toEqual(['none', '4'])
    expect(of('entry')).toBe(true)
    expect(of('table')).toMatch(/expected string in "o", found 7/)
  })
})
