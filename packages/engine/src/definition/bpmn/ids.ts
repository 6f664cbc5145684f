import type { XmlElement } from '../../xml/index.ts'
import { attributeOf } from '../../xml/index.ts'
import { BPMN, MOTCUA } from './source.ts'

const DIAGRAM = 'http://www.omg.org/spec/BPMN/20100524/DI'

/** An id as XML permits it (NCName): other characters become `_x` and their code; reversible. */
export function encodeId(id: string): string {
  const encoded = id
    .replace(/_x(?=[0-9a-f]{4}_)/g, '_x005f_x')
    .replace(/[^A-Za-z0-9._-]/g, (character) => `_x${character.charCodeAt(0).toString(16).padStart(4, '0')}_`)
  return /^[A-Za-z_]/.test(encoded) ? encoded : `_x${encoded.charCodeAt(0).toString(16).padStart(4, '0')}_${encoded.slice(1)}`
}

export function decodeId(id: string): string {
  return id.replace(/_x([0-9a-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
}

/** The tree of a file that we wrote, with its ids as they were. */
export function decodeIds(root: XmlElement): XmlElement {
  return attributeOf(root, 'ids', MOTCUA) === 'encoded' ? decoded(root) : root
}

/** What is known by its id here, though BPMN lets a file leave it out. Nothing can refer to those without. */
const NAMED = new Set([
  ...[
    'process',
    'collaboration',
    'participant',
    'messageFlow',
    'sequenceFlow',
    'lane',
    'message',
    'signal',
    'error',
    'escalation',
  ],
  ...['dataObject', 'dataObjectReference', 'dataStoreReference', 'property', 'textAnnotation', 'group', 'association'],
  ...['correlationKey', 'inputDataItem', 'outputDataItem'],
])

/** The tree with an id for each of those elements that has none: its kind and a number, as `sequenceFlow-2`. */
export function giveIds(root: XmlElement): XmlElement {
  const taken = new Set<string>()
  let isWhole = true
  const open = [root]
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    const id = attributeOf(element, 'id')
    if (id !== undefined) taken.add(id)
    if (lacksId(element)) isWhole = false
    for (const child of element.children) open.push(child)
  }
  const counts = new Map<string, number>()
  const next = (local: string): string => {
    const count = (counts.get(local) ?? 0) + 1
    counts.set(local, count)
    const id = `${local}-${count}`
    return taken.has(id) ? next(local) : id
  }
  const given = (element: XmlElement): XmlElement => {
    const { attributes, position } = element
    const id = lacksId(element) ? [{ prefix: '', local: 'id', namespace: '', value: next(element.local), position }] : []
    return {
      ...element,
      attributes: [...attributes.filter(({ local }) => id.length === 0 || local !== 'id'), ...id],
      children: element.children.map(given),
    }
  }
  return isWhole ? root : given(root)
}

/** Whether an attribute of an element of BPMN names an element; the structure of an item definition is of another language. */
export function isReference(element: string, attribute: string): boolean {
  if (attribute === 'structureRef') return element !== 'itemDefinition'
  return attribute.endsWith('Ref') || attribute === 'default' || attribute === 'calledElement'
}

function lacksId(element: XmlElement): boolean {
  return element.namespace === BPMN && NAMED.has(element.local) && (attributeOf(element, 'id')?.trim() ?? '') === ''
}

function decoded(element: XmlElement): XmlElement {
  const isOurs = element.namespace === BPMN
  return {
    ...element,
    attributes: element.attributes.map((attribute) => {
      const isId = attribute.prefix === '' && (attribute.local === 'id' || isReference(element.local, attribute.local))
      const isDrawn = element.namespace === DIAGRAM && attribute.local === 'bpmnElement'
      return (isOurs && isId) || isDrawn ? { ...attribute, value: decodeId(attribute.value) } : attribute
    }),
    text: isOurs && /(Ref|Refs|^incoming|^outgoing)$/.test(element.local) ? decodeId(element.text.trim()) : element.text,
    children: element.children.map(decoded),
  }
}
