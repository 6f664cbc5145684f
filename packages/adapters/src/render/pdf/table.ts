/**
 * Theory of operation
 *
 * Widths come from what stands in the columns: each gets at least its longest word, and shares what is left by how much more its
 * texts would like. A row that no longer fits goes to the next page, under the headings again; one that is taller than a page goes
 * on over it, line by line.
 */
import type { RenderedColumn, RenderedTable } from '@motcua/engine/ports'
import type { Sheet, Style } from './sheet.ts'

const PADDING = 2.5
/** A column takes no more than this share of the width for what it would like. */
const MOST_SHARE = 0.7

export function table(sheet: Sheet, { title, columns: given, rows }: RenderedTable): void {
  const columns = given.map((column): RenderedColumn => (typeof column === 'string' ? { title: column } : column))
  if (columns.length === 0) return
  const styles = { head: sheet.style('bold', 0.92), body: sheet.style('regular', 0.96) }
  const widths = widthsOf(sheet, columns, rows, styles)
  const head = headOf(sheet, columns, widths, styles.head)
  if (title !== undefined) {
    const style = sheet.style('bold')
    const lines = sheet.lines(title, style, sheet.width)
    // A heading is not left alone at the foot of a page.
    sheet.ensure(lines.length * sheet.lineHeight(style) + head.height + 2 * sheet.lineHeight(styles.body))
    sheet.y = sheet.drawLines(lines, sheet.left, sheet.y, sheet.width, style) + 2
  }
  sheet.ensure(head.height + sheet.lineHeight(styles.body) + 2 * PADDING)
  head.draw()
  for (const row of rows) drawRow(sheet, columns, widths, styles.body, row, head)
  sheet.y += sheet.size * 0.5
}

function drawRow(
  sheet: Sheet,
  columns: readonly RenderedColumn[],
  widths: readonly number[],
  style: Style,
  row: readonly string[],
  head: Head,
): void {
  let rest = columns.map((_, index) => sheet.lines(row[index] ?? '', style, (widths[index] ?? 0) - 2 * PADDING))
  const lineHeight = sheet.lineHeight(style)
  for (;;) {
    const tallest = Math.max(...rest.map((lines) => lines.length))
    const height = tallest * lineHeight + 2 * PADDING
    const isTooTall = height > sheet.pageHeight - head.height
    if (height > sheet.room && (!isTooTall || sheet.room < 3 * lineHeight)) {
      sheet.newPage()
      head.draw()
    }
    const fits = Math.max(1, Math.min(tallest, Math.floor((sheet.room - 2 * PADDING) / lineHeight)))
    drawCells(
      sheet,
      columns,
      widths,
      style,
      rest.map((lines) => lines.slice(0, fits)),
      fits,
    )
    rest = rest.map((lines) => lines.slice(fits))
    if (rest.every((lines) => lines.length === 0)) return
  }
}

function drawCells(
  sheet: Sheet,
  columns: readonly RenderedColumn[],
  widths: readonly number[],
  style: Style,
  cells: readonly (readonly string[])[],
  lineCount: number,
): void {
  const height = lineCount * sheet.lineHeight(style) + 2 * PADDING
  let x = sheet.left
  cells.forEach((lines, index) => {
    const width = widths[index] ?? 0
    sheet.box(x, sheet.y, width, height)
    sheet.drawLines(lines, x + PADDING, sheet.y + PADDING, width - 2 * PADDING, style, columns[index]?.align ?? 'left')
    x += width
  })
  sheet.y += height
}

interface Head {
  readonly height: number
  draw(): void
}

