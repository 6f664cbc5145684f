import { BUILTINS } from './builtins/index.ts'
import { equals } from './compare.ts'
import type { Env, FeelValue } from './value.ts'

/** Whether two values are the same to FEEL. */
export function equalValues(a: FeelValue, b: FeelValue): boolean {
  return equals(a, b) === true
}

/** `sum`, `min` or `max` of values, as FEEL's own functions give them. */
export function sumOf(
  name: 'sum' | 'min' | 'max',
  values: readonly FeelValue[],
): { readonly value: FeelValue; readonly problem?: string } {
  const env: Env = { read: () => undefined, at: 0, frame: undefined, steps: 0, problem: undefined }
  const value = BUILTINS.get(name)?.call([values], env) ?? null
  return env.problem === undefined ? { value } : { value, problem: env.problem }
}
