import type { Paper, Renderer } from '../../ports/index.ts'
import { law } from './contract.ts'
import type { Contract } from './contract.ts'

/** What every renderer promises. */
export const rendererContract: Contract<Renderer> = {
  port: 'Renderer',
  laws: [
    law('a paper becomes a PDF', async (renderer, must) => {
      for (const [name, paper] of PAPERS) {
        const text = latin1(await renderer.render(paper))
        must(/^%PDF-\d\.\d/.test(text), `${name} to begin as a PDF`, text.slice(0, 8))
        must(text.trimEnd().endsWith('%%EOF'), `${name} to end as a PDF`, text.slice(-16))
      }
    }),

    law('the same paper gives the same bytes, also when rendered at once', async (renderer, must) => {
      for (const [name, paper] of PAPERS) {
        const [first, ...others] = await Promise.all([1, 2, 3].map(async () => latin1(await renderer.render(paper))))
        must(
          others.every((other) => other === first),
          `the same bytes for ${name}`,
          'other bytes',
        )
      }
    }),

    law('whatever a paper says shows in its bytes', async (renderer, must) => {
      const base = latin1(await renderer.render(FULL))
      for (const [what, change] of CHANGES) {
        const found = latin1(await renderer.render({ ...FULL, ...change }))
        must(found !== base, `other bytes for another ${what}`, 'the same bytes')
      }
    }),

    law('fonts are embedded', async (renderer, must) => {
      const text = latin1(await renderer.render(FULL))
      must(/\/FontFile[23]?\b/.test(text), 'an embedded font (/FontFile)', 'none')
    }),
  ],
}

const FULL: Paper = {
  form: 'tt03-2025/01',
  size: 'A5',
  agency: ['ỦY BAN NHÂN DÂN TỈNH BẮC NINH', 'ỦY BAN NHÂN DÂN XÃ TÂN HỘI'],
  title: 'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ',
  subtitle: 'Liên: giao khách hàng',
  number: 'Số: 12/TNHS',
  dateline: 'Xã Tân Hội, ngày 29 tháng 08 năm 2025',
  fields: [{ label: 'Chủ hồ sơ', value: 'Nguyễn Thị Ngọc Diễm' }],
  table: { columns: ['TT', 'Thành phần', 'Hình thức'], rows: [['1', 'Giấy chứng sinh', 'bản giấy']] },
  paragraphs: ['Trân trọng đề nghị ông/bà mang theo giấy này khi nhận kết quả.'],
  qr: '000.00.01.H05-250829-0001',
  signatures: ['Người nộp', 'Người nhận'],
  at: Date.UTC(2025, 7, 29, 8, 10),
}

const PAPERS: readonly (readonly [string, Paper])[] = [
  ['a full paper', FULL],
  ['a bare paper', { form: 'x', size: 'A4', agency: [], title: '', fields: [], at: 0 }],
  ['a paper of several pages', { ...FULL, paragraphs: Array.from({ length: 200 }, (_, line) => `Dòng ${line}`) }],
]

const CHANGES: readonly (readonly [string, Partial<Paper>])[] = [
  ['form', { form: 'tt03-2025/02' }],
  ['size', { size: 'A4' }],
  ['agency', { agency: ['ỦY BAN NHÂN DÂN XÃ KHÁC'] }],
  ['title', { title: 'PHIẾU TỪ CHỐI' }],
  ['subtitle', { subtitle: 'Liên: lưu' }],
  ['number', { number: 'Số: 13/TNHS' }],
  ['dateline', { dateline: 'Xã Tân Hội, ngày 30 tháng 08 năm 2025' }],
  ['field', { fields: [{ label: 'Chủ hồ sơ', value: 'Trần Văn Nam' }] }],
  ['table', { table: { columns: ['TT'], rows: [['1']] } }],
  ['paragraph', { paragraphs: ['Một đoạn khác.'] }],
  ['QR code', { qr: '000.00.01.H05-250829-0002' }],
  ['signature', { signatures: ['Người nhận'] }],
  ['orientation', { orientation: 'landscape' }],
  ['salutation', { salutation: 'Kính gửi: Ông Trần Văn Nam' }],
  ['column', { table: { columns: [{ title: 'TT', group: 'Số lượng' }, 'Thành phần', 'Hình thức'], rows: [] } }],
  ['closing field', { closing: [{ label: 'Số lượng hồ sơ', value: '01 bộ' }] }],
  ['barcode', { barcode: '000.00.01.H05-250829-0002' }],
  ['signature’s name', { signatures: ['Người nộp', { caption: 'Người nhận', name: 'Trần Thị Bình' }] }],
  ['recipients', { recipients: ['Lưu: VT'] }],
  ['instant', { at: FULL.at + 1000 }],
]

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}
