import { kindOf } from '../arithmetic.ts'
import { countOf } from '../number.ts'
import {
  FeelFunction,
  isContext,
  isList,
  isNumber,
  nothing,
  weigh,
  type Env,
  type FeelContext,
  type FeelNumber,
  type FeelValue,
} from '../value.ts'

export type Builtins = Readonly<Record<string, FeelFunction>>

/** A built-in function of so many parameters; those after `required` may be left out, and one may have several names (`a|b`). What it throws as {@link Unfit} is a problem. */
export function builtin(
  parameters: string,
  call: (values: readonly FeelValue[], env: Env) => FeelValue,
  required?: number,
): FeelFunction {
  const names = parameters === '' ? [] : parameters.split(',').map((name) => name.trim())
  return new FeelFunction(names, (values, env) => {
    if (values.length > names.length || values.length < (required ?? names.length)) {
      return nothing(env, `expected ${names.length} parameters (${names.join(', ')}), found ${values.length}`)
    }
    return guarded(values, env, call)
  })
}

/** A function of a list, or of its items as parameters. */
export function ofList(call: (items: readonly FeelValue[], env: Env) => FeelValue): FeelFunction {
  return new FeelFunction(
    ['list'],
    (values, env) =>
      guarded(values, env, () => {
        const [first] = values
        if (first === undefined) return call([], env)
        if (values.length > 1) return call(values, env)
        if (first === null) throw new Unfit('expected a list, found null')
        return call(isList(first) ? first : [first], env)
      }),
    true,
  )
}

export function guarded(
  values: readonly FeelValue[],
  env: Env,
  call: (values: readonly FeelValue[], env: Env) => FeelValue,
): FeelValue {
  for (const value of values) weigh(env, value)
  try {
    return call(values, env)
  } catch (error) {
    if (error instanceof Unfit) return nothing(env, error.message)
    throw error
  }
}

/** A parameter that does not fit. */
export class Unfit extends Error {}

/** A list of one item is that item where a parameter is no list (DMN §10.3.2.9.4). */
function single(value: FeelValue | undefined): FeelValue | undefined {
  return value !== undefined && isList(value) && value.length === 1 ? value[0] : value
}

export function number(given: FeelValue | undefined): FeelNumber {
  const value = single(given)
  if (value !== undefined && isNumber(value)) return value
  throw new Unfit(`expected a number, found ${kindOf(value ?? null)}`)
}
export function whole(value: FeelValue | undefined): number {
  const found = countOf(number(value))
  if (found === undefined) throw new Unfit(`expected a whole number, found ${kindOf(value ?? null)}`)
  return found
}
export function text(given: FeelValue | undefined): string {
  const value = single(given)
  if (typeof value === 'string') return value
  throw new Unfit(`expected a string, found ${kindOf(value ?? null)}`)
}
export function list(value: FeelValue | undefined): readonly FeelValue[] {
  if (value !== undefined && value !== null) return isList(value) ? value : [value]
  throw new Unfit('expected a list, found null')
}
export function context(given: FeelValue | undefined): FeelContext {
  const value = single(given)
  if (value !== undefined && isContext(value)) return value
  throw new Unfit(`expected a context, found ${kindOf(value ?? null)}`)
}
