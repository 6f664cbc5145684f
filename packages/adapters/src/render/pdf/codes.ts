import bwip from 'bwip-js/node'
import { create as createQr } from 'qrcode'
import type { Sheet } from './sheet.ts'

/** Points, some 17 and 22 millimetres: telephones read them at arm's length. */
export function qrSide(sheet: Sheet): number {
  return sheet.size >= 12 ? 62 : 48
}

export function qrCode(sheet: Sheet, text: string, x: number, y: number, side: number): void {
  const { modules } = createQr(text, { errorCorrectionLevel: 'M' })
  const unit = side / modules.size
  sheet.fill(
    Array.from(
      { length: modules.size * modules.size },
      (_, index) => [Math.floor(index / modules.size), index % modules.size] as const,
    )
      .filter(([row, column]) => modules.get(row, column) !== 0)
      .map(([row, column]) => [x + column * unit, y + row * unit, unit, unit] as const),
  )
}

export const BAR_HEIGHT = 26
/** Quiet room at each side, in units of the thinnest bar. */
const QUIET = 10
/** Points of the thinnest bar: thinner ones are lost by office printers. */
const WIDEST_BAR = 1

/** Code 128, in the middle of a width. */
export function barcode(sheet: Sheet, text: string, x: number, y: number, width: number): void {
  const [code] = bwip.raw({ bcid: 'code128', text }) as unknown as readonly { readonly sbs: readonly number[] }[]
  const bars = code?.sbs ?? []
  const units = bars.reduce((sum, bar) => sum + bar, 0) + 2 * QUIET
  const unit = Math.min(WIDEST_BAR, width / units)
  const rectangles: (readonly [number, number, number, number])[] = []
  let at = x + (width - units * unit) / 2 + QUIET * unit
  bars.forEach((bar, index) => {
    // Bars and spaces take turns, a bar first.
    if (index % 2 === 0) rectangles.push([at, y, bar * unit, BAR_HEIGHT])
    at += bar * unit
  })
  sheet.fill(rectangles)
}
