import { escapeXml, type XmlElement } from '../../xml/index.ts'
import { BPMN, childOf, childrenOf, MOTCUA } from './source.ts'

/** What other tools wrote on an element and below its `extensionElements`, as XML that stands on its own; `undefined`: nothing. */
export function extensionOf(element: XmlElement): string | undefined {
  const children = (childOf(element, 'extensionElements')?.children ?? []).flatMap((child) =>
    child.namespace === MOTCUA ? (child.local === 'kept' ? child.children : []) : [child],
  )
  const attributes = element.attributes.filter(({ namespace }) => ![BPMN, MOTCUA, '', XML, XMLNS, XSI].includes(namespace))
  const own = attributes.length === 0 ? '' : xmlOf({ ...ATTRIBUTES, attributes }, '')
  const text = own + children.map((child) => xmlOf(child, '')).join('')
  return text === '' ? undefined : text
}

/** What an element's `documentation` says; several are paragraphs of one. */
export function documentationOf(element: XmlElement): string | undefined {
  const text = childrenOf(element, 'documentation')
    .map((one) => one.text.trim())
    .filter((one) => one !== '')
    .join('\n\n')
  return text === '' ? undefined : text
}

/** What an element carries for readers and for other tools, where it carries any. */
export function carriedAlong(element: XmlElement): { readonly documentation?: string; readonly extension?: string } {
  const [documentation, extension] = [documentationOf(element), extensionOf(element)]
  return { ...(documentation === undefined ? {} : { documentation }), ...(extension === undefined ? {} : { extension }) }
}

const XML = 'http://www.w3.org/XML/1998/namespace'
const XMLNS = 'http://www.w3.org/2000/xmlns/'
const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
const ATTRIBUTES = { prefix: '', local: 'attributes', namespace: '', children: [], text: '' } as const

type Written = Pick<XmlElement, 'prefix' | 'local' | 'namespace' | 'attributes' | 'children' | 'text'>

/** `around`: the namespace that an element without a prefix has where this one stands. */
function xmlOf(element: Written, around: string): string {
  const { prefix, local, namespace, children } = element
  const declared = new Map<string, string>()
  if (prefix !== '') declared.set(prefix, namespace)
  for (const attribute of element.attributes) {
    if (!['', 'xml', 'xmlns'].includes(attribute.prefix)) declared.set(attribute.prefix, attribute.namespace)
  }
  const name = prefix === '' ? local : `${prefix}:${local}`
  const own = prefix === '' && namespace !== around ? ` xmlns="${escapeXml(namespace)}"` : ''
  const spaces = [...declared].map(([key, uri]) => ` xmlns:${key}="${escapeXml(uri)}"`).join('')
  const attributes = element.attributes
    .filter(({ prefix: key, local: named }) => key !== 'xmlns' && named !== 'xmlns')
    .map(({ prefix: key, local: named, value }) => ` ${key === '' ? '' : `${key}:`}${named}="${escapeXml(value)}"`)
    .join('')
  const within = prefix === '' ? namespace : around
  const inner = escapeXml(element.text.trim()) + children.map((child) => xmlOf(child, within)).join('')
  return inner === '' ? `<${name}${own}${spaces}${attributes}/>` : `<${name}${own}${spaces}${attributes}>${inner}</${name}>`
}
