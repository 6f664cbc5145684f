import { feelOfType, isContext, isList, type FeelValue } from '../expression/index.ts'
import { attributeOf, type XmlElement } from '../xml/index.ts'
import type { Cell, ValueType } from './decision.ts'

/** Deeper item definitions, or ones that hold themselves, are any. */
const DEEPEST = 20

/** What a type reference stands for; `undefined`: any type. */
export type ItemTypes = (reference: string | undefined) => ValueType | undefined

/**
 * Reads type references of a DMN file: FEEL's own types and its item definitions.
 *
 * @param imported  the types of an imported file, by the import's name
 */
export function typesIn(root: XmlElement, imported: (alias: string) => ItemTypes | undefined = () => undefined): ItemTypes {
  const items = new Map(root.children.filter(({ local }) => local === 'itemDefinition').map((item) => [nameOf(item), item]))
  const named = (reference: string | undefined, depth: number): ValueType | undefined => {
    const name = reference?.trim() ?? ''
    const dot = name.indexOf('.')
    const other = dot < 0 ? undefined : imported(name.slice(0, dot))
    if (other !== undefined) return other(name.slice(dot + 1))
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
    const isFunction = item.children.some(({ local }) => local === 'functionItem')
    const plain: ValueType | undefined =
      components.length > 0
        ? { kind: 'context', entries: new Map(entries) }
        : isFunction
          ? { kind: 'simple', name: 'function' }
          : named(reference, depth)
    const isList = attributeOf(item, 'isCollection') === 'true'
    const [single, whole] = [restricted(plain, testsOf(item, 'allowedValues')), testsOf(item, 'typeConstraint')]
    return restricted(single === undefined || !isList ? single : { kind: 'list', of: single }, whole)
  }
  return (reference) => named(reference, 0)
}

function nameOf(element: XmlElement): string {
  return attributeOf(element, 'name') ?? ''
}

/** A type with a further test of its values; values that have passed one go on to the other. */
function restricted(type: ValueType | undefined, allowed: Cell | undefined): ValueType | undefined {
  if (allowed === undefined) return type
  const of: ValueType = type ?? { kind: 'simple', name: 'Any' }
  if (of.allowed === undefined) return { ...of, allowed }
  // Each of the two lists of tests is met when one of its tests is.
  return { ...of, allowed: { ...allowed, text: `(? in (${of.allowed.text})) and (? in (${allowed.text}))` } }
}

/** Unary tests that an item definition has; of a collection, allowed values are those of its items (DMN 1.5 §7.3.3). */
function testsOf(item: XmlElement, local: string): Cell | undefined {
  const text = item.children.find((one) => one.local === local)?.children.find((one) => one.local === 'text')
  const written = text?.text.trim() ?? ''
  return text === undefined || written === '' ? undefined : { text: written, position: text.position }
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
