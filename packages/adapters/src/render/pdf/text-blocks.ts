import type { RenderedField } from '@motcua/engine/ports'
import type { Sheet } from './sheet.ts'

/** Label and value; the value goes on under itself, not under the label, where the label leaves it room. */
export function fields(sheet: Sheet, list: readonly RenderedField[]): void {
  const [labelStyle, valueStyle] = [sheet.style('regular'), sheet.style('bold')]
  for (const { label, value } of list) {
    const labelText = `${label}:`
    const labelWidth = sheet.widthOf(labelText, labelStyle) + sheet.size * 0.35
    const fits = labelWidth <= sheet.width * 0.6
    const labelLines = sheet.lines(labelText, labelStyle, fits ? labelWidth : sheet.width)
    const [x, width] = fits ? [sheet.left + labelWidth, sheet.width - labelWidth] : [sheet.left, sheet.width]
    const valueLines = sheet.lines(value === '' ? '…' : value, valueStyle, width)
    const height = sheet.lineHeight(valueStyle)
    sheet.ensure(fits ? height : height * (labelLines.length + 1))
    if (fits) sheet.draw(labelLines.join(' '), sheet.left, sheet.y, labelWidth, labelStyle)
    else sheet.y = sheet.drawLines(labelLines, sheet.left, sheet.y, sheet.width, labelStyle)
    sheet.flow(valueLines, x, width, valueStyle)
    sheet.y += sheet.size * 0.12
  }
}

/** Running text, the first line of each paragraph indented. */
export function paragraphs(sheet: Sheet, list: readonly string[]): void {
  const style = sheet.style('regular')
  const indent = sheet.size * 2
  for (const text of list) {
    const [first = '', ...rest] = sheet.lines(text, style, sheet.width, indent)
    sheet.ensure(sheet.lineHeight(style))
    sheet.draw(first, sheet.left + indent, sheet.y, sheet.width - indent, style)
    sheet.y += sheet.lineHeight(style)
    sheet.flow(rest, sheet.left, sheet.width, style)
    sheet.y += sheet.size * 0.3
  }
}

/** Whom a letter speaks to: in the middle. */
export function salutation(sheet: Sheet, text: string): void {
  const style = sheet.style('regular', 1.05)
  const width = sheet.width * 0.9
  const lines = sheet.lines(text, style, width)
  sheet.ensure(lines.length * sheet.lineHeight(style))
  sheet.flow(lines, sheet.left + sheet.width * 0.05, width, style, 'center')
  sheet.y += sheet.size * 0.5
}
