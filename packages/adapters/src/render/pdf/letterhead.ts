import type { Paper } from '@motcua/engine/ports'
import { BAR_HEIGHT, barcode, qrCode, qrSide } from './codes.ts'
import type { Sheet } from './sheet.ts'

const NATION = 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'
const MOTTO = 'Độc lập - Tự do - Hạnh phúc'
const GAP = 8
/** Between a text and the rule under it, in points. */
const RULE_GAP = 2.5

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
  const mottoEnd = sheet.drawLines(sheet.lines(MOTTO, motto, right), rightX, nationEnd, right, motto, 'center') + RULE_GAP
  const mottoWidth = sheet.widthOf(MOTTO, motto)
  sheet.rule(rightX + (right - mottoWidth) / 2, mottoEnd, mottoWidth)

  let leftEnd = top
  paper.agency.forEach((name, index) => {
    const isIssuer = index === paper.agency.length - 1
    const style = sheet.style(isIssuer ? 'bold' : 'regular', 0.92)
    leftEnd = sheet.drawLines(sheet.balanced(name, style, left), sheet.left, leftEnd, left, style, 'center')
  })
  if (paper.agency.length > 0) {
    leftEnd += RULE_GAP
    sheet.rule(sheet.left + left * 0.3, leftEnd, left * 0.4)
  }

  const below = Math.max(leftEnd, mottoEnd) + 4
  const number = sheet.style('regular', 0.92)
  const dateline = sheet.style('italic', 0.95)
  const numberLines = (paper.number?.split('\n') ?? []).flatMap((line) => sheet.balanced(line, number, left))
  const dateLines = paper.dateline === undefined ? [] : sheet.lines(paper.dateline, dateline, right)
  const numberEnd = sheet.drawLines(numberLines, sheet.left, below, left, number, 'center')
  const dateEnd = sheet.drawLines(dateLines, rightX, below, right, dateline, 'center')
  sheet.y = Math.max(numberEnd, dateEnd) + sheet.size * 0.6
}

/**
 * Barcode at the left and QR code at the right of one band. A barcode of a dossier's code needs two thirds of an A5's width: narrower,
 * its bars are thinner than office printers and scanners can tell apart.
 */
export function codes(sheet: Sheet, { barcode: bars, qr }: Paper): void {
  if (bars === undefined) return
  const side = qr === undefined ? 0 : qrSide(sheet)
  const height = Math.max(side, BAR_HEIGHT)
  sheet.ensure(height)
  const width = sheet.width - (side === 0 ? 0 : side + 2 * GAP)
  barcode(sheet, bars, sheet.left, sheet.y + (height - BAR_HEIGHT) / 2, width)
  if (qr !== undefined) qrCode(sheet, qr, sheet.left + sheet.width - side, sheet.y, side)
  sheet.y += height + sheet.size * 0.5
}

/** The title; beside a QR code that has no band of its own, between as much room as it needs, so that it stays in the middle. */
export function title(sheet: Sheet, paper: Paper): void {
  const qr = paper.barcode === undefined ? paper.qr : undefined
  const side = qr === undefined ? 0 : qrSide(sheet)
  const margin = side === 0 ? 0 : side + GAP
  const width = sheet.width - 2 * margin
  const heading = sheet.style('bold', 1.25)
  const under = sheet.style('regular', 1)
  const headingLines = sheet.balanced(paper.title, heading, width)
  const underLines = (paper.subtitle?.split('\n') ?? []).flatMap((line) => sheet.balanced(line, under, width))
  const height = headingLines.length * sheet.lineHeight(heading) + underLines.length * sheet.lineHeight(under)
  sheet.ensure(Math.max(height, side))
  const top = sheet.y
  if (qr !== undefined) qrCode(sheet, qr, sheet.left + sheet.width - side, top, side)
  // In the middle of the code's height too, where it is lower than the code.
  const isTallerThanCode = height > side
  sheet.y = top + Math.max(0, (side - height) / 2)
  sheet.flow(headingLines, sheet.left + margin, width, heading, 'center')
  sheet.flow(underLines, sheet.left + margin, width, under, 'center')
  sheet.y = (isTallerThanCode ? sheet.y : top + side) + sheet.size * 0.7
}
