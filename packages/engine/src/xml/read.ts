/**
 * Theory of operation
 *
 * What could be hostile is refused before anything is parsed, by one walk over the text: its size, a DOCTYPE (and with it every
 * entity bomb), the depth and the number of its elements. The library then says whether the text is well-formed and gives the tree
 * in document order; names, entities and places are resolved here.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { diagnose, type Code, type Diagnostic, type Position } from '../diagnostics/index.ts'
import { XML_DOCTYPE, XML_SYNTAX, XML_TOO_DEEP, XML_TOO_LARGE } from './codes.ts'
import { decode, decodeEntities, encodingOf } from './decode.ts'
import type { XmlAttribute, XmlElement } from './element.ts'

const LARGEST = 4 * 1024 * 1024
const DEEPEST = 200
/** A process of two thousand tasks with its diagram, ten times the largest that we have met. */
const MOST_ELEMENTS = 20_000
const MOST_ATTRIBUTES = 40_000
/** Characters that are written as `&…;`. */
const MOST_REFERENCES = 100_000
const MOST_LINES = 500_000
/** Characters between two tags; the library reads them one by one. */
const LONGEST_TEXT = 1_000_000
/** Characters of one tag with its attributes. */
const LONGEST_TAG = 200_000

export interface ReadXml {
  /** Absent when there is an error among the diagnostics. */
  readonly root?: XmlElement
  /** The text, with line ends as `\n`. */
  readonly source: string
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads XML, as text or as bytes in the encoding that they declare. Never throws. */
export function readXml(input: string | Uint8Array, options: { readonly file: string }): ReadXml {
  const { file } = options
  const refuse = (code: Code, position: Position, details: Readonly<Record<string, string | number>>, source = ''): ReadXml => ({
    source,
    diagnostics: [diagnose(code, { file, position, details })],
  })
  if (input.length > LARGEST) return refuse(XML_TOO_LARGE, TOP, { most: `${LARGEST} bytes`, found: 'more' })
  const text = typeof input === 'string' ? input : decode(input)
  if (text === undefined) {
    const problem = `its bytes are not in ${encodingOf(input as Uint8Array)}, as it says: save it again as UTF-8`
    return refuse(XML_SYNTAX, TOP, { problem })
  }
  const end = tooMuch(text, '\n', MOST_LINES, 'lines') ?? tooMuch(text, '\r', MOST_LINES, 'lines')
  if (end !== undefined) return refuse(end.code, TOP, end.details)
  const source = (text.startsWith('\ufeff') ? text.slice(1) : text).replace(/\r\n?/g, '\n')
  const lines = new Lines(source)
  const danger = dangerIn(source)
  if (danger !== undefined) return refuse(danger.code, lines.at(danger.offset, 1), danger.details, source)
  try {
    const valid = XMLValidator.validate(source)
    if (valid !== true) {
      const { line, col, msg } = valid.err
      return refuse(XML_SYNTAX, { line, column: col ?? 1, length: 1 }, { problem: msg }, source)
    }
    const nodes = PARSER.parse(source) as RawNode[]
    const reader = new Reader(source, lines, file)
    const roots = nodes.filter((node) => nameOf(node) !== undefined)
    const root = roots[0]
    if (root === undefined || roots.length > 1) {
      return refuse(XML_SYNTAX, TOP, { problem: `expected one root element, found ${roots.length}` }, source)
    }
    const element = reader.element(root, NO_NAMESPACES)
    const isRight = element !== undefined && reader.diagnostics.length === 0
    return isRight ? { root: element, source, diagnostics: [] } : { source, diagnostics: reader.diagnostics }
  } catch (error) {
    return refuse(XML_SYNTAX, TOP, { problem: error instanceof Error ? error.message.slice(0, 200) : String(error) }, source)
  }
}

const TOP: Position = { line: 1, column: 1, length: 1 }

const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  captureMetaData: true,
  cdataPropName: '#cdata',
  processEntities: false,
  maxNestedTags: DEEPEST + 1,
})
const META = XMLParser.getMetaDataSymbol()

