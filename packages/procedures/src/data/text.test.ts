import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalText, textFault } from './text.ts'

const NAMES = [
  'Nguyễn Thị Ngọc Diễm',
  'Trần Văn Đức',
  'HOÀNG THỊ MỸ XÃ',
  'XÃ TÂN HỘI',
  'Bà Rịa - Vũng Tàu',
  'Hoà Bình, hoá đơn, thuý, oà, loã',
  'Y Thương Niê Kđăm',
  'Søren Müller',
  "Seán O'Connor",
  'João Leão Simão',
  'François Lefèvre-Gonçalves',
  'Åsa Björk Þórsdóttir',
  'Iñaki Núñez',
  'Михаил 王小明',
  '35°C, 120 m², § 5, ¼ sào, 50µg, 3±0,5',
  'Sao vậy?',
  'https://dichvucong.gov.vn/tra-cuu?ma=1&b=2 và a?b=c',
  'Không? Có!',
  '',
  'An',
]

describe('a text that is right', () => {
  it.each(NAMES)('%s', (text) => {
    expect(textFault(text)).toBeUndefined()
    expect(textFault(canonicalText(text.normalize('NFD')))).toBeUndefined()
  })

  it('is the same composed and decomposed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), (text) => {
        expect(canonicalText(`  ${text.normalize('NFD')}\n`)).toBe(text.normalize('NFC').trim())
      }),
    )
  })
})

describe('a text in a wrong encoding', () => {
  const words = fc.constantFrom('Nguyễn', 'Thị', 'Đức', 'xã', 'phường', 'Hội', 'Ấp', 'ừ', 'ỳ', 'bà')
  it.each(['latin1', 'windows-1252'] as const)('UTF-8 read as %s is noticed, also in the middle of a right one', (encoding) => {
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 5 }), fc.boolean(), (chosen, isInside) => {
        const bytes = Buffer.from(chosen.join(' '))
        const wrong = encoding === 'latin1' ? bytes.toString('latin1') : fromWindows1252(bytes)
        expect(textFault(isInside ? `Địa chỉ: ${wrong} và nữa` : wrong)?.code).toBe('TEXT_MOJIBAKE')
      }),
    )
  })

  it.each([
    ['TEXT_TCVN3', 'NguyÔn V¨n An'],
    ['TEXT_TCVN3', 'Céng hßa x· héi chñ nghÜa ViÖt Nam'],
    ['TEXT_TCVN3', 'Tr­êng Chinh'],
    ['TEXT_TCVN3', '§éc lËp'],
    ['TEXT_VNI', 'Nguyeãn Vaên An'],
    ['TEXT_VNI', 'Traàn Thò Ngoïc'],
    ['TEXT_VNI', 'Coäng hoøa xaõ hoäi'],
    ['TEXT_LOST', 'Nguy?n Van An'],
    ['TEXT_LOST', 'Nguy\ufffdn Văn An'],
    ['TEXT_CONTROL', 'An\u0000'],
    ['TEXT_CONTROL', 'An\u001b[31m'],
    ['TEXT_CONTROL', 'An\ud800'],
    ['TEXT_CONTROL', 'An\u202etxt.exe'],
  ])('%s: %j', (code, text) => {
    expect(textFault(text)?.code).toBe(code)
  })
})

/** The bytes as Windows-1252 shows them; what it leaves open is Latin-1's control. */
function fromWindows1252(bytes: Uint8Array): string {
  const special = '€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ'
  return Array.from(bytes, (byte) => {
    const letter = byte >= 0x80 && byte < 0xa0 ? Array.from(special)[byte - 0x80] : undefined
    return letter === undefined || letter === '.' ? String.fromCharCode(byte) : letter
  }).join('')
}
