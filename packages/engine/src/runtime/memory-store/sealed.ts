import { inputInvalid } from '../../ports/index.ts'

/** A frozen copy, as it would come back from a file: through JSON. */
export function sealed<T>(value: T): T {
  let text: string
  try {
    text = JSON.stringify(value)
  } catch (cause) {
    throw inputInvalid(`expected JSON, found a value that has none: ${String(cause)}`, cause)
  }
  return JSON.parse(text, (_key, part: unknown) => Object.freeze(part)) as T
}

/** One text for two: no two pairs share one. */
export function pair(a: string, b: string): string {
  return JSON.stringify([a, b])
}
