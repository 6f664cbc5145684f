import type { Position, Sentence } from '../../diagnostics/index.ts'
import { isEntries, isItems, placedBy, type Content, type Part } from './part.ts'

/** What kinds of value a fragment may ask for. */
export const PARAMETER_TYPES = ['string', 'text', 'number', 'boolean', 'list', 'limit', 'any'] as const
export type ParameterType = (typeof PARAMETER_TYPES)[number]

/** Something that a fragment leaves open. */
export interface Parameter {
  readonly name: string
  readonly type: ParameterType
  readonly values: readonly unknown[] | undefined
  /** Its value where the including file gives none; `undefined`: the file must give one. */
  readonly fallback: Part | undefined
  /** Stands in for a value when the fragment is looked at alone. */
  readonly example: Part | undefined
  /** What its author says about it. */
  readonly description: Sentence | undefined
}

/** Whether a value is of the type; nothing at all is of every type that has a default. */
export function fits({ type, values, fallback }: Parameter, { content }: Part): boolean {
  if (content === null) return fallback !== undefined
  const isOfType = TYPES[type](content)
  return isOfType && (values === undefined || values.includes(content))
}

const TYPES: Readonly<Record<ParameterType, (content: Content) => boolean>> = {
  string: (content) => typeof content === 'string',
  text: (content) => typeof content === 'string' || (isEntries(content) && typeof content.get('vi')?.content === 'string'),
  number: (content) => typeof content === 'number',
  boolean: (content) => typeof content === 'boolean',
  list: (content) => isItems(content),
  limit: (content) => typeof content === 'string' || isEntries(content),
  any: () => true,
}

const PLACEHOLDER = /\$\{([^{}]*)\}/g
const ONLY_PLACEHOLDER = /^\$\{([^{}]*)\}$/

/** A use of a parameter that cannot be filled in. */
export interface Unfilled {
  readonly name: string
  readonly position: Position
  readonly why: 'undeclared' | 'structured'
}

/**
 * A part with `${name}` replaced by the values of parameters. A text that is nothing but `${name}` becomes the value itself, whatever
 * it is; what has no value at all (`null`) is left out together with its key.
 *
 * @param values  `undefined` for a parameter whose value is missing or wrong: it was reported already, and is left out
 */
export function fill(
  whole: Part,
  values: ReadonlyMap<string, Part | undefined>,
  unfilled: (found: Unfilled) => void,
): Part | undefined {
  const { content, place } = whole
  if (typeof content === 'string') {
    const name = ONLY_PLACEHOLDER.exec(content)?.[1]
    if (name !== undefined) return valueAt(name, whole)
    return { place, content: interpolate(content, place.value) }
  }
  if (isItems(content)) {
    return { place, content: content.flatMap((item) => fill(item, values, unfilled) ?? []) }
  }
  if (!isEntries(content)) return whole
  const filled = [...content].flatMap(([key, inner]): [string, Part][] => {
    const part = fill(inner, values, unfilled)
    return part === undefined ? [] : [[interpolate(key, inner.place.key), part]]
  })
  return { place, content: new Map(filled) }

  function valueAt(name: string, at: Part): Part | undefined {
    if (!values.has(name)) unfilled({ name, position: at.place.value, why: 'undeclared' })
    const value = values.get(name)
    return value === undefined || value.content === null ? undefined : through(at, value)
  }

  function interpolate(text: string, position: Position): string {
    return text.replace(PLACEHOLDER, (_, name: string) => {
      if (!values.has(name)) {
        unfilled({ name, position, why: 'undeclared' })
        return ''
      }
      const value = values.get(name)
      const { content: given } = value ?? { content: null }
      if (!isEntries(given) && !isItems(given)) return given === null ? '' : String(given)
      unfilled({ name, position, why: 'structured' })
      return ''
    })
  }
}

/** A value stands where the fragment uses it, included from where it was given. */
function through(at: Part, value: Part): Part {
  return placedBy(value, (given) => ({ ...at.place.value, includedAt: given }))
}
