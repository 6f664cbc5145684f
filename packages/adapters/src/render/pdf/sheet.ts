/**
 * Theory of operation
 *
 * A sheet is written from top to bottom, line by line. Every text is first broken into lines that fit their width, so that its height
 * is known before anything is drawn; a block asks for room and begins a new page where there is none. Nothing is drawn at a place that
 * was not measured, which is why no two texts overlap, however long a name is.
 */
import PDFDocument from 'pdfkit'
import type { Paper } from '@motcua/engine/ports'
import { fontFiles, type Face } from './fonts.ts'

export interface Style {
  readonly face: Face
  /** Points. */
  readonly size: number
}

export type Align = 'left' | 'center' | 'right'

const MILLIMETRE = 72 / 25.4
/** By NĐ 30/2020 on A4, the left wider for binding; an A5 has no room for that. */
const MARGINS_MM = { A4: { top: 20, bottom: 20, left: 25, right: 15 }, A5: { top: 10, bottom: 12, left: 13, right: 13 } } as const
/** Of the running text; everything else is relative to it. */
const SIZES = { A4: 13, A5: 9.5 } as const
/** Landscape sheets are tables with many columns. */
const TABLE_SHEET_SIZE = 10
/** Height of a line, in font sizes: marks over and under Vietnamese letters need the room. */
const LEADING = 1.28

export class Sheet {
  readonly size: number
  readonly left: number
  readonly width: number
  y: number
  readonly #document: InstanceType<typeof PDFDocument>
  readonly #top: number
  readonly #bottom: number

