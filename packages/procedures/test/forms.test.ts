import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pdfRenderer } from '@motcua/adapters/render'
import type { Paper } from '@motcua/engine/ports'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FORM_SETS, formVersion, type ApplicantData } from '../src/index.ts'
import { papersOf, sourceOf, STEPS, type Told } from './forms.fixture.ts'

/** `FORMS_FOLDER=…` keeps the files, to be looked at. */
const folder = process.env.FORMS_FOLDER ?? mkdtempSync(join(tmpdir(), 'motcua-forms-'))
const has = (tool: string) => spawnSync(tool, ['-h']).error === undefined
const hasPoppler = has('pdftotext')
const hasZbar = has('zbarimg')
if (process.env.CI !== undefined && !(hasPoppler && hasZbar))
  throw new Error('expected poppler-utils and zbar-tools in CI, found none')

async function fileOf(name: string, paper: Paper): Promise<string> {
  const file = join(folder, `${name}.pdf`)
  writeFileSync(file, await pdfRenderer().render(paper))
  return file
}

const output = (tool: string, ...args: readonly string[]) =>
  spawnSync(tool, args, { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout

interface Box {
  readonly page: number
  readonly word: string
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Where poppler finds each word, in points; and the pages' sizes. */
function boxesIn(file: string): { readonly boxes: Box[]; readonly pages: { readonly width: number; readonly height: number }[] } {
  const boxes: Box[] = []
  const pages: { width: number; height: number }[] = []
  for (const line of output('pdftotext', '-bbox', file, '-').split('\n')) {
    const page = /<page width="([\d.]+)" height="([\d.]+)">/.exec(line)
    if (page !== null) pages.push({ width: Number(page[1]), height: Number(page[2]) })
    const word = /<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*)<\/word>/.exec(line)
    if (word === null) continue
    const [left = 0, top = 0, right = 0, bottom = 0] = word.slice(1, 5).map(Number)
    const text = (word[5] ?? '')
      .replaceAll('&amp;', '&')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
    boxes.push({ page: pages.length, word: text, left, top, right, bottom })
  }
  return { boxes, pages }
}

/** Pairs of words that stand on each other by more than half a point. */
function overlaps(boxes: readonly Box[]): string[] {
  const found: string[] = []
  const inOrder = [...boxes].sort((a, b) => a.page - b.page || a.top - b.top)
  inOrder.forEach((one, index) => {
    for (let next = index + 1; next < inOrder.length; next++) {
      const other = inOrder[next] as Box
      if (other.page !== one.page || other.top > one.bottom - 0.5) break
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left)
      const down = Math.min(one.bottom, other.bottom) - other.top
      if (across > 0.5 && down > 0.5) found.push(`page ${one.page}: "${one.word}" on "${other.word}"`)
    }
  })
  return found
}

function wordsOf(paper: Paper): string[] {
  const texts = [
    ...paper.agency,
    paper.title,
    paper.dateline ?? '',
    ...paper.fields.flatMap(({ label, value }) => [label, value]),
    ...(paper.closing ?? []).flatMap(({ label, value }) => [label, value]),
    ...(paper.paragraphs ?? []),
    ...(paper.table?.rows.flat() ?? []),
  ]
  return texts.flatMap((text) => text.split(/\s/)).filter((word) => word !== '')
}

const SYLLABLES = [
  'Nguyễn',
  'Thị',
  'Ngọc',
  'Diễm',
  'Đặng',
  'Hoàng',
  'Ưng',
  'Tường',
  'Vỹ',
  'Khuê',
  'Quỳnh',
  'ỷ',
  'Ấp',
  'Ộp',
  'xã',
  'fi',
]
const names = (most: number) =>
  fc.array(fc.constantFrom(...SYLLABLES), { minLength: 1, maxLength: most }).map((words) => words.join(' '))
const told: fc.Arbitrary<Told> = fc.record({
  regime: fc.constantFrom('nd61-2018' as const, 'nd118-2025' as const),
  applicant: fc
    .record({ name: names(30), address: names(60), phone: fc.constant('0912345678') })
    .map((who): ApplicantData => ({ ...who, kind: 'citizen', identifier: '027185000017' })),
  reason: names(150),
  components: fc.array(fc.record({ id: names(25), originals: fc.nat(3), copies: fc.nat(12) }), { maxLength: 25, size: 'max' }),
  steps: fc.array(fc.constantFrom(...STEPS), { maxLength: 20 }),
  agency: fc.tuple(names(12), names(12), names(10)).map(([above, name, place]) => ({
    code: '000.00.01.H05',
    letterhead: [above.toLocaleUpperCase('vi'), name.toLocaleUpperCase('vi')],
    unit: name,
    place,
  })),
})

// Reason to skip: poppler-utils or zbar-tools are not installed on this machine; in CI they are.
describe.skipIf(!hasPoppler)('the forms as PDF', () => {
  it('whatever names and however many components: nothing overlaps, all of it is on the page, and every word is read back', async () => {
    await fc.assert(
      fc.asyncProperty(told, async (what) => {
        for (const [name, paper] of papersOf(what)) {
          const { boxes, pages } = boxesIn(await fileOf(name, paper))
          expect(overlaps(boxes)).toEqual([])
          for (const { page, left, right, top, bottom } of boxes) {
            const { width, height } = pages[page - 1] ?? { width: 0, height: 0 }
            expect(left >= 18 && right <= width - 18 && top >= 18 && bottom <= height - 9).toBe(true)
          }
          const read = new Set(boxes.map(({ word }) => word))
          // Cut words are the next test's matter.
          expect(wordsOf(paper).filter((word) => word.length <= 10 && !read.has(word) && !read.has(`${word}:`))).toEqual([])
        }
      }),
      { numRuns: 3, endOnFailure: true },
    )
  }, 120_000)

  it('words that are longer than the paper is wide are cut, and nothing of them is lost', async () => {
    const endless = 'đặng'.repeat(200)
    const what: Told = {
      applicant: { name: endless, identifier: '027185000017', kind: 'citizen' },
      components: [{ id: endless, originals: 1 }],
    }
    for (const [name, paper] of papersOf({ ...what, reason: endless })) {
      const { boxes, pages } = boxesIn(await fileOf(`long-${name}`, paper))
      expect(overlaps(boxes)).toEqual([])
      expect(boxes.filter(({ page, right }) => right > (pages[page - 1]?.width ?? 0) - 18)).toEqual([])
      const letters = boxes.map(({ word }) => word).join('')
      expect(letters.split('đ').length).toBeGreaterThan(200)
    }
  }, 120_000)

  it('names and reasons of thousands of letters go on over the pages, in whatever place, and no word of them is lost', async () => {
    const words = Array.from({ length: 700 }, (_, index) => `tên${index}`)
    const long = words.join(' ')
    const applicant: ApplicantData = { name: long, address: long, identifier: '027185000017', kind: 'citizen' }
    for (const [name, paper] of papersOf({ applicant, reason: long })) {
      const { boxes, pages } = boxesIn(await fileOf(`pages-${name}`, paper))
      expect(overlaps(boxes)).toEqual([])
      const times = (text: string | undefined) => (text === undefined ? 0 : text.split('tên699').length - 1)
      const { fields, closing = [], paragraphs = [], salutation, signatures = [], table } = paper
      const texts = [...fields, ...closing].map(({ value }) => value)
      const names = signatures.map((place) => (typeof place === 'string' ? place : place.name))
      const wanted = [...texts, ...paragraphs, salutation, ...names, ...(table?.rows.flat() ?? [])].map(times)
      const seen = boxes.filter(({ page, word, bottom }) => bottom < (pages[page - 1]?.height ?? 0) - 9 && /^tên699\b/.test(word))
      expect([name, seen.length]).toEqual([name, wanted.reduce((sum, one) => sum + one, 0)])
    }
  }, 120_000)

  it('give back the very text, composed, with every Vietnamese letter', async () => {
    const letters = Array.from({ length: 0x1ef9 - 0x1ea0 + 1 }, (_, index) => String.fromCharCode(0x1ea0 + index)).join('')
    const value = `ăâđêôơưĂÂĐÊÔƠƯ ${letters}`
    const paper: Paper = {
      form: 'x',
      size: 'A4',
      agency: [],
      title: 'CHỮ',
      fields: [{ label: 'Chữ', value: value.normalize('NFD') }],
      at: 0,
    }
    const text = output('pdftotext', '-raw', await fileOf('letters', paper), '-')
    expect(text).toBe(text.normalize('NFC'))
    expect(text.replace(/\s/g, '')).toContain(value.replace(/\s/g, ''))
  })

  it.each(['nd61-2018', 'nd118-2025'] as const)(
    'under %s have the size that the circular names, and their fonts inside',
    async (regime) => {
      for (const [name, paper] of papersOf({ regime })) {
        const file = await fileOf(`${regime}-${name}`, paper)
        const points = name === 'register' ? '841.89 x 595.28' : '419.53 x 595.28'
        expect(output('pdfinfo', file)).toContain(`Page size:       ${points} pts`)
        const fonts = output('pdffonts', file).trim().split('\n').slice(2)
        expect(fonts.length).toBeGreaterThan(1)
        for (const font of fonts) expect(font).toMatch(/^[A-Z]{6}\+Tinos-\w+ +CID TrueType +Identity-H +yes yes yes/)
        expect(output('pdftotext', '-raw', file, '-')).toContain(
          'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc',
        )
      }
    },
    60_000,
  )

  it('repeat the headings of a table on each page, and number the pages', async () => {
    const components = Array.from({ length: 80 }, (_, index) => ({ id: `Giấy tờ thứ ${index + 1}`, originals: 1 }))
    const [, receipt] = papersOf({ components })[0] ?? []
    const file = await fileOf('many-pages', receipt as Paper)
    const pages = output('pdftotext', '-layout', file, '-').split('\f').slice(0, -1)
    expect(pages.length).toBeGreaterThan(2)
    pages.forEach((page, index) => {
      expect(page).toContain(`Trang ${index + 1}/${pages.length}`)
      if (/Giấy tờ thứ/.test(page)) expect(page).toContain('Tên thành phần hồ sơ')
    })
    for (const { id } of components) expect(pages.join('\n')).toContain(id)
  })

  it('put dates, amounts and limits as Vietnamese papers do', async () => {
    const [, receipt] = papersOf()[0] ?? []
    const text = output('pdftotext', '-raw', await fileOf('receipt', receipt as Paper), '-')
    for (const line of [
      'Xã Tân Hội, ngày 29 tháng 8 năm 2025',
      '5. Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 03/09/2025',
      '3. Thời gian giải quyết hồ sơ theo quy định: 01 ngày làm việc',
      'Phí, lệ phí: Lệ phí đăng ký quá hạn: 8.000 đồng',
      'Đăng ký nhận kết quả: qua bưu chính công ích',
    ]) {
      expect(text).toContain(line)
    }
  })

  it.skipIf(!hasZbar)('carry the dossier’s code as QR code and barcode', async () => {
    const [, receipt] = papersOf()[0] ?? []
    const file = await fileOf('codes', receipt as Paper)
    spawnSync('pdftoppm', ['-r', '200', '-png', '-singlefile', file, file.replace('.pdf', '')])
    const read = output('zbarimg', '-q', file.replace('.pdf', '.png')).trim().split('\n').sort()
    expect(read).toEqual(['CODE-128:000.00.01.H05-250829-0007', 'QR-Code:000.00.01.H05-250829-0007'])
  })
})

describe('a form', () => {
  it('is named by its circular: 05 and 06 are others before and after July 2025', () => {
    expect(formVersion('control-slip', 'nd61-2018').id).toBe('tt01-2018/05')
    expect(formVersion('control-slip', 'nd118-2025').id).toBe('tt03-2025/06')
    expect(formVersion('stop', 'nd118-2025').id).toBe('tt03-2025/05')
    expect(formVersion('register', 'nd61-2018')).toMatchObject({ id: 'tt01-2018/06', size: 'A4' })
    for (const [set, { forms }] of Object.entries(FORM_SETS)) {
      for (const { id } of Object.values(forms)) expect(id.startsWith(`${set}/`)).toBe(true)
    }
  })

  it('names whoever hands in for the applicant', () => {
    const applicant: ApplicantData = {
      name: 'Công ty TNHH Mía Đường',
      identifier: '0100109106',
      kind: 'organisation',
      authorised: { name: 'Lê Thị Cả', identifier: '001185000123', powerOfAttorney: { signedOn: '2025-08-01' } },
    }
    const [, receipt] = papersOf({ applicant })[0] ?? []
    expect(receipt?.fields).toContainEqual({ label: 'Người nộp hồ sơ', value: 'Lê Thị Cả (số định danh 001185000123)' })
    expect(receipt?.signatures?.[0]).toMatchObject({ name: 'Lê Thị Cả' })
    expect(sourceOf({ applicant }).dossier.code).not.toBeNull()
  })
})
