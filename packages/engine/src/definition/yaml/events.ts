import type { EventDefinition, Timer } from '../definition.ts'
import { optional, record, type Data } from './plain.ts'
import { expressionOf, type YamlSource } from './source.ts'

/** The keys that say what an event waits for or throws. */
export const EVENT_KEYS = [
  'message',
  'timer',
  'signal',
  'error',
  'escalation',
  'conditional',
  'link',
  'compensation',
  'cancel',
  'terminate',
] as const

/** The events of an event: one under its own key, or several under `any` or `all`. */
export function eventsOf(inside: Data, at: string, source: YamlSource): EventDefinition[] {
  for (const several of ['any', 'all'] as const) {
    const list = inside[several]
    if (Array.isArray(list)) return list.flatMap((one, index) => eventOf(record(one), `${at}/${several}/${index}`, source) ?? [])
  }
  const event = eventOf(inside, at, source)
  return event === undefined ? [] : [event]
}

export function eventOf(inside: Data, at: string, source: YamlSource): EventDefinition | undefined {
  const kind = EVENT_KEYS.find((key) => Object.hasOwn(inside, key))
  if (kind === undefined) return undefined
  const value = inside[kind]
  switch (kind) {
    case 'message': {
      const job = optional(inside.job)
      return { kind, message: optional(value), ...(job === undefined ? {} : { job }) }
    }
    case 'timer':
      return { kind, timer: timerOf(value, `${at}/timer`, source) }
    case 'signal':
      return { kind, signal: optional(value) }
    case 'error':
    case 'escalation':
      return { kind, code: optional(value) }
    case 'conditional':
      return { kind, condition: expressionOf(value, `${at}/conditional`, source) }
    case 'link':
      return { kind, name: optional(value) ?? '' }
    case 'compensation': {
      const { activity, waitForCompletion, handler } = record(value)
      return {
        kind,
        activity: optional(value) ?? optional(activity),
        waitForCompletion: waitForCompletion !== false,
        handler: optional(handler),
      }
    }
    case 'cancel':
    case 'terminate':
      return { kind }
  }
}

function timerOf(value: unknown, at: string, source: YamlSource): Timer {
  const data = record(value)
  if (data.at !== undefined) return { kind: 'at', expression: expressionOf(data.at, `${at}/at`, source) }
  if (data.after !== undefined) return { kind: 'afterExpression', expression: expressionOf(data.after, `${at}/after`, source) }
  if (data.cycle !== undefined) return { kind: 'cycle', expression: expressionOf(data.cycle, `${at}/cycle`, source) }
  return { kind: 'after', limit: source.limit(value, at) ?? { unit: 'elapsed', duration: 'PT0S' } }
}
