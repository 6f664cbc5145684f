import { parseDate, parseDateTime, parseDuration, parseTime, Temporal } from './temporal.ts'
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
  if (kind === 'context') return contextTest(inner)
  return kind === 'function' ? SIMPLE.function : undefined
}

/** `a: number, b: context<c: string>`: each entry is there and of its type; others may be there too. */
function contextTest(inner: string): Test | undefined {
  const entries = splitOutside(inner).map((entry): [key: string, of: Test | undefined] => {
    const colon = entry.indexOf(':')
    return [entry.slice(0, colon).trim(), colon < 0 ? undefined : typeTest(entry.slice(colon + 1))]
  })
  if (entries.some(([, of]) => of === undefined)) return undefined
  return (value) => isContext(value) && entries.every(([key, of]) => value.has(key) && of?.(value.get(key) ?? null) === true)
}

/** Parts between commas that stand in no brackets. */
function splitOutside(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '<') depth++
    else if (text[at] === '>') depth--
    else if (text[at] === ',' && depth === 0) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  const last = text.slice(from)
  return last.trim() === '' ? parts : [...parts, last]
}

const FROM_TEXT: Readonly<Record<string, (text: string) => FeelValue>> = {
  date: parseDate,
  time: parseTime,
  'date and time': parseDateTime,
  dateTime: parseDateTime,
  'days and time duration': parseDuration,
  dayTimeDuration: parseDuration,
  'years and months duration': parseDuration,
  yearMonthDuration: parseDuration,
  duration: parseDuration,
}

/** A text as the value that it stands for under a type's name; as it is where the type, or the text, is of another kind. */
export function feelOfType(name: string, text: string): FeelValue {
  return (Object.hasOwn(FROM_TEXT, name) ? FROM_TEXT[name]?.(text) : undefined) ?? text
}

/** Names that other versions of DMN, and tools, give to FEEL's types. */
const ALSO: Readonly<Record<string, string>> = {
  dateTime: 'date and time',
  dayTimeDuration: 'days and time duration',
  yearMonthDuration: 'years and months duration',
  integer: 'number',
  int: 'number',
  long: 'number',
  double: 'number',
  decimal: 'number',
  float: 'number',
}

/** Whether a value is of a type; `undefined`: FEEL has no such type, or it has all values. */
export function conforms(value: FeelValue, name: string): boolean | undefined {
  const known = (Object.hasOwn(ALSO, name) ? ALSO[name] : undefined) ?? name
  if (known === 'Any') return undefined
  if (known === 'duration') return value instanceof DayTimeDuration || value instanceof YearMonthDuration
  return Object.hasOwn(SIMPLE, known) ? SIMPLE[known]?.(value) : undefined
}

/** Whether FEEL, or a tool, has a type of this name. */
export function isTypeName(name: string): boolean {
  return ['Any', 'duration', '<any>'].includes(name) || Object.hasOwn(ALSO, name) || typeTest(name) !== undefined
}

/** The midnight (UTC) at which a date begins; `undefined`: it is no date. */
export function midnightOf(value: FeelValue): FeelValue | undefined {
  return value instanceof Temporal.PlainDate ? new FeelDateTime(value.toPlainDateTime(), 'UTC') : undefined
}
