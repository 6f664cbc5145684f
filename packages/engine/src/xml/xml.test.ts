import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributeOf, escapeXml, readXml, type XmlElement } from './index.ts'

interface Tree {
  readonly name: string
  readonly attributes: readonly (readonly [string, string])[]
  readonly text: string
  readonly children: readonly Tree[]
}

const name = fc.constantFrom('a', 'b', 'c-d', 'e.f', '_g')
// Characters that XML can carry; a carriage return is a line end in it.
const text = fc.string({ unit: fc.constantFrom('x', '<', '>', '&', '"', "'", ' ', '\n', 'ệ', '😀', ']', '='), maxLength: 8 })
const tree = (depth: number): fc.Arbitrary<Tree> =>
  fc.record({
    name,
    attributes: fc.uniqueArray(fc.tuple(name, text), { selector: ([key]) => key, maxLength: 3 }),
    text,
    children: depth === 0 ? fc.constant<Tree[]>([]) : fc.array(tree(depth - 1), { maxLength: 3 }),
  })

function write({ name: tag, attributes, text: own, children }: Tree): string {
  const given = attributes.map(([key, value]) => ` ${key}="${escapeXml(value)}"`).join('')
  return `<${tag}${given}>${escapeXml(own)}${children.map(write).join('')}</${tag}>`
}

function plain(element: XmlElement): Tree {
  return {
    name: element.local,
    attributes: element.attributes.map(({ local, value }) => [local, value] as const),
    text: element.text,
    children: element.children.map(plain),
  }
}

const root = (source: string | Uint8Array) => readXml(source, { file: 'x.xml' }).root

describe('reading XML', () => {
  it('gives what was written', () => {
    fc.assert(
      fc.property(tree(3), (written) => {
        const found = root(write(written))
        // Attribute values keep line ends only as references, and those are normalised to blanks.
        const blank = ({ attributes, children, ...rest }: Tree): Tree => ({
          ...rest,
          attributes: attributes.map(([key, value]) => [key, value.replaceAll('\n', ' ')] as const),
          children: children.map(blank),
        })
        expect(found === undefined ? undefined : plain(found)).toEqual(blank(written))
      }),
    )
  })

  it('resolves namespaces under any prefix, declared anywhere', () => {
    const found = root('<q:a xmlns:q="u" xmlns="v"><b q:x="1" y="2"/><q:c xmlns:q="w"/></q:a>')
    expect([found?.namespace, ...(found?.children ?? []).map(({ namespace }) => namespace)]).toEqual(['u', 'v', 'w'])
    const [b] = found?.children ?? []
    expect(b === undefined ? [] : [attributeOf(b, 'x', 'u'), attributeOf(b, 'y'), attributeOf(b, 'x')]).toEqual([
      '1',
      '2',
      undefined,
    ])
  })

  it('knows where each element and attribute stands', () => {
    const found = root('<a>\n  <b x="1"\n     y="2">t</b>\n</a>')
    const [b] = found?.children ?? []
    expect(b?.position).toEqual({ line: 2, column: 4, length: 1 })
    expect(b?.attributes.map(({ position }) => [position.line, position.column])).toEqual([
      [2, 6],
      [3, 6],
    ])
  })

  it('reads CDATA, references, comments and declarations', () => {
    const found = root('\ufeff<?xml version="1.0"?><!-- c --><a n="&#xe9;&amp;">x<![CDATA[<y>]]>&#233;<!-- <z> --></a>')
    expect([found?.text, found?.attributes[0]?.value]).toEqual(['x<y>é', 'é&'])
  })

  it('reads the encodings that files declare', () => {
    const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>é</a>`
    const latin = Uint8Array.from([...declared('ISO-8859-1')].map((character) => character.charCodeAt(0)))
    const wide = new Uint8Array(Buffer.from(`\ufeff${declared('UTF-16')}`, 'utf16le'))
    for (const bytes of [new TextEncoder().encode(declared('UTF-8')), latin, wide]) expect(root(bytes)?.text).toBe('é')
    expect(readXml(Uint8Array.from([0x3c, 0x61, 0x3e, 0xff]), { file: 'x' }).diagnostics[0]?.code).toBe('XML_SYNTAX')
  })

  it.each(['', 'text', '<a>', '<a></b>', '<a/><b/>', '<a b="1" b="2"/>', '<q:a/>', '<a>&none;</a>', '<a b=1/>'])(
    '%j is ill-formed',
    (source) => {
      const { root: found, diagnostics } = readXml(source, { file: 'x' })
      expect(found).toBeUndefined()
      expect(diagnostics[0]?.code).toBe('XML_SYNTAX')
    },
  )

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '/', 'a', '"', '=', ' ', '!', '?', '-', '[', ']', '&', ';', ':') }),
        (source) => {
          const { root: found, diagnostics } = readXml(source, { file: 'x' })
          expect(found === undefined).toBe(diagnostics.length > 0)
        },
      ),
    )
  })
})
