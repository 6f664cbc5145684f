import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Paper } from '@motcua/engine/ports'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rendererContract } from '../../../../engine/src/testing/contracts/renderer.ts'
import { pdfRenderer } from './index.ts'

const paper: Paper = {
  form: 'tt03-2025/01',
  size: 'A5',
  agency: ['ỦY BAN NHÂN DÂN TỈNH BẮC NINH', 'ỦY BAN NHÂN DÂN XÃ TÂN HỘI'],
  title: 'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ',
  number: 'Mã hồ sơ: 000.00.01.H05-250829-0001',
  dateline: 'Xã Tân Hội, ngày 29 tháng 08 năm 2025',
  fields: [{ label: 'Chủ hồ sơ', value: 'Nguyễn Thị Ngọc Diễm' }],
  table: { columns: ['TT', 'Thành phần', 'Hình thức'], rows: [['1', 'Giấy chứng sinh', 'bản giấy']] },
  qr: '000.00.01.H05-250829-0001',
  signatures: ['Người nộp', 'Người nhận'],
  at: Date.UTC(2025, 7, 29, 8, 10),
}

const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined
if (!hasPoppler && process.env.CI !== undefined) throw new Error('expected poppler (pdftotext) in CI, found none')

describe('the PDF renderer', () => {
  it('gives the same bytes for the same paper, whatever is in it', async () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(texts, texts, fc.constantFrom('A4' as const, 'A5' as const), async (title, value, size) => {
        const one = { ...paper, title, size, fields: [{ label: value, value }] }
        const [first, second] = [await pdfRenderer().render(one), await pdfRenderer().render(one)]
        expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true)
        expect(Buffer.from(first.subarray(0, 5)).toString()).toBe('%PDF-')
      }),
      { numRuns: 8 },
    )
  })

  it('gives other bytes for another paper', async () => {
    const other = await pdfRenderer().render({ ...paper, at: paper.at + 1000 })
    expect(Buffer.from(other).equals(Buffer.from(await pdfRenderer().render(paper)))).toBe(false)
  })

  // Reason to skip: pdftotext (poppler-utils) is not installed on this machine; in CI it is.
  it.skipIf(!hasPoppler)('keeps every Vietnamese letter readable as text', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'motcua-render-')), 'paper.pdf')
    writeFileSync(file, await pdfRenderer().render(paper))
    const { stdout } = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
    for (const text of ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', paper.title, 'Nguyễn Thị Ngọc Diễm', 'Giấy chứng sinh']) {
      expect(stdout.normalize('NFC').replace(/\s+/g, ' ')).toContain(text)
    }
  })
})

describe('the PDF renderer keeps the contract', () => {
  it.each(rendererContract.laws)('$name', async (law) => {
    await law.check(pdfRenderer())
  })
})
