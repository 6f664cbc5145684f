/**
 * Theory of operation
 *
 * Decisions of a model are put in the order in which they need one another; evaluating one evaluates what it needs, each once, with
 * FEEL's own values in between, so that dates stay dates. A decision reads variables from outside, under their names, and the values
 * of what it requires, under theirs.
 */
import { diagnose, mustBeList, mustBeObject, type Diagnostic } from '../diagnostics/index.ts'
import {
  FeelFunction,
  TooMuch,
  toFeel,
  toJson,
  type Effort,
  type Evaluation,
  type FeelValue,
  type Value,
} from '../expression/index.ts'
import { DMN_CYCLE } from './codes.ts'
import { compileType, type Coerce } from './coercion.ts'
import type { Decision, DecisionModel, Logic, ValueType } from './decision.ts'
import { compileBoxed } from './boxed.ts'
import { Cells, spend, turnAt, type Evaluate, type Outcome, type Read, type Turn } from './cells.ts'
import { asType } from './item-types.ts'
import { compileTable } from './table.ts'

export interface CompiledDecisions {
  /** Ids of the decisions. */
  readonly ids: readonly string[]
  /** Whether there is a decision of this id or name. */
  has(decision: string): boolean
  /** @param effort  what it takes is added to it */
  evaluate(decision: string, read: (name: string) => Value | undefined, at: number, effort?: Effort): Evaluation
}

/** Compiles models; every mistake in an expression is reported at its place. Names outside are open: data is checked by who calls. */
export function compileDecisions(models: readonly DecisionModel[]): {
  readonly decisions: CompiledDecisions
  readonly diagnostics: readonly Diagnostic[]
} {
  mustBeList('compileDecisions', 'models', models)
  for (const [index, model] of models.entries()) mustBeObject('compileDecisions', `models[${index}]`, model, 'decisions', 'names')
  const diagnostics: Diagnostic[] = []
  const byId = new Map<string, Compiled>()
  const types = new Map<string, { readonly type: ValueType; readonly coerce: Coerce | undefined }>()
  for (const model of models) {
    const names = new Set(model.names)
    for (const decision of model.decisions) {
      const cells = new Cells(model.file, decision.id, diagnostics, names)
      const evaluate = decision.logic === undefined ? () => ({ value: null }) : compileLogic(decision.logic, cells)
      // Where two models have a decision of one id, the first counts.
      if (byId.has(decision.id)) continue
      const coerce = compileType(decision.type, decision.name, cells)
      const parameters = decision.parameters.map(({ name, type }) => compileType(type, name, cells))
      byId.set(decision.id, { decision, evaluate, coerce, parameters })
    }
    for (const [name, type] of model.types)
      if (!types.has(name))
        types.set(name, { type, coerce: compileType(type, name, new Cells(model.file, name, diagnostics, names)) })
  }
  for (const model of models) {
    for (const decision of model.decisions) {
      const cycle = cycleFrom(decision.id, byId, [])
      if (cycle === undefined) continue
      const details = { found: cycle.join(' → ') }
      diagnostics.push(diagnose(DMN_CYCLE, { file: model.file, position: decision.position, details }))
    }
  }
  const named = (id: string) => byId.get(id) ?? [...byId.values()].find(({ decision }) => decision.name === id)
  const decisions: CompiledDecisions = {
    ids: [...byId.values()].filter(({ decision }) => decision.kind === 'decision').map(({ decision }) => decision.id),
    has: (id) => named(id) !== undefined,
    evaluate(id, read, at, effort = { steps: 0 }) {
      const found = named(id)
      if (found === undefined)
        return { ok: false, problem: `expected a decision "${id}", found ${[...byId.keys()].join(', ') || 'none'}` }
      const turn = turnAt(at, effort)
      const outer: Read = (name) => {
        const value = read(name)
        if (value === undefined) return undefined
        const declared = types.get(name)
        if (declared === undefined) return toFeel(value)
        const written = asType(toFeel(value), declared.type)
        const fit = declared.coerce?.(written, () => undefined, turn) ?? { value: written }
        turn.unfit ??= fit.problem
        return fit.value
      }
      const run = new Run(byId, outer, turn)
      const { service } = found.decision
      const { value, problem = turn.unfit } = bounded(() =>
        service === undefined ? run.decide(found.decision.id) : run.outputsOf(service.outputs),
      )
      const json = toJson(value)
      if (json === undefined) return { ok: false, problem: `"${id}" gives no value that can be stored` }
      return json === null && problem !== undefined ? { ok: false, problem } : { ok: true, value: json }
    },
  }
  return { decisions: Object.freeze(decisions), diagnostics }
}