type RawNode = Record<string, RawNode[] | string | undefined> & { ':@'?: Record<string, string> } & {
  [META: symbol]: { startIndex: number; endIndex: number } | undefined
}

/** One walk over the text, without recursion and without building anything. */
function dangerIn(source: string): { code: Code; offset: number; details: Record<string, string | number> } | undefined {
  const references = tooMuch(source, '&', MOST_REFERENCES, 'character references')
  if (references !== undefined) return references
  let depth = 0
  let count = 0
  let attributes = 0
  let before = 0
  for (let at = source.indexOf('<'); at >= 0; at = source.indexOf('<', at + 1)) {
    if (at - before > LONGEST_TEXT) return tooMany(before, LONGEST_TEXT, 'characters between two tags')
    const next = source[at + 1]
    if (next === '!') {
      if (source.startsWith('<!--', at)) at = endOf(source, '-->', at)
      else if (source.startsWith('<![CDATA[', at)) {
        if (++count > MOST_ELEMENTS) return tooMany(at, MOST_ELEMENTS, 'elements')
        at = endOf(source, ']]>', at)
      } else return { code: XML_DOCTYPE, offset: at, details: {} }
    } else if (next === '?') {
      if (++count > MOST_ELEMENTS) return tooMany(at, MOST_ELEMENTS, 'processing instructions')
      at = endOf(source, '?>', at)
    } else if (next === '/') depth--
    else {
      if (++count > MOST_ELEMENTS) return tooMany(at, MOST_ELEMENTS, 'elements')
      const end = endOfTag(source, at, () => attributes++)
      if (attributes > MOST_ATTRIBUTES) return tooMany(at, MOST_ATTRIBUTES, 'attributes')
      if (end - at > LONGEST_TAG) {
        return { code: XML_TOO_LARGE, offset: at, details: { most: `${LONGEST_TAG} characters in a tag`, found: 'more' } }
      }
      if (source[end - 1] !== '/' && ++depth > DEEPEST) return { code: XML_TOO_DEEP, offset: at, details: { most: DEEPEST } }
      at = end
    }
    before = at
  }
  return source.length - before > LONGEST_TEXT ? tooMany(before, LONGEST_TEXT, 'characters between two tags') : undefined
}

/** Where there is more of a character than can be meant. */
function tooMuch(source: string, character: string, most: number, things: string) {
  let count = 0
  for (let at = source.indexOf(character); at >= 0; at = source.indexOf(character, at + 1)) {
    if (++count > most) return tooMany(at, most, things)
  }
  return undefined
}

function tooMany(offset: number, most: number, things: string): { code: Code; offset: number; details: Record<string, string> } {
  return { code: XML_TOO_LARGE, offset, details: { most: `${most} ${things}`, found: 'more' } }
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from)
  return found < 0 ? source.length : found + mark.length - 1
}

/** The `>` of a tag; one inside of an attribute's value does not count. `onValue`: an attribute's value begins. */
function endOfTag(source: string, from: number, onValue?: () => void): number {
  let quote = ''
  for (let at = from; at < source.length; at++) {
    const character = source[at] as string
    if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") {
      quote = character
      onValue?.()
    } else if (character === '>') return at
  }
  return source.length
}

/** Prefixes that an element declares; what it does not, those around it do. */
interface Namespaces {
  readonly own: ReadonlyMap<string, string>
  readonly around: Namespaces | undefined
}
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/'
const NO_NAMESPACES: Namespaces = {
  own: new Map([
    ['xml', XML_NAMESPACE],
    ['xmlns', XMLNS_NAMESPACE],
  ]),
  around: undefined,
}

function namespaceOf(prefix: string, namespaces: Namespaces): string | undefined {
  for (let at: Namespaces | undefined = namespaces; at !== undefined; at = at.around) {
    const namespace = at.own.get(prefix)
    if (namespace !== undefined) return namespace
  }
  return undefined
}