/** One heading over all the neighbours of a group, which have their own under it. */
function headOf(sheet: Sheet, columns: readonly RenderedColumn[], widths: readonly number[], style: Style): Head {
  const spans: { readonly group: string | undefined; readonly from: number; readonly to: number }[] = []
  columns.forEach(({ group }, index) => {
    const last = spans.at(-1)
    if (group !== undefined && last?.group === group) spans[spans.length - 1] = { ...last, to: index + 1 }
    else spans.push({ group, from: index, to: index + 1 })
  })
  const widthOf = (from: number, to: number) => widths.slice(from, to).reduce((sum, width) => sum + width, 0)
  const linesOf = (text: string, width: number) => sheet.lines(text, style, width - 2 * PADDING)
  const heightOf = (lines: readonly string[]) => lines.length * sheet.lineHeight(style) + 2 * PADDING
  const grouped = spans.filter(({ group }) => group !== undefined)
  const upper = Math.max(0, ...grouped.map(({ group = '', from, to }) => heightOf(linesOf(group, widthOf(from, to)))))
  const lower = Math.max(
    ...columns.map(({ title, group }, index) => heightOf(linesOf(title, widths[index] ?? 0)) - (group === undefined ? upper : 0)),
    ...columns
      .filter(({ group }) => group !== undefined)
      .map(({ title }) => heightOf(linesOf(title, widths[columns.findIndex((column) => column.title === title)] ?? 0))),
  )
  const cell = (text: string, x: number, y: number, width: number, height: number) => {
    const lines = linesOf(text, width)
    sheet.box(x, y, width, height)
    const top = y + (height - lines.length * sheet.lineHeight(style)) / 2
    sheet.drawLines(lines, x + PADDING, top, width - 2 * PADDING, style, 'center')
  }
  return {
    height: upper + lower,
    draw() {
      for (const { group, from, to } of spans) {
        const x = sheet.left + widthOf(0, from)
        if (group === undefined) {
          cell(columns[from]?.title ?? '', x, sheet.y, widthOf(from, to), upper + lower)
          continue
        }
        cell(group, x, sheet.y, widthOf(from, to), upper)
        for (let index = from; index < to; index++) {
          cell(columns[index]?.title ?? '', sheet.left + widthOf(0, index), sheet.y + upper, widths[index] ?? 0, lower)
        }
      }
      sheet.y += upper + lower
    },
  }
}

interface Styles {
  readonly head: Style
  readonly body: Style
}

function widthsOf(
  sheet: Sheet,
  columns: readonly RenderedColumn[],
  rows: readonly (readonly string[])[],
  styles: Styles,
): number[] {
  const weights = columns.map(({ weight }) => weight)
  if (weights.every((weight) => weight !== undefined)) {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return weights.map((weight) => (weight / total) * sheet.width)
  }
  const wishes = columns.map(({ title }, index) => {
    const cells = rows.map((row) => row[index] ?? '')
    const longestWord = (texts: readonly string[], style: Style) =>
      Math.max(0, ...texts.flatMap((text) => text.split(/\s/)).map((word) => sheet.widthOf(word.slice(0, 40), style)))
    const least = Math.max(longestWord([title], styles.head), longestWord(cells, styles.body))
    const wanted = Math.max(least, ...cells.map((cell) => sheet.widthOf(cell.slice(0, 200), styles.body)))
    const frame = 2 * PADDING + 1
    return {
      least: Math.min(least, sheet.width * 0.3) + frame,
      wanted: Math.min(wanted, sheet.width * MOST_SHARE) + frame,
    }
  })
  const sum = (pick: (wish: { least: number; wanted: number }) => number) => wishes.reduce((total, wish) => total + pick(wish), 0)
  const [least, wanted] = [sum((wish) => wish.least), sum((wish) => wish.wanted)]
  if (least >= sheet.width) return wishes.map((wish) => (wish.least / least) * sheet.width)
  if (wanted <= sheet.width) return wishes.map((wish) => wish.wanted + ((sheet.width - wanted) * wish.wanted) / wanted)
  return wishes.map((wish) => wish.least + ((sheet.width - least) * (wish.wanted - wish.least)) / (wanted - least))
}
