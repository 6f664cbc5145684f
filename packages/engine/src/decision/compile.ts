/**
 * Theory of operation
 *
 * Decisions of a model are put in the order in which they need one another; evaluating one evaluates what it needs, each once, with
 * FEEL's own values in between, so that dates stay dates. A decision reads variables from outside, under their names, and the values
 * of what it requires, under theirs.
 */
import { diagnose, type Diagnostic } from '../diagnostics/index.ts'
import { FeelFunction, TooMuch, toFeel, toJson, type Evaluation, type FeelValue, type Value } from '../expression/index.ts'
import { DMN_CYCLE } from './codes.ts'
import type { Decision, DecisionModel, Logic } from './decision.ts'
import { compileBoxed } from './boxed.ts'
import { Cells, spend, type Evaluate, type Outcome, type Read, type Turn } from './cells.ts'
import { asType } from './item-types.ts'
import { compileTable } from './table.ts'

export interface CompiledDecisions {
  /** Ids of the decisions. */
  readonly ids: readonly string[]
  evaluate(decision: string, read: (name: string) => Value | undefined, at: number): Evaluation
}

/** Compiles models; every mistake in an expression is reported at its place. Names outside are open: data is checked by who calls. */
export function compileDecisions(models: readonly DecisionModel[]): {
  readonly decisions: CompiledDecisions
  readonly diagnostics: readonly Diagnostic[]
} {
  const diagnostics: Diagnostic[] = []
  const byId = new Map<string, { readonly decision: Decision; readonly evaluate: Evaluate }>()
  const types = new Map(models.flatMap((model) => [...model.types]))
  for (const model of models) {
    const names = new Set(model.names)
    for (const decision of model.decisions) {
      const cells = new Cells(model.file, decision.id, diagnostics, names)
      const evaluate = decision.logic === undefined ? () => ({ value: null }) : compileLogic(decision.logic, cells)
      byId.set(decision.id, { decision, evaluate })
    }
  }
  for (const model of models) {
    for (const decision of model.decisions) {
      const cycle = cycleFrom(decision.id, byId, [])
      if (cycle === undefined) continue
      const details = { found: cycle.join(' → ') }
      diagnostics.push(diagnose(DMN_CYCLE, { file: model.file, position: decision.position, details }))
    }
  }
  const decisions: CompiledDecisions = {
    ids: [...byId.values()].filter(({ decision }) => decision.kind === 'decision').map(({ decision }) => decision.id),
    evaluate(id, read, at) {
      const found = byId.get(id) ?? [...byId.values()].find(({ decision }) => decision.name === id)
      if (found === undefined)
        return { ok: false, problem: `expected a decision "${id}", found ${[...byId.keys()].join(', ') || 'none'}` }
      const outer: Read = (name) => {
        const value = read(name)
        if (value === undefined) return undefined
        const type = types.get(name)
        return type === undefined ? toFeel(value) : asType(toFeel(value), type)
      }
      const run = new Run(byId, outer, { at, steps: 0 })
      const { service } = found.decision
      const { value, problem } = bounded(() =>
        service === undefined ? run.decide(found.decision.id) : run.outputsOf(service.outputs),
      )
      const json = toJson(value)
      if (json === undefined) return { ok: false, problem: `"${id}" gives no value that can be stored` }
      return json === null && problem !== undefined ? { ok: false, problem } : { ok: true, value: json }
    },
  }
  return { decisions: Object.freeze(decisions), diagnostics }
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
    private readonly byId: ReadonlyMap<string, { readonly decision: Decision; readonly evaluate: Evaluate }>,
    private readonly outer: Read,
    private readonly turn: Turn,
  ) {}

  decide(id: string): Outcome {
    const known = this.#values.get(id)
    if (known !== undefined) return known
    const found = this.byId.get(id)
    if (found === undefined) return { value: null, problem: `expected a decision "${id}", found none` }
    const { decision, evaluate } = found
    const needs = new Map<string, FeelValue>()
    let problem: string | undefined
    for (const required of decision.requires) {
      const name = this.byId.get(required)?.decision.name ?? required
      const outcome = this.decide(required)
      problem ??= outcome.problem
      needs.set(name, outcome.value)
    }
    const read: Read = (name) => (needs.has(name) ? needs.get(name) : this.outer(name))
    const outcome =
      decision.kind === 'knowledge'
        ? { value: this.#function(decision, evaluate, read) }
        : decision.kind === 'service'
          ? { value: this.#service(decision) }
          : evaluate(read, this.turn)
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

  #function(decision: Decision, evaluate: Evaluate, read: Read): FeelFunction {
    const made: FeelFunction = new FeelFunction(decision.parameters, (values, env) => {
      spend(this.turn)
      const { value, problem } = evaluate((name) => {
        const index = decision.parameters.indexOf(name)
        // A knowledge model may call itself.
        return index >= 0 ? (values[index] ?? null) : name === decision.name ? made : read(name)
      }, this.turn)
      env.problem ??= problem
      return value
    })
    return made
  }

  /** Evaluates its decisions anew, with what its caller gives and nothing else (DMN 1.5 §10.4). */
  #service({ parameters, service }: Decision): FeelFunction {
    return new FeelFunction(parameters, (values, env) => {
      spend(this.turn)
      const given = new Map(parameters.map((name, index) => [name, values[index] ?? null]))
      const run = new Run(this.byId, (name) => given.get(name), this.turn)
      for (const [name, id] of service?.given ?? []) run.#values.set(id, { value: given.get(name) ?? null })
      const { value, problem } = run.outputsOf(service?.outputs ?? [])
      env.problem ??= problem
      return value
    })
  }
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
      const entries = logic.entries.map((entry) => ({ name: entry.name, evaluate: compileLogic(entry.logic, cells) }))
      return (read, turn) => {
        const made = new Map<string, FeelValue>()
        const within: Read = (name) => (made.has(name) ? made.get(name) : read(name))
        for (const { name, evaluate } of entries) {
          const outcome = evaluate(within, turn)
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
    const found = cycleFrom(required, byId, [...trail, id])
    if (found !== undefined) return found
  }
  return undefined
}
