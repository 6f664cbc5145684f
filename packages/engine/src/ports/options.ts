import { AdapterFailure } from './failure.ts'

/**
 * What a factory is given may come from a configuration, or be nothing at all. Nothing of it is repeated, which may be a secret.
 *
 * @param of  the factory
 * @param texts  options that must be texts
 * @throws AdapterFailure OPTIONS_INVALID
 */
export function mustHaveOptions(of: string, options: unknown, ...texts: readonly string[]): void {
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options)
  if (!isObject) throw invalid(`${of}: expected an object of options, found ${kindOf(options)}`)
  for (const name of texts) {
    const value: unknown = Reflect.get(options, name)
    if (typeof value !== 'string' || value.trim() === '')
      throw invalid(`${of}: expected a text as ${name}, found ${kindOf(value)}`)
  }
}

/**
 * What an option was to say whose name is misspelt would be passed over.
 *
 * @param known  the names that there are
 * @throws AdapterFailure OPTIONS_INVALID
 */
export function mustKnowNames(of: string, options: object, known: Readonly<Record<string, true>>): void {
  mustHaveOptions(of, options)
  mustHaveOptions('mustKnowNames', known)
  for (const [name, value] of Object.entries(options))
    if (value !== undefined && !Object.hasOwn(known, name))
      throw invalid(`${of}: expected ${Object.keys(known).join(', ')} as options, found "${name}"`)
}

/**
 * @param what  "expected `what` as `name`"
 * @throws AdapterFailure OPTIONS_INVALID
 */
export function mustHold(of: string, name: string, value: unknown, what: string, holds: boolean): void {
  if (!holds) throw invalid(`${of}: expected ${what} as ${name}, found ${kindOf(value)}`)
}

function invalid(message: string): AdapterFailure {
  return new AdapterFailure('OPTIONS_INVALID', message, { retry: false })
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'none'
  if (value instanceof Promise) return 'a promise'
  return value === '' ? 'an empty text' : Array.isArray(value) ? 'a list' : typeof value
}
