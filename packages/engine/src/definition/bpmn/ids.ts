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

function decoded(element: XmlElement): XmlElement {
  const isOurs = element.namespace === BPMN
  return {
    ...element,
    attributes: element.attributes.map((attribute) => {
      const isId =
        attribute.prefix === '' && (/Ref$/.test(attribute.local) || ['id', 'default', 'calledElement'].includes(attribute.local))
      const isDrawn = element.namespace === DIAGRAM && attribute.local === 'bpmnElement'
      return (isOurs && isId) || isDrawn ? { ...attribute, value: decodeId(attribute.value) } : attribute
    }),
    text: isOurs && /(Ref|Refs|^incoming|^outgoing)$/.test(element.local) ? decodeId(element.text.trim()) : element.text,
    children: element.children.map(decoded),
  }
}
