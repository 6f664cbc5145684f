import type { Position } from '../../diagnostics/index.ts'
import type { DataItem, Expression, FlowScope, Limit, Mapping } from '../definition.ts'
import { optional, record, text, type Data } from './plain.ts'
import { escapePointer } from './tree.ts'

/** What building a part of a definition needs of the file around it. */
export interface YamlSource {
  place(pointer: string, part: 'key' | 'value'): Position
  /** Where everything below a pointer was written, by the rest of its pointer. */
  placesBelow(pointer: string): Readonly<Record<string, Position>>
  limit(value: unknown, pointer: string): Limit | undefined
  /** What `data` has of a process or sub-process: flow, data, lanes and artifacts. */
  scope(data: Data, pointer: string): FlowScope
}

/** `n > 1`, or `{ text: …, language: … }`. What YAML takes for a number or a boolean is FEEL all the same. */
export function expressionOf(value: unknown, pointer: string, source: YamlSource): Expression {
  const { text: written, language } = record(value)
  if (typeof written !== 'string') return { text: scalarText(value), position: source.place(pointer, 'value') }
  const position = source.place(`${pointer}/text`, 'value')
  return { text: written, ...(typeof language === 'string' ? { language } : {}), position }
}

export function maybeExpression(value: unknown, pointer: string, source: YamlSource): Expression | undefined {
  return value === undefined ? undefined : expressionOf(value, pointer, source)
}

function scalarText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** `{ variable: FEEL }`, or a list of such where one variable comes twice. */
export function mappingsOf(value: unknown, pointer: string, source: YamlSource): Mapping[] {
  if (Array.isArray(value)) {
    return value.flatMap((one: unknown, index) => mappingsOf(record(one), `${pointer}/${index}`, source))
  }
  return Object.entries(record(value)).map(([target, written]) => ({
    target,
    source: expressionOf(written, `${pointer}/${escapePointer(target)}`, source),
  }))
}

export function dataOf(value: unknown, pointer: string, kind: DataItem['kind'], source: YamlSource): DataItem[] {
  return Object.entries(record(value)).map(([id, one]) => {
    const data = record(one)
    return {
      kind: (data.kind ?? kind) as DataItem['kind'],
      id,
      variable: optional(data.variable) ?? id,
      name: text(data.name),
      isCollection: data.collection === true,
      refersTo: optional(data.refersTo),
      initial: maybeExpression(data.initial, `${pointer}/${escapePointer(id)}/initial`, source),
    }
  })
}