interface Compiled {
  readonly decision: Decision
  readonly evaluate: Evaluate
  /** Its value, and its arguments, as their declared types have them. */
  readonly coerce: Coerce | undefined
  readonly parameters: readonly (Coerce | undefined)[]
}

/** What is spent, or deeper than the machine's stack, is a problem and no defect. */
function bounded(work: () => Outcome): Outcome {
  try {
    return work()
  } catch (error) {
    if (error instanceof TooMuch || error instanceof RangeError) return { value: null, problem: error.message }
    throw error
  }
}

class Run {
  readonly #values = new Map<string, Outcome>()

  constructor(
    private readonly byId: ReadonlyMap<string, Compiled>,
    private readonly outer: Read,
    private readonly turn: Turn,
  ) {}

  decide(id: string): Outcome {
    const known = this.#values.get(id)
    if (known !== undefined) return known
    const found = this.byId.get(id)
    if (found === undefined) return { value: null, problem: `expected a decision "${id}", found none` }
    const { decision, evaluate, coerce } = found
    const needs = new Map<string, FeelValue>()
    const imported = new Map<string, Map<string, FeelValue>>()
    let problem: string | undefined
    const know = (within: string | undefined, name: string, value: FeelValue) => {
      if (within === undefined) needs.set(name, value)
      else imported.set(within, (imported.get(within) ?? new Map<string, FeelValue>()).set(name, value))
    }
    for (const { id: required, within } of decision.requires) {
      const name = this.byId.get(required)?.decision.name ?? required
      const outcome = this.decide(required)
      problem ??= outcome.problem
      know(within, name, outcome.value)
    }
    for (const { name, within } of decision.inputs) if (within !== undefined) know(within, name, this.outer(name) ?? null)
    for (const [alias, entries] of imported) needs.set(alias, entries)
    const read: Read = (name) => (needs.has(name) ? needs.get(name) : this.outer(name))
    const outcome =
      decision.kind === 'knowledge'
        ? { value: this.#function(found, read) }
        : decision.kind === 'service'
          ? { value: this.#service(found) }
          : asDeclared(evaluate(read, this.turn), coerce, read, this.turn)
    const whole =
      outcome.problem === undefined && problem !== undefined && outcome.value === null ? { ...outcome, problem } : outcome
    this.#values.set(id, whole)
    return whole
  }

  /** What a service gives: its output, or several by their names. */
  outputsOf(ids: readonly string[]): Outcome {
    const outcomes = ids.map((id) => ({ name: this.byId.get(id)?.decision.name ?? id, ...this.decide(id) }))
    const problem = outcomes.find((one) => one.problem !== undefined)?.problem
    const [only] = outcomes
    const value = outcomes.length === 1 && only !== undefined ? only.value : new Map(outcomes.map((one) => [one.name, one.value]))
    return problem === undefined ? { value } : { value, problem }
  }

  #function({ decision, evaluate, coerce, parameters }: Compiled, read: Read): FeelFunction {
    const names = decision.parameters.map(({ name }) => name)
    const made: FeelFunction = new FeelFunction(names, (values, env) => {
      spend(this.turn)
      const given = parameters.map((type, index) => this.#given(values[index] ?? null, type, read, env))
      const own: Read = (name) => {
        const index = names.indexOf(name)
        // A knowledge model may call itself.
        return index >= 0 ? given[index] : name === decision.name ? made : read(name)
      }
      const { value, problem } = asDeclared(evaluate(own, this.turn), coerce, read, this.turn)
      env.problem ??= problem
      return value
    })
    return made
  }

  /** An argument as its parameter has it. */
  #given(value: FeelValue, type: Coerce | undefined, read: Read, env: { problem: string | undefined }): FeelValue {
    const outcome = type?.(value, read, this.turn) ?? { value }
    env.problem ??= outcome.problem
    return outcome.value
  }

  /** Evaluates its decisions anew, with what its caller gives and nothing else (DMN 1.5 §10.4). */
  #service({ decision: { parameters: declared, service }, parameters, coerce }: Compiled): FeelFunction {
    const names = declared.map(({ name }) => name)
    return new FeelFunction(names, (values, env) => {
      spend(this.turn)
      const nothing: Read = () => undefined
      const given = new Map(
        names.map((name, index) => [name, this.#given(values[index] ?? null, parameters[index], nothing, env)]),
      )
      const run = new Run(this.byId, (name) => given.get(name), this.turn)
      for (const [name, id] of service?.given ?? []) run.#values.set(id, { value: given.get(name) ?? null })
      const { value, problem } = asDeclared(run.outputsOf(service?.outputs ?? []), coerce, nothing, this.turn)
      env.problem ??= problem
      return value
    })
  }
}

/** What an evaluation gave, as its declared type has it. */
function asDeclared(outcome: Outcome, coerce: Coerce | undefined, read: Read, turn: Turn): Outcome {
  if (coerce === undefined || outcome.value === null) return outcome
  return coerce(outcome.value, read, turn)
}

function compileLogic(logic: Logic, cells: Cells): Evaluate {
  switch (logic.kind) {
    case 'expression':
      return cells.expression(logic.expression)
    case 'table':
      return compileTable(logic, cells)
    case 'list': {
      const items = logic.items.map((item) => compileLogic(item, cells))
      return (read, turn) => ({ value: items.map((item) => item(read, turn).value) })
    }
    case 'relation': {
      const rows = logic.rows.map((row) => row.map((cell) => compileLogic(cell, cells)))
      return (read, turn) => ({
        value: rows.map((row) => new Map(row.map((cell, index) => [logic.columns[index] ?? '', cell(read, turn).value]))),
      })
    }
    case 'context': {
      const entries = logic.entries.map(({ name, type, logic: inner }) => ({
        name,
        evaluate: compileLogic(inner, cells),
        coerce: compileType(type, name ?? '', cells),
      }))
      return (read, turn) => {
        const made = new Map<string, FeelValue>()
        const within: Read = (name) => (made.has(name) ? made.get(name) : read(name))
        for (const { name, evaluate, coerce } of entries) {
          const outcome = asDeclared(evaluate(within, turn), coerce, within, turn)
          if (name === undefined) return outcome
          made.set(name, outcome.value)
        }
        return { value: made }
      }
    }
    case 'invocation': {
      const called = cells.expression(logic.called)
      const bindings = logic.bindings.map(({ name, logic: inner }) => ({ name, evaluate: compileLogic(inner, cells) }))
      return (read, turn) => {
        const { value } = called(read, turn)
        if (!(value instanceof FeelFunction))
          return { value: null, problem: `expected a function "${logic.called.text}", found none` }
        const given = new Map(bindings.map(({ name, evaluate }) => [name, evaluate(read, turn).value]))
        const env = { read, at: turn.at, frame: undefined, steps: 0, problem: undefined as string | undefined }
        const result = value.call(
          value.parameters.map((name) => given.get(name) ?? null),
          env,
        )
        turn.effort.steps += env.steps
        return env.problem === undefined ? { value: result } : { value: result, problem: env.problem }
      }
    }
    default:
      return compileBoxed(logic, cells, compileLogic)
  }
}

function cycleFrom(
  id: string,
  byId: ReadonlyMap<string, { readonly decision: Decision }>,
  trail: readonly string[],
): readonly string[] | undefined {
  if (trail[0] === id) return [...trail, id]
  if (trail.includes(id)) return undefined
  for (const required of byId.get(id)?.decision.requires ?? []) {
    const found = cycleFrom(required.id, byId, [...trail, id])
    if (found !== undefined) return found
  }
  return undefined
}
