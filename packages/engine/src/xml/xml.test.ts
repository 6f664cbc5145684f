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

  it.each([
    ['UTF-16, little end first, with its mark', (text: string) => utf16(`\ufeff${text}`, true)],
    ['UTF-16, big end first, with its mark', (text: string) => utf16(`\ufeff${text}`, false)],
    ['UTF-16 without a mark', (text: string) => utf16(text, true)],
    ['UTF-16, as it says, that was saved again as UTF-8', (text: string) => new TextEncoder().encode(text)],
  ])('reads %s', (_, encoded) => {
    expect(root(encoded('<?xml version="1.0" encoding="UTF-16"?><a>Hộ tịch</a>'))?.text).toBe('Hộ tịch')
  })

  it('reads Windows-1258 as the same letters that other files have', () => {
    // ộ is ô and a dot below: 0xF4 0xF2; ị is i and the dot.
    const head = new TextEncoder().encode('<?xml version="1.0" encoding="windows-1258"?><a>')
    const bytes = [...head, ...[0x48, 0xf4, 0xf2, 0x20, 0x74, 0x69, 0xf2, 0x63, 0x68], ...new TextEncoder().encode('</a>')]
    expect(root(Uint8Array.from(bytes))?.text).toBe('Hộ tịch')
  })

  it('says of an encoding that nobody here knows how to save the file again', () => {
    const bytes = new TextEncoder().encode('<?xml version="1.0" encoding="TCVN-5712"?><a/>')
    expect(readXml(bytes, { file: 'a.xml' }).diagnostics[0]?.message.en).toMatch(/not in TCVN-5712.*save it again as UTF-8/)
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

function utf16(text: string, isLittle: boolean): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(text.length * 2))
  for (let at = 0; at < text.length; at++) bytes.setUint16(at * 2, text.charCodeAt(at), isLittle)
  return new Uint8Array(bytes.buffer)
}
