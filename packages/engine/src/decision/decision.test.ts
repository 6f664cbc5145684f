import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileDecisions, DECISION_CODES, readDecisions, readDmn } from './index.ts'

const AT = Date.UTC(2025, 7, 29)
const dmn = (inner: string) =>
  `<dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20191111/MODEL/" name="n" namespace="x">${inner}</dmn:definitions>`.replace(
    /<(\/?)(?!dmn:)([a-z])/gi,
    '<$1dmn:$2',
  )

function decide(plain: Record<string, unknown>, decision: string, variables: Record<string, unknown>) {
  const { model, diagnostics } = readDecisions(plain, { file: 'x.yaml' })
  expect(diagnostics).toEqual([])
  const compiled = compileDecisions(model === undefined ? [] : [model])
  expect(compiled.diagnostics).toEqual([])
  const found = compiled.decisions.evaluate(decision, (name) => variables[name] as never, AT)
  return found.ok ? found.value : found.problem
}

const table = (hitPolicy: string, more: Record<string, unknown> = {}) => ({
  fee: {
    hitPolicy,
    inputs: { n: 'n' },
    outputs: { fee: { values: [30, 20, 10] } },
    rules: [
      { if: ['> 1'], then: [10] },
      { if: ['> 2'], then: [30] },
      { if: ['> 3'], then: [20] },
    ],
    ...more,
  },
})

describe('hit policies', () => {
  it.each([
    ['UNIQUE', 2, 10],
    ['UNIQUE', 4, 'expected one rule to hold, found the rules 1, 2, 3'],
    ['ANY', 4, 'expected the rules that hold to agree, found the rules 1, 2, 3'],
    ['FIRST', 4, 10],
    ['PRIORITY', 4, 30],
    ['RULE ORDER', 4, [10, 30, 20]],
    ['OUTPUT ORDER', 4, [30, 20, 10]],
    ['COLLECT', 4, [10, 30, 20]],
    ['UNIQUE', 0, null],
    ['COLLECT', 0, []],
  ])('%s with %j gives %j', (policy, n, expected) => {
    expect(decide(table(policy), 'fee', { n })).toEqual(expected)
  })

  it.each([
    ['SUM', 60],
    ['MIN', 10],
    ['MAX', 30],
    ['COUNT', 3],
  ])('COLLECT with %s', (aggregation, expected) => {
    expect(decide(table('COLLECT', { aggregation }), 'fee', { n: 4 })).toBe(expected)
  })

  it('a default is given when nothing holds, and what is not allowed is a problem', () => {
    const withDefault = { outputs: { fee: { default: 5 } }, inputs: { n: { expression: 'n', values: ['[0..10]'] } } }
    expect(decide(table('UNIQUE', withDefault), 'fee', { n: 0 })).toBe(5)
    expect(decide(table('UNIQUE', withDefault), 'fee', { n: 11 })).toMatch(/^expected an allowed value/)
  })

  it('a unique table of rules that exclude each other gives the same in every order of its rules', () => {
    const rules = Array.from({ length: 6 }, (_, index) => ({ if: [`[${index * 10}..${index * 10 + 10})`], then: [index] }))
    fc.assert(
      fc.property(fc.shuffledSubarray(rules, { minLength: 6 }), fc.integer({ min: 0, max: 59 }), (shuffled, n) => {
        expect(decide(table('UNIQUE', { rules: shuffled, outputs: { fee: null } }), 'fee', { n })).toBe(Math.floor(n / 10))
      }),
    )
  })
})

describe('graphs', () => {
  /** Lệ phí hộ tịch: free for the young and on time, halved online. */
  const fees = {
    fee: {
      requires: ['base', 'discount'],
      expression: 'base * (1 - discount)',
    },
    base: {
      inputs: { late: 'daysLate > 60', age: 'age' },
      outputs: { amount: null },
      hitPolicy: 'FIRST',
      rules: [
        { if: ['-', '< 16'], then: [0] },
        { if: ['true', '-'], then: [8000] },
        { if: ['-', '-'], then: [5000] },
      ],
    },
    discount: { expression: 'if channel = "online" then 0.5 else 0' },
  }

  it('decide what they need first', () => {
    expect(decide(fees, 'fee', { daysLate: 61, age: 30, channel: 'online' })).toBe(4000)
    expect(decide(fees, 'fee', { daysLate: 1, age: 30, channel: 'counter' })).toBe(5000)
    expect(decide(fees, 'fee', { daysLate: 61, age: 3, channel: 'counter' })).toBe(0)
  })

  it('are read from DMN, with functions, contexts and invocations', () => {
    const xml = dmn(`
      <inputData id="i" name="n"/>
      <businessKnowledgeModel id="bkm" name="double"><encapsulatedLogic><formalParameter name="x"/><literalExpression><text>x * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
      <decision id="a" name="A"><informationRequirement><requiredInput href="#i"/></informationRequirement><knowledgeRequirement><requiredKnowledge href="#bkm"/></knowledgeRequirement>
        <invocation><literalExpression><text>double</text></literalExpression><binding><parameter name="x"/><literalExpression><text>n + 1</text></literalExpression></binding></invocation></decision>
      <decision id="b" name="B"><informationRequirement><requiredDecision href="#a"/></informationRequirement>
        <context><contextEntry><variable name="v"/><literalExpression><text>A + 1</text></literalExpression></contextEntry><contextEntry><literalExpression><text>v * 10</text></literalExpression></contextEntry></context></decision>
      <decision id="c" name="C"><decisionTable hitPolicy="FIRST"><input><inputExpression><text>n</text></inputExpression></input><output name="x"/><output name="y"/>
        <rule><inputEntry><text>&lt; 3</text></inputEntry><outputEntry><text>1</text></outputEntry><outputEntry><text>"low"</text></outputEntry></rule>
        <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>2</text></outputEntry><outputEntry><text>"high"</text></outputEntry></rule></decisionTable></decision>`)
    const { model, diagnostics } = readDmn(xml, { file: 'x.dmn' })
    expect(diagnostics).toEqual([])
    const { decisions, diagnostics: found } = compileDecisions(model === undefined ? [] : [model])
    expect(found).toEqual([])
    const value = (id: string, n: number) => decisions.evaluate(id, (name) => (name === 'n' ? n : undefined), AT)
    expect(value('a', 2)).toEqual({ ok: true, value: 6 })
    expect(value('b', 2)).toEqual({ ok: true, value: 70 })
    expect(value('c', 2)).toEqual({ ok: true, value: { x: 1, y: 'low' } })
    expect(value('c', 3)).toEqual({ ok: true, value: { x: 2, y: 'high' } })
  })

  it('a bad cell is reported at its place', () => {
    const { model } = readDmn(
      dmn('<decision id="a" name="a"><literalExpression><text>1 +</text></literalExpression></decision>'),
      { file: 'x.dmn' },
    )
    const { diagnostics } = compileDecisions(model === undefined ? [] : [model])
    expect(diagnostics).toMatchObject([{ code: 'FEEL_SYNTAX', element: 'a', position: { line: 1 } }])
  })
})

describe.each(DECISION_CODES.map((code) => [code.code, code] as const))('%s', (name, code) => {
  const codes = (text: string) => {
    const { model, diagnostics } = readDmn(text, { file: 'x.dmn' })
    return [...diagnostics, ...compileDecisions(model === undefined ? [] : [model]).diagnostics].map((found) => found.code)
  }
  it('is provoked by its wrong example and not by its right one', () => {
    expect(codes(code.example?.wrong ?? '')).toContain(name)
    expect(codes(code.example?.right ?? '')).toEqual([])
  })
})
