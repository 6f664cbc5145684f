import { isContext, type FeelValue } from '../value.ts'
import { builtin, context, list, text, Unfit, type Builtins } from './define.ts'

export const CONTEXT: Builtins = {
  'get value': builtin('m|context, key|keys', ([from, key]) => {
    if (!Array.isArray(key)) return context(from).get(text(key)) ?? null
    let value: FeelValue = context(from)
    for (const part of key as readonly FeelValue[]) value = isContext(value) ? (value.get(text(part)) ?? null) : null
    return value
  }),
  'get entries': builtin('m|context', ([from]) =>
    [...context(from)].map(
      ([key, value]) =>
        new Map<string, FeelValue>([
          ['key', key],
          ['value', value],
        ]),
    ),
  ),
  context: builtin('entries', ([entries]) => {
    const made = new Map<string, FeelValue>()
    for (const entry of list(entries)) {
      const key = text(context(entry).get('key'))
      if (made.has(key) || !context(entry).has('value')) throw new Unfit(`expected each key once with a value, found "${key}"`)
      made.set(key, context(entry).get('value') ?? null)
    }
    return made
  }),
  'context put': builtin('context, key|keys, value', ([from, key, value]) => {
    const put = (into: FeelValue, keys: readonly string[]): FeelValue => {
      const [first, ...rest] = keys
      if (first === undefined) return value ?? null
      const made = new Map(isContext(into) ? into : [])
      made.set(first, put(made.get(first) ?? null, rest))
      return made
    }
    if (Array.isArray(key) && key.length === 0) throw new Unfit('expected a key, found none')
    return put(context(from), Array.isArray(key) ? (key as readonly FeelValue[]).map((part) => text(part)) : [text(key)])
  }),
  // Not of DMN: what Camunda 8 has beside it and its files use.
  'is defined': builtin('value', ([value]) => value !== null && value !== undefined),
  'get or else': builtin('value, default', ([value, otherwise]) => value ?? otherwise ?? null),
  'context merge': builtin('contexts', ([contexts]) => new Map(list(contexts).flatMap((one) => [...context(one)]))),
}
