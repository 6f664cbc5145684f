import { feelOfType, isContext, isList, type FeelValue } from '../expression/index.ts'
import { attributeOf, type XmlElement } from '../xml/index.ts'
import type { ValueType } from './decision.ts'

/** Deeper item definitions, or ones that hold themselves, are any. */
const DEEPEST = 20

/** Reads type references of a DMN file: FEEL's own types and its item definitions. `undefined`: any type. */
export function typesIn(root: XmlElement): (reference: string | undefined) => ValueType | undefined {
  const items = new Map(root.children.filter(({ local }) => local === 'itemDefinition').map((item) => [nameOf(item), item]))
  const named = (reference: string | undefined, depth: number): ValueType | undefined => {
    const name = reference?.trim() ?? ''
    const item = items.get(name) ?? items.get(name.replace(/^.*:/, ''))
    if (item === undefined) return name === '' ? undefined : { kind: 'simple', name: name.replace(/^(feel|xsd):/, '') }
    return depth > DEEPEST ? undefined : itemType(item, depth + 1)
  }
  const itemType = (item: XmlElement, depth: number): ValueType | undefined => {
    const components = item.children.filter(({ local }) => local === 'itemComponent')
    const entries = components.flatMap((one): [string, ValueType][] => {
      const type = itemType(one, depth + 1)
      return type === undefined ? [] : [[nameOf(one), type]]
    })
    const reference = item.children.find(({ local }) => local === 'typeRef')?.text
    const single: ValueType | undefined =
      components.length > 0 ? { kind: 'context', entries: new Map(entries) } : named(reference, depth)
    const isList = attributeOf(item, 'isCollection') === 'true'
    return single === undefined || !isList ? single : { kind: 'list', of: single }
  }
  return (reference) => named(reference, 0)
}

function nameOf(element: XmlElement): string {
  return attributeOf(element, 'name') ?? ''
}

/** A value from outside as its type has it: JSON holds dates, times and durations as texts. */
export function asType(value: FeelValue, type: ValueType): FeelValue {
  switch (type.kind) {
    case 'simple':
      return typeof value === 'string' ? feelOfType(type.name, value) : value
    case 'list':
      return isList(value) ? value.map((item) => asType(item, type.of)) : value
    case 'context': {
      if (!isContext(value)) return value
      const { entries } = type
      return new Map(
        [...value].map(([key, entry]) => {
          const of = entries.get(key)
          return [key, of === undefined ? entry : asType(entry, of)]
        }),
      )
    }
  }
}
