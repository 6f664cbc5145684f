import { mustBeObject, mustBeText } from './argument.ts'
import type { Position } from './position.ts'

const LONGEST_LINE = 160

/**
 * The source line with a caret under the marked text:
 *
 *     14 │   exclusiveGateway: [{ if: "x = 0", next: a }]
 *        │   ^^^^^^^^^^^^^^^^
 *
 * Returns `''` where there is no such line. Long lines are cut around the mark; control characters are shown as `·`, so that
 * a hostile file cannot move the cursor of the terminal that shows it.
 */
export function frame(source: string, position: Position): string {
  mustBeText('frame', 'source', source)
  mustBeObject('frame', 'position', position)
  if (position.line < 1) return ''
  const line = lineOf(source, position.line)
  if (line === undefined) return ''
  const start = Math.max(0, Math.min(position.column - 1 - 40, line.length - LONGEST_LINE))
  const shown = line.slice(start, start + LONGEST_LINE)
  const gutter = String(position.line)
  const before = visible(shown.slice(0, Math.max(0, position.column - 1 - start)))
  const marked = Math.max(1, Math.min(position.length, shown.length - (position.column - 1 - start)))
  return `${gutter} │ ${visible(shown)}\n${' '.repeat(gutter.length)} │ ${before.replace(/\S/g, ' ')}${'^'.repeat(marked)}`
}

/** Without making a list of all lines: a hostile file has many, and many findings. */
function lineOf(source: string, number: number): string | undefined {
  const ends = /\r\n|\r|\n/g
  let from = 0
  for (let line = 1; line < number; line++) {
    if (ends.exec(source) === null) return undefined
    from = ends.lastIndex
  }
  return source.slice(from, ends.exec(source)?.index)
}

function visible(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must not reach a terminal
  return text.replaceAll('\t', ' ').replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '·')
}
