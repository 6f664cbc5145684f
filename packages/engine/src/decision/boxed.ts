import { FeelFunction, isContext, isList, itemAt, type FeelValue } from '../expression/index.ts'
import { spend, type Cells, type Evaluate, type Outcome, type Read } from './cells.ts'
import { compileType } from './coercion.ts'
import type { BoxedLogic, Logic } from './decision.ts'

/** The forms that DMN 1.4 gave to boxed expressions: as FEEL has them, around logic of any kind (DMN 1.5 §7.3). */
export function compileBoxed(logic: BoxedLogic, cells: Cells, compile: (logic: Logic, cells: Cells) => Evaluate): Evaluate {
  switch (logic.kind) {
    case 'conditional': {
      const { condition, then, otherwise } = logic
      const [test, yes, no] = [compile(condition, cells), compile(then, cells), compile(otherwise, cells)]
      return (read, turn) => (test(read, turn).value === true ? yes(read, turn) : no(read, turn))
    }
    case 'filter':
      return filter(compile(logic.list, cells), compile(logic.match, cells))
    case 'iteration':
      return iteration(logic, compile(logic.list, cells), compile(logic.body, cells))
    case 'function': {
      const body = compile(logic.body, cells)
      const parameters = logic.parameters.map((one) => ({ ...one, coerce: compileType(one.type, one.name, cells) }))
      const names = parameters.map(({ name }) => name)
      return (read, turn) => ({
        value: new FeelFunction(names, (values, env) => {
          spend(turn)
          const given = new Map(
            parameters.map(({ name, coerce }, index) => {
              const found = coerce?.(values[index] ?? null, read, turn) ?? { value: values[index] ?? null }
              env.problem ??= found.problem
              return [name, found.value]
            }),
          )
          const { value, problem } = body(around(read, given), turn)
          env.problem ??= problem
          return value
        }),
      })
    }
  }
}

function around(read: Read, given: ReadonlyMap<string, FeelValue>): Read {
  return (name) => (given.has(name) ? given.get(name) : read(name))
}

function filter(list: Evaluate, match: Evaluate): Evaluate {
  return (read, turn) => {
    const { value, problem } = list(read, turn)
    if (value === null) return problem === undefined ? { value } : { value, problem }
    const items = isList(value) ? value : [value]
    const kept: FeelValue[] = []
    for (const item of items) {
      spend(turn)
      const own = isContext(item) ? item : new Map<string, FeelValue>()
      const found = match((name) => own.get(name) ?? (name === 'item' ? item : read(name)), turn).value
      if (typeof found === 'number') return { value: itemAt(items, found) }
      if (found === true) kept.push(item)
    }
    return { value: kept }
  }
}

function iteration({ how, variable }: BoxedLogic & { readonly kind: 'iteration' }, list: Evaluate, body: Evaluate): Evaluate {
  return (read, turn): Outcome => {
    const { value, problem } = list(read, turn)
    if (value === null) return { value, problem: problem ?? 'expected a list to go over, found none' }
    const results: FeelValue[] = []
    for (const item of isList(value) ? value : [value]) {
      spend(turn)
      const known = new Map<string, FeelValue>([
        [variable, item],
        ['partial', results],
      ])
      results.push(body(around(read, known), turn).value)
    }
    if (how === 'for') return { value: results }
    const decisive = how === 'some'
    if (results.includes(decisive)) return { value: decisive }
    return { value: results.every((one) => one === !decisive) ? !decisive : null }
  }
}
