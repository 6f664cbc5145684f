import { diagnose, type Diagnostic } from '../../diagnostics/index.ts'
import { YAML_ENCODING, YAML_TOO_DEEP, YAML_TOO_LARGE } from './codes.ts'

/** The largest published procedure has some 40 kB; this much, some eight thousand elements, takes less than two seconds. */
export const MOST_CHARACTERS = 512 * 1024
/** Sub-processes in sub-processes, three levels of YAML each, as deep as BPMN files are read. */
export const DEEPEST = 256

/** What can be said of a file before any parser sees it: parsers recurse, and a hostile file must not reach them. */
export function scan(text: string, file: string): Diagnostic | undefined {
  const at = (line: number, column: number) => ({ file, position: { line, column, length: 1 } })
  if (text.length > MOST_CHARACTERS) {
    return diagnose(YAML_TOO_LARGE, { ...at(1, 1), details: { size: text.length, limit: MOST_CHARACTERS } })
  }
  const strange = STRANGE.exec(text)?.index
  if (strange !== undefined) {
    const code = `U+${text.charCodeAt(strange).toString(16).toUpperCase().padStart(4, '0')}`
    // What could not be decoded stands as this one: by its number alone nobody knows what to do.
    const found = code === 'U+FFFD' ? `${code}: Windows-1258, TCVN3, VNI?` : code
    return diagnose(YAML_ENCODING, { ...at(...placeOf(text, strange)), details: { found } })
  }
  const deep = tooDeepLine(text)
  return deep === undefined ? undefined : diagnose(YAML_TOO_DEEP, { ...at(deep, 1), details: { limit: DEEPEST } })
}

/** Control characters, replacement characters of a wrong encoding, and halves of surrogate pairs. */
const STRANGE =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

function placeOf(text: string, offset: number): [line: number, column: number] {
  const before = text.slice(0, offset).split('\n')
  return [before.length, (before.at(-1)?.length ?? 0) + 1]
}

/** Line where nesting exceeds the limit, by indentation, by leading dashes and by brackets; counted generously. */
function tooDeepLine(text: string): number | undefined {
  const indents: number[] = []
  let brackets = 0
  let number = 0
  for (const line of text.split('\n')) {
    number++
    const content = line.trimStart()
    if (content === '' || content.startsWith('#')) continue
    const indent = line.length - content.length
    while (indents.length > 0 && (indents.at(-1) as number) >= indent) indents.pop()
    indents.push(indent)
    const dashes = /^(?:[-?]\s+)+/.exec(content)?.[0].replace(/\s/g, '').length ?? 0
    for (const character of content) {
      if (character === '[' || character === '{') brackets++
      else if (character === ']' || character === '}') brackets = Math.max(0, brackets - 1)
      if (indents.length + dashes + brackets > DEEPEST) return number
    }
  }
  return undefined
}
