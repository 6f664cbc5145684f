import { equalValues, sumOf, type FeelValue } from '../expression/index.ts'
import { tests, type Cells, type Evaluate, type Outcome, type Read, type Turn } from './cells.ts'
import { compileType, type Coerce } from './coercion.ts'
import type { DecisionTable } from './decision.ts'

/** A decision table (DMN 1.3 §8): which rules hold, and what follows from them by the hit policy. */
export function compileTable(table: DecisionTable, cells: Cells): Evaluate {
  const inputs = table.inputs.map(({ expression, type, values, label }) => ({
    label: label === '' ? expression.text : label,
    evaluate: cells.expression(expression),
    coerce: compileType(type, label === '' ? expression.text : label, cells),
    allowed: values === undefined ? undefined : tests(values, cells),
  }))
  const rules = table.rules.map(({ when, then }, index) => ({
    number: index + 1,
    when: when.map((cell) => tests(cell, cells)),
    then: then.map((cell) => cells.expression(cell)),
  }))
  const ranks = table.outputs.map(({ values }) =>
    values === undefined ? undefined : cells.expression({ ...values, text: `[${values.text}]` }),
  )
  const defaults = table.outputs.map(({ otherwise }) => (otherwise === undefined ? undefined : cells.expression(otherwise)))
  const types = table.outputs.map(({ name, type }) => compileType(type, name, cells))
  const output = (cell: Evaluate, index: number, read: Read, turn: Turn): FeelValue => {
    const { value, problem } = typed(cell(read, turn), types[index], read, turn)
    turn.unfit ??= problem
    return value
  }
  return (read, turn) => {
    const given: FeelValue[] = []
    for (const { evaluate, coerce, allowed, label } of inputs) {
      const { value, problem } = typed(evaluate(read, turn), coerce, read, turn)
      turn.unfit ??= problem
      if (allowed !== undefined && value !== null && !allowed.test(value, read, turn.at, turn.effort).value) {
        return { value: null, problem: `expected an allowed value of "${label}", found another` }
      }
      given.push(value)
    }
    const hits = rules.filter(({ when }) =>
      when.every((test, index) => test.test(given[index] ?? null, read, turn.at, turn.effort).value),
    )
    const outputs = hits.map(({ number, then }) => ({
      number,
      values: then.map((cell, index) => output(cell, index, read, turn)),
    }))
    const ranked = ranks.map((rank) => (rank === undefined ? undefined : rank(read, turn).value))
    if (outputs.length === 0) return nothingHit(table, defaults, read, turn)
    return resolve(table, outputs, ranked)
  }
}

/** What an expression gives, as its declared type has it. */
function typed(outcome: Outcome, coerce: Coerce | undefined, read: Read, turn: Turn): Outcome {
  return coerce === undefined ? { value: outcome.value } : coerce(outcome.value, read, turn)
}

interface Hit {
  readonly number: number
  readonly values: readonly FeelValue[]
}

function nothingHit(table: DecisionTable, defaults: readonly (Evaluate | undefined)[], read: Read, turn: Turn): Outcome {
  if (table.hitPolicy === 'COLLECT' && table.aggregation === 'COUNT') return { value: 0 }
  if (defaults.every((one) => one === undefined)) {
    const isList = table.hitPolicy === 'COLLECT' || table.hitPolicy.endsWith('ORDER')
    return { value: isList && table.aggregation === undefined ? [] : null }
  }
  return {
    value: resultOf(
      table,
      defaults.map((one) => (one === undefined ? null : one(read, turn).value)),
    ),
  }
}

/** What the rules that hold amount to. */
function resolve(table: DecisionTable, hits: readonly Hit[], ranked: readonly (FeelValue | undefined)[]): Outcome {
  const first = hits[0] as Hit
  const numbers = hits.map(({ number }) => number).join(', ')
  const all = (list: readonly Hit[]) => list.map(({ values }) => resultOf(table, values))
  switch (table.hitPolicy) {
    case 'UNIQUE':
      if (hits.length === 1) return { value: resultOf(table, first.values) }
      return { value: null, problem: `expected one rule to hold, found the rules ${numbers}` }
    case 'ANY': {
      const isSame = hits.every(({ values }) => values.every((value, index) => equalValues(value, first.values[index] ?? null)))
      if (isSame) return { value: resultOf(table, first.values) }
      return { value: null, problem: `expected the rules that hold to agree, found the rules ${numbers}` }
    }
    case 'FIRST':
      return { value: resultOf(table, first.values) }
    case 'PRIORITY':
      return { value: resultOf(table, (byRank(hits, ranked)[0] as Hit).values) }
    case 'RULE ORDER':
      return { value: all(hits) }
    case 'OUTPUT ORDER':
      return { value: all(byRank(hits, ranked)) }
    case 'COLLECT':
      return aggregate(table, hits) ?? { value: all(hits) }
  }
}

function byRank(hits: readonly Hit[], ranked: readonly (FeelValue | undefined)[]): Hit[] {
  const rankOf = (value: FeelValue, index: number): number => {
    const order = ranked[index]
    const found = Array.isArray(order) ? (order as readonly FeelValue[]).findIndex((one) => equalValues(one, value)) : -1
    return found < 0 ? Number.MAX_SAFE_INTEGER : found
  }
  return [...hits].sort((a, b) => {
    for (let index = 0; index < ranked.length; index++) {
      const difference = rankOf(a.values[index] ?? null, index) - rankOf(b.values[index] ?? null, index)
      if (difference !== 0) return difference
    }
    return a.number - b.number
  })
}

function aggregate(table: DecisionTable, hits: readonly Hit[]): Outcome | undefined {
  if (table.aggregation === undefined) return undefined
  if (table.aggregation === 'COUNT') return { value: hits.length }
  return sumOf(
    table.aggregation === 'SUM' ? 'sum' : table.aggregation === 'MIN' ? 'min' : 'max',
    hits.map(({ values }) => values[0] ?? null),
  )
}

function resultOf(table: DecisionTable, values: readonly FeelValue[]): FeelValue {
  if (table.outputs.length === 1) return values[0] ?? null
  return new Map(table.outputs.map(({ name }, index) => [name, values[index] ?? null]))
}
