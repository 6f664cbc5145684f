/** One promise of a port, as a sentence. `check` throws where it is broken. */
export interface Law<T> {
  readonly name: string
  check(subject: T): Promise<void> | void
}

/** What every implementation of a port promises. */
export interface Contract<T> {
  readonly port: string
  readonly laws: readonly Law<T>[]
}

/**
 * Holds a law without any test framework: `must(bytes.length > 0, 'a signature', bytes.length)`.
 *
 * @throws Error `LAW <name>: expected …, found …`
 */
export type Must = (holds: boolean, expected: string, found: unknown) => void

/**
 * A law whose check is handed what reports a breach under the law's own name.
 *
 * @example
 * law<Clock>('time never runs backwards', (clock, must) => {
 *   const first = clock.now()
 *   must(clock.now() >= first, `at least ${first}`, clock.now())
 * })
 */
export function law<T>(name: string, check: (subject: T, must: Must) => Promise<void> | void): Law<T> {
  const must: Must = (holds, expected, found) => {
    if (!holds) throw new Error(`LAW ${name}: expected ${expected}, found ${shown(found)}`)
  }
  return { name, check: (subject) => check(subject, must) }
}

/** The failure that a call ends with, or `undefined` where it ends well. */
export async function failureOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call()
    return undefined
  } catch (error) {
    return error ?? new Error('failed without an error')
  }
}

/** What is worth showing of a value that surprised us: never more than a line. */
function shown(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`
  if (value instanceof Uint8Array) return `${value.length} bytes`
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value))
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
