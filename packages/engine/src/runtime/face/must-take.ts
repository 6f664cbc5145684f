import { EngineError } from '../engine-error.ts'
import { that, type Check, type Fields } from '../../diagnostics/index.ts'

/** A function that stands by itself is given what it can take. @throws EngineError OPTIONS_INVALID */
export function mustTake(of: string, checks: Fields, given: Readonly<Record<string, unknown>>): void {
  for (const [name, check] of Object.entries(checks)) {
    const fault = check(given[name], name)
    if (fault !== undefined) throw new EngineError('OPTIONS_INVALID', `${of}: ${fault}`)
  }
}

/** What has these methods. */
export function having(what: string, ...methods: readonly string[]): Check {
  return that(what, (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    return methods.every((name) => typeof Reflect.get(value, name) === 'function')
  })
}
