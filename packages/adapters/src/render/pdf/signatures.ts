import type { RenderedSignature } from '@motcua/engine/ports'
import type { Sheet, Style } from './sheet.ts'

/** Room for a hand and a seal, in font sizes. */
const SIGNING_ROOM = 3.7
const GAP = 8

/** Places for signatures side by side; who gets a copy stands at the left of them. */
export function signatures(sheet: Sheet, given: readonly (string | RenderedSignature)[], recipients: readonly string[]): void {
  const places = given.map((place): RenderedSignature => (typeof place === 'string' ? { caption: place } : place))
  const columns = [
    ...(recipients.length > 0 ? [recipientColumn(sheet, recipients)] : []),
    ...places.map((place) => placeColumn(sheet, place)),
  ]
  if (columns.length === 0) return
  // A single place stands at the right, as under a letter.
  const count = Math.max(2, columns.length)
  const width = (sheet.width - (count - 1) * GAP) / count
  const drawn = columns.map((column) => column(width))
  sheet.y += sheet.size * 0.5
  const tallest = Math.max(...drawn.map(({ height }) => height))
  if (tallest > sheet.pageHeight) {
    overPages(sheet, places, recipients)
    return
  }
  sheet.ensure(tallest)
  const top = sheet.y
  drawn.forEach(({ draw }, index) => {
    draw(sheet.left + (index + count - columns.length) * (width + GAP), top)
  })
  sheet.y = top + tallest
}

/** What no page has room for side by side stands one under the other, and goes on over the pages. */
function overPages(sheet: Sheet, places: readonly RenderedSignature[], recipients: readonly string[]): void {
  const write = (text: string | undefined, style: Style): void => {
    if (text !== undefined) sheet.flow(sheet.lines(text, style, sheet.width), sheet.left, sheet.width, style)
  }
  if (recipients.length > 0) write('Nơi nhận:', sheet.style('italic', 0.9))
  for (const recipient of recipients) write(`- ${recipient}`, sheet.style('regular', 0.85))
  for (const { caption, note, name } of places) {
    write(caption, sheet.style('bold', 0.95))
    write(note, sheet.style('italic', 0.9))
    sheet.ensure(SIGNING_ROOM * sheet.size)
    sheet.y += SIGNING_ROOM * sheet.size
    write(name, sheet.style('bold'))
  }
}

interface Drawn {
  readonly height: number
  readonly draw: (x: number, y: number) => void
}

function placeColumn(sheet: Sheet, { caption, note, name }: RenderedSignature): (width: number) => Drawn {
  const styles = { caption: sheet.style('bold', 0.95), note: sheet.style('italic', 0.9), name: sheet.style('bold') }
  return (width) => {
    const lines = {
      caption: sheet.lines(caption, styles.caption, width),
      note: note === undefined ? [] : sheet.lines(note, styles.note, width),
      name: name === undefined ? [] : sheet.lines(name, styles.name, width),
    }
    const above = lines.caption.length * sheet.lineHeight(styles.caption) + lines.note.length * sheet.lineHeight(styles.note)
    return {
      height: above + SIGNING_ROOM * sheet.size + lines.name.length * sheet.lineHeight(styles.name),
      draw: (x, y) => {
        const captionEnd = sheet.drawLines(lines.caption, x, y, width, styles.caption, 'center')
        sheet.drawLines(lines.note, x, captionEnd, width, styles.note, 'center')
        sheet.drawLines(lines.name, x, y + above + SIGNING_ROOM * sheet.size, width, styles.name, 'center')
      },
    }
  }
}

function recipientColumn(sheet: Sheet, recipients: readonly string[]): (width: number) => Drawn {
  const [heading, style] = [sheet.style('italic', 0.9), sheet.style('regular', 0.85)]
  return (width) => {
    const lines = recipients.flatMap((recipient) => sheet.lines(`- ${recipient}`, style, width))
    return {
      height: sheet.lineHeight(heading) + lines.length * sheet.lineHeight(style),
      draw: (x, y) => {
        sheet.draw('Nơi nhận:', x, y, width, heading)
        sheet.drawLines(lines, x, y + sheet.lineHeight(heading), width, style)
      },
    }
  }
}
