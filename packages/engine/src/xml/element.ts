import type { Position } from '../diagnostics/index.ts'

/** An element with its names resolved. */
export interface XmlElement {
  readonly prefix: string
  readonly local: string
  /** URI of its namespace; empty: none. */
  readonly namespace: string
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlElement[]
  /** Its own text and CDATA, with entities decoded. */
  readonly text: string
  /** Of its name in the start tag. */
  readonly position: Position
  /** Where the whole element stands in the source. */
  readonly from: number
  readonly to: number
}

export interface XmlAttribute {
  readonly prefix: string
  readonly local: string
  readonly namespace: string
  readonly value: string
  readonly position: Position
}

/** The value of an attribute; without a namespace, of one without a prefix. */
export function attributeOf(element: XmlElement, local: string, namespace = ''): string | undefined {
  return element.attributes.find((attribute) => attribute.local === local && attribute.namespace === namespace)?.value
}

/** Text as it may stand in XML, in content and in attributes. Characters that XML has no way to write are left out. */
export function escapeXml(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"'\t\n\r]/g, (character) => ESCAPES[character] ?? character)
  )
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}
