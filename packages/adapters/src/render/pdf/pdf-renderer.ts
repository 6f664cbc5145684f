import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import PDFDocument from 'pdfkit'
import { create as createQr } from 'qrcode'
import { AdapterFailure, type Paper, type Renderer } from '@motcua/engine/ports'

/** Points; a centimetre and a half is what agencies' printers need. */
const MARGIN = 42
const FONT_SIZE = { A4: 11, A5: 8.5 } as const

/**
 * Papers as PDF, with fonts inside that have every Vietnamese letter. The same paper gives the same bytes: its dates come from the
 * paper, never from the clock.
 *
 * Throws AdapterFailure `RENDER_FAILED` (final).
 */
export function pdfRenderer(): Renderer {
  return {
    async render(paper) {
      try {
        return await draw(paper)
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause)
        throw new AdapterFailure('RENDER_FAILED', `expected a paper that can be drawn, found: ${reason}`, { retry: false, cause })
      }
    },
  }
}

type Doc = InstanceType<typeof PDFDocument>

function draw(paper: Paper): Promise<Uint8Array> {
  const document = new PDFDocument({
    size: paper.size,
    margin: MARGIN,
    compress: true,
    info: {
      Title: paper.title,
      Subject: paper.form,
      Creator: 'motcua',
      Producer: 'motcua',
      CreationDate: new Date(paper.at),
      ModDate: new Date(paper.at),
    },
  })
  document.registerFont('body', font('DejaVuSerif.ttf'))
  document.registerFont('bold', font('DejaVuSerif-Bold.ttf'))
  const chunks: Buffer[] = []
  const done = new Promise<Uint8Array>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk))
    document.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))))
    document.on('error', reject)
  })
  const size = FONT_SIZE[paper.size]
  letterhead(document, paper, size)
  title(document, paper, size)
  fields(document, paper, size)
  table(document, paper, size)
  for (const paragraph of paper.paragraphs ?? [])
    document.font('body').fontSize(size).text(paragraph.normalize('NFC')).moveDown(0.5)
  signatures(document, paper, size)
  qrCode(document, paper)
  document.end()
  return done
}

/** Agency on the left, the nation's name on the right. @law nghị định 30/2020/NĐ-CP, annex I */
function letterhead(document: Doc, { agency, dateline, number }: Paper, size: number): void {
  const { left, width } = area(document)
  const top = document.y
  const [first, second] = [width * 0.42, width * 0.58]
  document.font('bold').fontSize(size * 0.9)
  document.text(agency.join('\n').normalize('NFC'), left, top, { width: first, align: 'center' })
  const below = document.y
  document.text('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc', left + first, top, {
    width: second,
    align: 'center',
  })
  const rule = document.y + 2
  document
    .moveTo(left + first + second * 0.3, rule)
    .lineTo(left + first + second * 0.7, rule)
    .lineWidth(0.6)
    .stroke()
  const next = Math.max(below, rule) + size * 0.6
  document.font('body').fontSize(size * 0.9)
  if (number !== undefined) document.text(number.normalize('NFC'), left, next, { width: first, align: 'center' })
  if (dateline !== undefined) document.text(dateline.normalize('NFC'), left + first, next, { width: second, align: 'center' })
  document.x = left
  document.y = next + size * 2
}

function title(document: Doc, { title: heading, subtitle }: Paper, size: number): void {
  const { left, width } = area(document)
  document
    .moveDown(0.6)
    .font('bold')
    .fontSize(size * 1.35)
    .text(heading.normalize('NFC'), left, document.y, { width, align: 'center' })
  if (subtitle !== undefined) document.font('body').fontSize(size).text(subtitle.normalize('NFC'), { width, align: 'center' })
  document.moveDown(0.8)
}

function fields(document: Doc, paper: Paper, size: number): void {
  const { left, width } = area(document)
  for (const { label, value } of paper.fields) {
    document.font('body').fontSize(size).text(`${label}: `.normalize('NFC'), left, document.y, { width, continued: true })
    document
      .font('bold')
      .text((value === '' ? '…' : value).normalize('NFC'))
      .moveDown(0.25)
  }
}

function table(document: Doc, paper: Paper, size: number): void {
  if (paper.table === undefined) return
  const { left, width } = area(document)
  const { columns, rows } = paper.table
  // The first column numbers the rows; the second says what it is about.
  const weights = columns.map((_, index) => (index === 0 ? 0.5 : index === 1 ? 4 : 1.6))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const widths = weights.map((weight) => (weight / total) * width)
  document.moveDown(0.4)
  for (const [number, row] of [columns, ...rows].entries()) {
    document.font(number === 0 ? 'bold' : 'body').fontSize(size * 0.92)
    const cells = columns.map((_, index) => (row[index] ?? '').normalize('NFC'))
    const height = Math.max(...cells.map((cell, index) => document.heightOfString(cell, { width: (widths[index] ?? 0) - 6 }))) + 5
    if (document.y + height > document.page.height - MARGIN) document.addPage()
    const top = document.y
    let x = left
    for (const [index, cell] of cells.entries()) {
      const cellWidth = widths[index] ?? 0
      document.rect(x, top, cellWidth, height).lineWidth(0.5).stroke()
      document.text(cell, x + 3, top + 2.5, { width: cellWidth - 6 })
      x += cellWidth
    }
    document.x = left
    document.y = top + height
  }
  document.moveDown(0.6)
}

function signatures(document: Doc, paper: Paper, size: number): void {
  const captions = paper.signatures ?? []
  if (captions.length === 0) return
  const { left, width } = area(document)
  const height = size * 8
  if (document.y + height > document.page.height - MARGIN) document.addPage()
  const top = document.y + size
  const each = width / captions.length
  for (const [index, caption] of captions.entries()) {
    document
      .font('bold')
      .fontSize(size)
      .text(caption.normalize('NFC'), left + index * each, top, { width: each, align: 'center' })
  }
  document.x = left
  document.y = top + size * 6
}

/** Drawn as squares: no image, nothing that differs between two runs. */
function qrCode(document: Doc, paper: Paper): void {
  if (paper.qr === undefined) return
  const { modules } = createQr(paper.qr, { errorCorrectionLevel: 'M' })
  const side = paper.size === 'A5' ? 58 : 76
  const unit = side / modules.size
  const [x, y] = [document.page.width - MARGIN - side, document.page.height - MARGIN - side]
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (modules.get(row, column)) document.rect(x + column * unit, y + row * unit, unit, unit)
    }
  }
  document.fill('black')
}

function area(document: Doc) {
  return { left: MARGIN, width: document.page.width - 2 * MARGIN }
}

const require = createRequire(import.meta.url)

function font(name: string): string {
  return join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf', name)
}
