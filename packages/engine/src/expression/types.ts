import { Temporal } from './temporal.ts'
import {
  DayTimeDuration,
  FeelDateTime,
  FeelFunction,
  FeelTime,
  isContext,
  isList,
  isNumber,
  Range,
  YearMonthDuration,
  type FeelValue,
} from './value.ts'

type Test = (value: FeelValue) => boolean

const SIMPLE: Readonly<Record<string, Test>> = {
  number: isNumber,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  date: (value) => value instanceof Temporal.PlainDate,
  time: (value) => value instanceof FeelTime,
  'date and time': (value) => value instanceof FeelDateTime,
  'days and time duration': (value) => value instanceof DayTimeDuration,
  'years and months duration': (value) => value instanceof YearMonthDuration,
  list: isList,
  context: isContext,
  function: (value) => value instanceof FeelFunction,
  range: (value) => value instanceof Range,
  Any: (value) => value !== null,
  Null: (value) => value === null,
}

/** Whether a value is of a type that FEEL knows; `undefined`: there is no such type. */
export function typeTest(text: string): Test | undefined {
  const name = text.replace(/\s+/g, ' ').trim()
  if (Object.hasOwn(SIMPLE, name)) return SIMPLE[name]
  const [, kind, inner = ''] = /^(list|range|context|function) ?<(.*)>(?: ?->.*)?$/.exec(name) ?? []
  if (kind === 'list') {
    const of = typeTest(inner)
    return of === undefined ? undefined : (value) => isList(value) && value.every(of)
  }
  if (kind === 'range') {
    const of = typeTest(inner)
    return of === undefined ? undefined : (value) => value instanceof Range && (value.start === null || of(value.start))
  }
  if (kind === 'context') return isContext
  return kind === 'function' ? SIMPLE.function : undefined
}