  constructor(paper: Paper) {
    const isWide = paper.orientation === 'landscape'
    const margins = MARGINS_MM[paper.size]
    const at = new Date(paper.at)
    this.#document = new PDFDocument({
      size: paper.size,
      layout: isWide ? 'landscape' : 'portrait',
      // Lines are placed by us: no margin of the library's may begin a page of its own.
      margin: 0,
      bufferPages: true,
      info: { Title: paper.title, Subject: paper.form, Creator: 'motcua', Producer: 'motcua', CreationDate: at, ModDate: at },
      lang: 'vi-VN',
    })
    for (const [face, file] of fontFiles()) this.#document.registerFont(face, file)
    this.size = isWide ? TABLE_SHEET_SIZE : SIZES[paper.size]
    this.left = margins.left * MILLIMETRE
    this.width = this.#document.page.width - this.left - margins.right * MILLIMETRE
    this.#top = margins.top * MILLIMETRE
    this.#bottom = this.#document.page.height - margins.bottom * MILLIMETRE
    this.y = this.#top
  }

  /** A style relative to the running text. */
  style(face: Face, scale = 1): Style {
    return { face, size: this.size * scale }
  }

  lineHeight({ size }: Style): number {
    return size * LEADING
  }

  /** Points that are left on this page. */
  get room(): number {
    return this.#bottom - this.y
  }

  /** Points of a whole page. */
  get pageHeight(): number {
    return this.#bottom - this.#top
  }

  newPage(): void {
    this.#document.addPage()
    this.y = this.#top
  }

  /** Begins a new page unless so much room is left, or more is asked for than a page has. */
  ensure(height: number): void {
    if (height > this.room && this.y > this.#top) this.newPage()
  }

  widthOf(text: string, style: Style): number {
    return this.#use(style).widthOfString(text)
  }

  /** The text in lines that fit a width; a word that does not fit is cut between letters. */
  lines(text: string, style: Style, width: number, firstIndent = 0): string[] {
    this.#use(style)
    const lines: string[] = []
    for (const paragraph of printable(text).split('\n')) {
      let line = ''
      for (const word of paragraph.split(' ').flatMap((whole) => this.#pieces(whole, width))) {
        const longer = line === '' ? word : `${line} ${word}`
        const room = lines.length === 0 ? width - firstIndent : width
        if (line === '' || this.#document.widthOfString(longer) <= room) line = longer
        else {
          lines.push(line)
          line = word
        }
      }
      lines.push(line)
    }
    return lines
  }

  /** The text in as few lines as fit, of about the same length: for what stands in the middle. */
  balanced(text: string, style: Style, width: number): string[] {
    const widest = this.lines(text, style, width)
    let [least, most] = [width / widest.length / 2, width]
    // Eight halvings: to a few points of the narrowest width that needs no more lines.
    for (let step = 0; step < 8 && widest.length > 1; step++) {
      const middle = (least + most) / 2
      if (this.lines(text, style, middle).length > widest.length) least = middle
      else most = middle
    }
    return widest.length > 1 ? this.lines(text, style, most) : widest
  }

  /** One line at a place; the cursor stays. */
  draw(line: string, x: number, y: number, width: number, style: Style, align: Align = 'left'): void {
    if (line === '') return
    const free = align === 'left' ? 0 : width - this.widthOf(line, style)
    const shift = align === 'center' ? free / 2 : free
    this.#use(style).text(line, x + Math.max(0, shift), y + (style.size * (LEADING - 1.1)) / 2, { lineBreak: false })
  }

  /** Lines one under the other; returns where they end. */
  drawLines(lines: readonly string[], x: number, y: number, width: number, style: Style, align: Align = 'left'): number {
    const height = this.lineHeight(style)
    lines.forEach((line, index) => this.draw(line, x, y + index * height, width, style, align))
    return y + lines.length * height
  }

  /** Lines from the cursor on, over as many pages as they need. */
  flow(lines: readonly string[], x: number, width: number, style: Style, align: Align = 'left'): void {
    for (const line of lines) {
      this.ensure(this.lineHeight(style))
      this.draw(line, x, this.y, width, style, align)
      this.y += this.lineHeight(style)
    }
  }

  rule(x: number, y: number, width: number): void {
    this.#document
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(0.7)
      .stroke()
  }

  box(x: number, y: number, width: number, height: number): void {
    this.#document.rect(x, y, width, height).lineWidth(0.5).stroke()
  }

  /** Black squares and bars, as rectangles: no image, nothing that differs between two runs. */
  fill(rectangles: Iterable<readonly [x: number, y: number, width: number, height: number]>): void {
    for (const [x, y, width, height] of rectangles) this.#document.rect(x, y, width, height)
    this.#document.fill('black')
  }

  /** Numbers the pages where there are several, and closes the file. */
  async finish(): Promise<Uint8Array> {
    const document = this.#document
    const { count } = document.bufferedPageRange()
    const style = this.style('regular', 0.8)
    for (let page = 0; count > 1 && page < count; page++) {
      document.switchToPage(page)
      this.draw(`Trang ${page + 1}/${count}`, this.left, this.#bottom + 4, this.width, style, 'center')
    }
    const chunks: Buffer[] = []
    const done = new Promise<void>((resolve, reject) => {
      document.on('data', (chunk: Buffer) => chunks.push(chunk))
      document.on('end', resolve)
      document.on('error', reject)
    })
    document.end()
    await done
    return new Uint8Array(Buffer.concat(chunks))
  }

  #use({ face, size }: Style): InstanceType<typeof PDFDocument> {
    return this.#document.font(face).fontSize(size)
  }

  #pieces(word: string, width: number): string[] {
    if (this.#document.widthOfString(word) <= width) return [word]
    const pieces: string[] = []
    let piece = ''
    for (const { segment } of LETTERS.segment(word)) {
      if (piece !== '' && this.#document.widthOfString(piece + segment) > width) {
        // Codes and addresses are cut behind one of their signs, if that leaves more than a little.
        const cut = /^.{3,}[-./@_,;:]/su.exec(piece)?.[0].length ?? piece.length
        pieces.push(piece.slice(0, cut))
        piece = piece.slice(cut)
      }
      piece += segment
    }
    return [...pieces, piece]
  }
}

const LETTERS = new Intl.Segmenter('vi', { granularity: 'grapheme' })

/** Composed, and without what a page cannot show. */
function printable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .replace(/\p{Cs}/gu, '\ufffd')
}
