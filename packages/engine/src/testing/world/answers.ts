import { AdapterFailure, mustHold } from '../../ports/index.ts'

/**
 * Asks a function of the world. An `Error` that it throws is its own to tell; anything else that is thrown says neither what nor where.
 *
 * @param part  as the world calls it: `lodge`
 * @throws AdapterFailure OPTIONS_INVALID  it threw what is no `Error`
 */
export function answerOf<T>(part: string, ask: () => T): T {
  try {
    return ask()
  } catch (error) {
    throw thrownBy(part, error)
  }
}

/** What to throw where a function of the world threw something. */
export function thrownBy(part: string, error: unknown): Error {
  if (error instanceof Error) return error
  const message = `simulate: expected an Error as what ${part} throws, found ${String(error)}`
  return new AdapterFailure('OPTIONS_INVALID', message, { retry: false, cause: error })
}

/**
 * What `part` answers is an object with these fields. It is asked at its moment of the run, so it cannot answer with a promise.
 *
 * @throws AdapterFailure OPTIONS_INVALID
 */
export function mustAnswer(part: string, answer: unknown, fields: Readonly<Record<string, 'text' | 'object'>>): void {
  // Whatever it would bring, it comes too late to be told.
  if (answer instanceof Promise) answer.catch(() => undefined)
  const names = Object.keys(fields).map((name) => `\`${name}\``)
  const what = `an object with ${new Intl.ListFormat('en').format(names)}`
  mustHold('simulate', `what ${part} answers`, answer, names.length === 0 ? 'an object' : what, isObject(answer))
  for (const [name, kind] of Object.entries(fields)) {
    const value: unknown = Reflect.get(answer as object, name)
    const holds = kind === 'text' ? typeof value === 'string' : isObject(value)
    mustHold('simulate', `\`${name}\` of what ${part} answers`, value, kind === 'text' ? 'a text' : 'an object', holds)
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Promise)
}
