import { unquoted } from '../access.ts'
import { compare } from '../compare.ts'
import { parseNumber } from '../number.ts'
import { parseTemporal } from '../temporal.ts'
import { Range, type FeelValue } from '../value.ts'
import { builtin, text, Unfit, type Builtins } from './define.ts'

/** Allen's relations between points and ranges (DMN §10.3.4.9). A point is a range of its own. */
function asRange(value: FeelValue | undefined): Range {
  return value instanceof Range ? value : new Range(value ?? null, true, value ?? null, true)
}

function order(a: FeelValue, b: FeelValue): number {
  const found = compare(a, b)
  if (found === null) throw new Unfit('expected points and ranges of one kind')
  return found
}

function relation(holds: (a: Range, b: Range) => boolean, parameters = 'range1|point1|point|range, range2|point2|point|range') {
  return builtin(parameters, ([a, b]) => holds(asRange(a), asRange(b)))
}

function isBefore(a: Range, b: Range): boolean {
  const found = order(a.end, b.start)
  return found < 0 || (found === 0 && !(a.includesEnd && b.includesStart))
}
function meets(a: Range, b: Range): boolean {
  return a.includesEnd && b.includesStart && order(a.end, b.start) === 0
}
function startsWithin(a: Range, b: Range): boolean {
  const found = order(b.start, a.start)
  return found < 0 || (found === 0 && (b.includesStart || !a.includesStart))
}
function endsWithin(a: Range, b: Range): boolean {
  const found = order(a.end, b.end)
  return found < 0 || (found === 0 && (b.includesEnd || !a.includesEnd))
}
function includes(a: Range, b: Range): boolean {
  return startsWithin(b, a) && endsWithin(b, a)
}
function starts(a: Range, b: Range): boolean {
  return order(a.start, b.start) === 0 && a.includesStart === b.includesStart && endsWithin(a, b)
}
function finishes(a: Range, b: Range): boolean {
  return order(a.end, b.end) === 0 && a.includesEnd === b.includesEnd && startsWithin(a, b)
}
function overlapsBefore(a: Range, b: Range): boolean {
  const begins = order(a.start, b.start)
  const isFirst = begins < 0 || (begins === 0 && a.includesStart && !b.includesStart)
  return isFirst && !isBefore(a, b) && endsWithin(a, b)
}

/** `[1..10)` and its like, of literals; an end that is left out has no limit (DMN 1.5 §10.3.4.9). */
function parseRange(written: string): Range | undefined {
  const found = /^\s*([[\](])(.*)\.\.(.*)([[\])])\s*$/s.exec(written)
  if (found === null) return undefined
  const [, open, from = '', to = '', close] = found
  const [start, end] = [literal(from.trim()), literal(to.trim())]
  if (start === undefined || end === undefined || (start === null && end === null)) return undefined
  if (start !== null && end !== null && !((compare(start, end) ?? 1) <= 0)) return undefined
  return new Range(start, open === '[' && start !== null, end, close === ']' && end !== null)
}

/** `null`: nothing is written; `undefined`: no literal. */
function literal(written: string): FeelValue | undefined {
  if (written === '') return null
  if (/^"(?:[^"\\]|\\.)*"$/.test(written)) return unquoted(written)
  const temporal = /^(?:@|(?:date and time|date|time|duration)\s*\(\s*)"([^"]*)"\s*\)?$/.exec(written)
  return (temporal === null ? parseNumber(written) : parseTemporal(temporal[1] ?? '')) ?? undefined
}

export const RANGE: Builtins = {
  before: relation(isBefore),
  after: relation((a, b) => isBefore(b, a)),
  meets: relation(meets),
  'met by': relation((a, b) => meets(b, a)),
  overlaps: relation((a, b) => !isBefore(a, b) && !isBefore(b, a)),
  'overlaps before': relation(overlapsBefore),
  'overlaps after': relation((a, b) => overlapsBefore(b, a)),
  finishes: relation(finishes),
  'finished by': relation((a, b) => finishes(b, a)),
  includes: relation(includes, 'range|range1, point|range2'),
  during: relation((a, b) => includes(b, a), 'point|range1, range|range2'),
  starts: relation(starts),
  'started by': relation((a, b) => starts(b, a)),
  coincides: builtin('range1|point1, range2|point2', ([a, b]) => {
    if (a instanceof Range !== b instanceof Range) throw new Unfit('expected two points or two ranges')
    return starts(asRange(a), asRange(b)) && finishes(asRange(a), asRange(b))
  }),
  range: builtin('from', ([from]) => {
    if (from instanceof Range) return from
    const found = parseRange(text(from))
    if (found === undefined) throw new Unfit('expected the text of a range, as "[1..10]"')
    return found
  }),
}