class Reader {
  readonly diagnostics: Diagnostic[] = []

  constructor(
    private readonly source: string,
    private readonly lines: Lines,
    private readonly file: string,
  ) {}

  element(node: RawNode, around: Namespaces): XmlElement | undefined {
    const name = nameOf(node)
    if (name === undefined) return undefined
    const { startIndex: from, endIndex: to } = node[META as never] as unknown as { startIndex: number; endIndex: number }
    const raw = Object.entries(node[':@'] ?? {})
    const namespaces = this.#declared(raw, around)
    const [prefix, local] = split(name)
    const position = this.lines.at(from + 1, name.length)
    let text = ''
    const children: XmlElement[] = []
    for (const child of node[name] as RawNode[]) {
      const piece = child['#text']
      const cdata = child['#cdata'] as RawNode[] | undefined
      if (typeof piece === 'string') text += this.#decoded(piece, position)
      else if (cdata !== undefined) text += cdata.map((part) => part['#text'] as unknown as string).join('')
      else {
        const inner = this.element(child, namespaces)
        if (inner !== undefined) children.push(inner)
      }
    }
    const namespace = namespaceOf(prefix, namespaces)
    if (namespace === undefined && prefix !== '') this.#wrong(position, `the prefix "${prefix}" is not declared`)
    const places = this.#placesIn(from)
    const attributes = raw.map(([key, value]) => this.#attribute(key, value, places.get(key) ?? from + 1, namespaces))
    return { prefix, local, namespace: namespace ?? '', attributes, children, text, position, from, to }
  }

  #attribute(name: string, value: string, offset: number, namespaces: Namespaces): XmlAttribute {
    const [prefix, local] = split(name)
    const position = this.lines.at(offset, name.length)
    const namespace = prefix === '' ? '' : namespaceOf(prefix, namespaces)
    if (namespace === undefined) this.#wrong(position, `the prefix "${prefix}" is not declared`)
    return { prefix, local, namespace: namespace ?? '', value: this.#decoded(value, position).replace(/[\t\n]/g, ' '), position }
  }

  /** Where the attributes of a tag stand, by name: one walk for all of them. */
  #placesIn(from: number): ReadonlyMap<string, number> {
    const tag = this.source.slice(from, endOfTag(this.source, from))
    const places = new Map<string, number>()
    for (const found of tag.matchAll(/\s([^\s=<>"'/]+)\s*=\s*(?:"[^"]*"|'[^']*')/g)) {
      const [, name = ''] = found
      if (!places.has(name)) places.set(name, from + found.index + 1)
    }
    return places
  }

  #declared(raw: readonly (readonly [string, string])[], around: Namespaces): Namespaces {
    const own = raw.filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'))
    if (own.length === 0) return around
    const declared = own.map(([name, uri]) => [name === 'xmlns' ? '' : name.slice(6), decodeEntities(uri) ?? uri] as const)
    return { own: new Map(declared), around }
  }

  #decoded(text: string, position: Position): string {
    const decoded = decodeEntities(text)
    if (decoded === undefined) this.#wrong(position, `an entity that XML does not know, in "${text.trim().slice(0, 40)}"`)
    return decoded ?? text
  }

  #wrong(position: Position, problem: string): void {
    if (this.diagnostics.length < 50)
      this.diagnostics.push(diagnose(XML_SYNTAX, { file: this.file, position, details: { problem } }))
  }
}

function nameOf(node: RawNode): string | undefined {
  return Object.keys(node).find((key) => key !== ':@' && !key.startsWith('#') && !key.startsWith('?'))
}

function split(name: string): [prefix: string, local: string] {
  const colon = name.indexOf(':')
  return colon < 0 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)]
}

/** Places of offsets. */
class Lines {
  readonly #starts: number[] = [0]

  constructor(source: string) {
    for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) this.#starts.push(at + 1)
  }

  at(offset: number, length: number): Position {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1, length }
  }
}
