import { NO_POSITION, diagnose, type Diagnostic, type Position } from '../diagnostics/index.ts'
import { DMN_LOGIC, DMN_REFERENCE, DMN_TABLE } from './codes.ts'
import {
  AGGREGATIONS,
  HIT_POLICIES,
  type Cell,
  type Decision,
  type DecisionModel,
  type DecisionTable,
  type Logic,
} from './decision.ts'
import type { ReadDecisions } from './read-dmn.ts'

type Plain = Readonly<Record<string, unknown>>

/**
 * Reads `decisions:` of a YAML file, already parsed.
 *
 * @param place  where a JSON pointer below `decisions` was written
 * @example { fee: { inputs: { age: applicant.age }, outputs: { fee: }, rules: [ { if: [ "< 18" ], then: [ 0 ] } ] } }
 */
export function readDecisions(
  data: Plain,
  options: { readonly file: string; readonly place?: (pointer: string) => Position },
): ReadDecisions {
  const { file, place = () => NO_POSITION } = options
  const diagnostics: Diagnostic[] = []
  const report = (code: Parameters<typeof diagnose>[0], pointer: string, details: Readonly<Record<string, string | number>>) =>
    diagnostics.push(diagnose(code, { file, position: place(pointer), details }))
  const decisions = Object.entries(data).map(([id, value]): Decision => {
    const own = record(value)
    const requires = Array.isArray(own.requires) ? own.requires.map((name) => ({ id: String(name) })) : []
    for (const required of requires)
      if (!Object.hasOwn(data, required.id)) report(DMN_REFERENCE, `/${id}`, { id, found: required.id })
    const logic = logicOf(id, own)
    if (logic === undefined) report(DMN_LOGIC, `/${id}`, { id, found: 'none' })
    const parameters = Array.isArray(own.parameters)
      ? own.parameters.map((name) => ({ name: String(name), type: undefined }))
      : []
    const kind = own.parameters === undefined ? 'decision' : 'knowledge'
    return { id, name: id, kind, requires, inputs: [], parameters, type: undefined, logic, position: place(`/${id}`) }
  })

  function logicOf(id: string, own: Plain): Logic | undefined {
    if (own.expression !== undefined) return { kind: 'expression', expression: cell(own.expression, `/${id}/expression`) }
    if (!Array.isArray(own.rules)) return undefined
    return { kind: 'table', ...tableOf(id, own, own.rules) }
  }

  function tableOf(id: string, own: Plain, written: readonly unknown[]): DecisionTable {
    const inputs = Object.entries(record(own.inputs)).map(([label, value]) => {
      const detail = record(value)
      const expression = typeof value === 'string' ? value : (detail.expression ?? label)
      return {
        label,
        expression: cell(expression, `/${id}/inputs/${label}`),
        values: list(detail.values, `/${id}/inputs/${label}`),
      }
    })
    const outputs = Object.entries(record(own.outputs)).map(([name, value]) => {
      const detail = record(value)
      const at = `/${id}/outputs/${name}`
      return {
        name,
        values: list(detail.values, at),
        otherwise: detail.default === undefined ? undefined : cell(detail.default, at),
      }
    })
    const rules = written.map((value, index) => {
      const rule = record(value)
      const at = `/${id}/rules/${index}`
      const when = items(rule.if).map((one) => cell(one, at))
      const then = items(rule.then).map((one) => cell(one, at))
      if (when.length !== inputs.length || then.length !== outputs.length) {
        const expected = `${inputs.length} inputs and ${outputs.length} outputs in each rule`
        report(DMN_TABLE, at, { id, expected, found: `${when.length} and ${then.length}` })
      }
      return { when, then, position: place(at) }
    })
    const hitPolicy = HIT_POLICIES.find((policy) => policy === (own.hitPolicy ?? 'UNIQUE'))
    const aggregation = AGGREGATIONS.find((one) => one === own.aggregation)
    if (hitPolicy === undefined)
      report(DMN_TABLE, `/${id}/hitPolicy`, { id, expected: HIT_POLICIES.join(' | '), found: String(own.hitPolicy) })
    return { hitPolicy: hitPolicy ?? 'UNIQUE', aggregation, inputs, outputs, rules, position: place(`/${id}`) }
  }

  /** Numbers and booleans of YAML are FEEL already; a text is FEEL as it stands. */
  function cell(value: unknown, pointer: string): Cell {
    return { text: typeof value === 'string' ? value : JSON.stringify(value ?? null), position: place(pointer) }
  }

  function list(values: unknown, pointer: string): Cell | undefined {
    if (!Array.isArray(values)) return undefined
    return { text: values.map((value) => cell(value, pointer).text).join(', '), position: place(pointer) }
  }

  const names = decisions.map(({ name }) => name)
  return diagnostics.length > 0 ? { diagnostics } : read({ file, decisions, names, types: new Map() })
}

function read(model: DecisionModel): ReadDecisions {
  return { model, models: [model], diagnostics: [] }
}
function record(value: unknown): Plain {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Plain) : {}
}
function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}
