import type { Diagnostic } from '@motcua/engine'
import { isCollection, isNode, LineCounter, parseDocument, type Node } from 'yaml'

/** Where a part of a record stands in its file, by its path, as `channels[0].processing.qty`. */
export type RecordPlaces = (path: string) => Diagnostic['position']

const START = { line: 1, column: 1, length: 1 }
/** Beyond this the places are not worth their time. */
const LONGEST_TEXT = 2 * 1024 * 1024

/**
 * Places in the text of a record. What is not there stands where its nearest holder is.
 *
 * @param text  JSON; `undefined`: the record was not read from a file, and everything is at its start
 */
export function recordPlaces(text: string | undefined): RecordPlaces {
  if (text === undefined || text.length > LONGEST_TEXT) return () => START
  let root: Node | null | undefined
  const lines = new LineCounter()
  return (path) => {
    // JSON is YAML; what the reader minds about its layout is none of our business.
    root ??= parseDocument(text, { lineCounter: lines, uniqueKeys: false, strict: false, logLevel: 'silent' }).contents
    let node = root
    for (const key of keysOf(path)) {
      const below: unknown = isCollection(node) ? node.get(key, true) : undefined
      if (!isNode(below)) break
      node = below
    }
    const [from = 0, to = 1] = node?.range ?? []
    const { line, col } = lines.linePos(from)
    const written = text.slice(from, to)
    const end = written.search(/[\r\n]/)
    return { line: Math.max(1, line), column: Math.max(1, col), length: Math.max(1, end === -1 ? written.length : end) }
  }
}

function keysOf(path: string): (string | number)[] {
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index))
}
