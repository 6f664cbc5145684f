import { mustHold } from '@motcua/engine/ports'

/** What a function that stands by itself is given, by the names of its parameters. @throws AdapterFailure OPTIONS_INVALID */
export function mustBeObjects(of: string, given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given))
    mustHold(of, name, value, 'an object', typeof value === 'object' && value !== null && !Array.isArray(value))
}

/** @throws AdapterFailure OPTIONS_INVALID */
export function mustBeLists(of: string, given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) mustHold(of, name, value, 'a list', Array.isArray(value))
}
