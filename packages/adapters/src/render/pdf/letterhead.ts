import type { Paper } from '@motcua/engine/ports'
import { barcode, qrCode, qrSide } from './codes.ts'
import type { Sheet } from './sheet.ts'

const NATION = 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'
const MOTTO = 'Độc lập - Tự do - Hạnh phúc'
const GAP = 8

/**
 * Agency at the left, nation and motto at the right, each with its rule; number under the one, place and date under the other.
 *
 * @law nghị định 30/2020/NĐ-CP, annex I
 */
export function letterhead(sheet: Sheet, paper: Paper): void {
  const nation = sheet.style('bold', 0.92)
  const motto = sheet.style('bold', 1)
  // The nation's name stands on one line; the agency has the rest.
  const right = Math.min(sheet.width * 0.64, Math.max(sheet.widthOf(NATION, nation), sheet.width * 0.54) + 2)
  const left = sheet.width - right - GAP
  const top = sheet.y
  const rightX = sheet.left + left + GAP
  const nationEnd = sheet.drawLines(sheet.lines(NATION, nation, right), rightX, top, right, nation, 'center')
  const mottoEnd = sheet.drawLines(sheet.lines(MOTTO, motto, right), rightX, nationEnd, right, motto, 'center') + 1
  const mottoWidth = sheet.widthOf(MOTTO, motto)
  sheet.rule(rightX + (right - mottoWidth) / 2, mottoEnd, mottoWidth)

  let leftEnd = top
  paper.agency.forEach((name, index) => {
    const isIssuer = index === paper.agency.length - 1
    const style = sheet.style(isIssuer ? 'bold' : 'regular', 0.92)
    leftEnd = sheet.drawLines(sheet.lines(name, style, left), sheet.left, leftEnd, left, style, 'center')
  })
  if (paper.agency.length > 0) {
    leftEnd += 1
    sheet.rule(sheet.left + left * 0.3, leftEnd, left * 0.4)
  }

  const below = Math.max(leftEnd, mottoEnd) + 4
  const number = sheet.style('regular', 0.92)
  const dateline = sheet.style('italic', 0.95)
  const numberLines = paper.number === undefined ? [] : sheet.lines(paper.number, number, left)
  const dateLines = paper.dateline === undefined ? [] : sheet.lines(paper.dateline, dateline, right)
  let numberEnd = sheet.drawLines(numberLines, sheet.left, below, left, number, 'center')
  const dateEnd = sheet.drawLines(dateLines, rightX, below, right, dateline, 'center')
  if (paper.barcode !== undefined) numberEnd = barcode(sheet, paper.barcode, sheet.left, numberEnd + 3, left)
  sheet.y = Math.max(numberEnd, dateEnd) + sheet.size * 0.6
}

/** The title between as much room as the QR code needs at its right, so that it stays in the middle. */
export function title(sheet: Sheet, paper: Paper): void {
  const side = paper.qr === undefined ? 0 : qrSide(sheet)
  const margin = side === 0 ? 0 : side + GAP
  const width = sheet.width - 2 * margin
  const heading = sheet.style('bold', 1.25)
  const under = sheet.style('regular', 1)
  const headingLines = sheet.lines(paper.title, heading, width)
  const underLines = paper.subtitle === undefined ? [] : sheet.lines(paper.subtitle, under, width)
  const height = headingLines.length * sheet.lineHeight(heading) + underLines.length * sheet.lineHeight(under)
  sheet.ensure(Math.max(height, side))
  const top = sheet.y
  if (paper.qr !== undefined) qrCode(sheet, paper.qr, sheet.left + sheet.width - side, top, side)
  // In the middle of the code's height too, where it is lower than the code.
  const begin = top + Math.max(0, (side - height) / 2)
  const headingEnd = sheet.drawLines(headingLines, sheet.left + margin, begin, width, heading, 'center')
  const end = sheet.drawLines(underLines, sheet.left + margin, headingEnd, width, under, 'center')
  sheet.y = Math.max(end, top + side) + sheet.size * 0.7
}
