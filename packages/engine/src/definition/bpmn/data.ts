import { attributeOf, type XmlElement } from '../../xml/index.ts'
import type { DataItem, Expression, Mapping } from '../definition.ts'
import { carriedAlong } from './extension.ts'
import { childOf, childrenOf, idOf, MOTCUA, nameOf, variableOf, type Source } from './source.ts'
import { isOfJbpm, vendorElement } from './vendor.ts'

const DATA = ['dataObject', 'dataObjectReference', 'dataStoreReference', 'property']

/** Data objects, references to data stores and properties of a process or sub-process: the variables that live with it. */
export function dataOf(scope: XmlElement, source: Source): DataItem[] {
  return childrenOf(scope, ...DATA).map((element) => itemOf(element, source))
}

export function itemOf(element: XmlElement, source: Source): DataItem {
  const kind = element.local as DataItem['kind']
  const isStore = kind === 'dataStoreReference'
  const initial = vendorElement(element, 'initial')
  return {
    ...carriedAlong(element),
    kind,
    id: idOf(element),
    variable: variableOfData(element, source),
    name: nameOf(element),
    isCollection: source.boolean(element, 'isCollection', false) || attributeOf(element, 'isCollection', MOTCUA) === 'true',
    refersTo: source.reference(element, isStore ? 'dataStoreRef' : 'dataObjectRef', [isStore ? 'dataStore' : 'dataObject']),
    initial: initial === undefined ? undefined : source.expressionOf(initial.text, initial, 'feel'),
  }
}

/** A reference is the variable of what it refers to. */
export function variableOfData(element: XmlElement, source: Source): string {
  const target = source.named(attributeOf(element, element.local === 'dataStoreReference' ? 'dataStoreRef' : 'dataObjectRef'))
  if (target === undefined || attributeOf(element, 'variable', MOTCUA) !== undefined) return variableOf(element)
  const own = variableOf(target)
  return own === idOf(target) && attributeOf(element, 'name') !== undefined ? variableOf(element) : own
}

/** Data associations of an activity or event, as mappings: what goes in, and what comes out. */
export function associationsOf(element: XmlElement, source: Source): { input: Mapping[]; output: Mapping[] } {
  const read = (local: string): Mapping[] =>
    childrenOf(element, local).flatMap((association) => {
      const target = variableNamed(childOf(association, 'targetRef'), source)
      const assigned = childrenOf(association, 'assignment').flatMap((assignment): Mapping[] => {
        const from = valueOf(childOf(assignment, 'from'), source)
        const to = childOf(assignment, 'to')?.text.trim().replace(/^=\s*/, '')
        return from === undefined || to === undefined || to === '' ? [] : [{ target: to, source: from }]
      })
      if (assigned.length > 0) return assigned
      if (target === undefined) return []
      const transformation = source.expression(childOf(association, 'transformation'))
      if (transformation !== undefined) return [{ target, source: transformation }]
      const from = variableNamed(childOf(association, 'sourceRef'), source)
      return from === undefined ? [] : [{ target, source: { text: from, position: association.position } }]
    })
  const io = (mappings: Mapping[]) => mappings.filter(({ target, source: from }) => target !== from.text)
  const [input, output] = [read('dataInputAssociation'), read('dataOutputAssociation')]
  // One that only moves a value to a data input of the same name changes nothing.
  return { input: io(input), output: output.length > 0 && io(output).length === 0 ? output : io(output) }
}

/** What is assigned: an expression; in a file of jBPM a text as it stands, but for what is in `#{…}`. */
function valueOf(from: XmlElement | undefined, source: Source): Expression | undefined {
  const isText = from !== undefined && isOfJbpm(source.root) && !from.text.includes('#{')
  return isText ? { text: JSON.stringify(from.text.trim()), position: from.position } : source.expression(from)
}

function variableNamed(reference: XmlElement | undefined, source: Source): string | undefined {
  if (reference === undefined) return undefined
  const id = source.resolve(reference.text.trim(), reference, reference.local, undefined)
  const element = id === undefined ? undefined : source.byId.get(id)
  return element === undefined ? undefined : variableOfData(element, source)
}
