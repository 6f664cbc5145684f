import { conforms, isContext, isList, midnightOf, shownKind, type FeelValue } from '../expression/index.ts'
import { tests, type Cells, type Outcome, type Read, type Turn } from './cells.ts'
import type { ValueType } from './decision.ts'

/** A value as its declared type has it; or null, and what was expected. */
export type Coerce = (value: FeelValue, read: Read, turn: Turn) => Outcome

/**
 * Compiles what a declared type makes of values: a list of one item is that item where one is expected, an item is a list of one where
 * a list is, a date is its midnight (UTC) where an instant is; whatever does not conform is null. Null is of every type, and so is a
 * context that lacks an entry.
 *
 * @param what  whose type it is, for messages
 * @law DMN 1.5 §10.3.2.9.4, Table 53; §7.3.3 (allowed values)
 */
export function compileType(type: ValueType | undefined, what: string, cells: Cells): Coerce | undefined {
  if (type === undefined) return undefined
  const coerce = compiled(type, cells)
  return (value, read, turn) => {
    const found = value === null ? value : coerce(value, read, turn)
    if (found !== undefined) return { value: found }
    return { value: null, problem: `expected ${typeText(type)} in "${what}", found ${shownKind(value)}` }
  }
}

/** `undefined`: it does not conform. */
type Convert = (value: FeelValue, read: Read, turn: Turn) => FeelValue | undefined

function compiled(type: ValueType, cells: Cells): Convert {
  const inner = bare(type, cells)
  if (type.allowed === undefined) return inner
  const allowed = tests(type.allowed, cells)
  return (value, read, turn) => {
    const found = inner(value, read, turn)
    return found === undefined || found === null || allowed.test(found, read, turn.at, turn.effort).value ? found : undefined
  }
}

function bare(type: ValueType, cells: Cells): Convert {
  switch (type.kind) {
    case 'simple':
      return (value) => simple(type.name, value)
    case 'list': {
      const of = compiled(type.of, cells)
      return (value, read, turn) => {
        const items = (isList(value) ? value : [value]).map((item) => (item === null ? item : of(item, read, turn)))
        return items.every((item) => item !== undefined) ? items : undefined
      }
    }
    case 'context': {
      const entries = new Map([...type.entries].map(([key, entry]) => [key, compiled(entry, cells)]))
      return (value, read, turn) => {
        const whole = isList(value) && value.length === 1 ? (value[0] ?? null) : value
        if (!isContext(whole)) return undefined
        const made = new Map<string, FeelValue>()
        for (const [key, entry] of whole) {
          const convert = entry === null ? undefined : entries.get(key)
          const found = convert === undefined ? entry : convert(entry, read, turn)
          if (found === undefined) return undefined
          made.set(key, found)
        }
        return made
      }
    }
  }
}

function simple(name: string, value: FeelValue): FeelValue | undefined {
  // A type that FEEL does not know says nothing of its values.
  if (conforms(value, name) !== false) return value
  if (isList(value)) {
    const only = value[0]
    return value.length === 1 && only !== undefined && only !== null ? simple(name, only) : undefined
  }
  return name === 'date and time' || name === 'dateTime' ? midnightOf(value) : undefined
}

function typeText(type: ValueType): string {
  const allowed = type.allowed === undefined ? '' : ` (${type.allowed.text.slice(0, 80)})`
  if (type.kind === 'simple') return type.name + allowed
  return (type.kind === 'list' ? `a list of ${typeText(type.of)}` : 'a context') + allowed
}
