import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, visit, type Document, type Node, type Pair } from 'yaml'
import { diagnose, type Detail, type Diagnostic, type Position, type Sentence } from '../../diagnostics/index.ts'
import {
  YAML_ALIAS,
  YAML_DUPLICATE_KEY,
  YAML_FORBIDDEN_KEY,
  YAML_MANY_DOCUMENTS,
  YAML_NOT_A_MAPPING,
  YAML_SYNTAX,
} from './codes.ts'
import { scan } from './scan.ts'
import { syntaxInVietnamese } from './syntax-words.ts'

/** Where something was written: its key, and its value. */
export interface Place {
  readonly key: Position
  readonly value: Position
}

/** A file as plain data, and where each part of it was written, by JSON pointer. */
export interface Tree {
  readonly data: Readonly<Record<string, unknown>> | undefined
  readonly places: ReadonlyMap<string, Place>
  readonly diagnostics: readonly Diagnostic[]
}

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Reads YAML 1.2 without anchors. Never throws. */
export function parseTree(text: string, file: string): Tree {
  const places = new Map<string, Place>()
  const refused = scan(text, file)
  if (refused !== undefined) return { data: undefined, places, diagnostics: [refused] }
  const lines = new LineCounter()
  const documents = parseAllDocuments(text.replace(/^\ufeff/, ''), {
    lineCounter: lines,
    prettyErrors: false,
    // Checked below: the library compares each key with each other.
    uniqueKeys: false,
    logLevel: 'silent',
    stringKeys: false,
  })
  const reader = new TreeReader(file, text, lines, places)
  const [first, second] = Array.isArray(documents) ? (documents as Document.Parsed[]) : []
  if (first === undefined) return { data: undefined, places, diagnostics: [reader.notAMapping(NOTHING, undefined)] }
  reader.syntax(first)
  if (second !== undefined) reader.report(YAML_MANY_DOCUMENTS, reader.position(second.range[0], second.range[0] + 3))
  reader.aliases(first)
  if (reader.diagnostics.length > 0) return { data: undefined, places, diagnostics: reader.diagnostics }
  const root = first.contents
  const isXml = /^\s*<[?!A-Za-z]/.test(text)
  if (!isMap(root))
    return { data: undefined, places, diagnostics: [reader.notAMapping(isXml ? XML : kindOf(root), root ?? undefined)] }
  const data = reader.plain(root, '') as Record<string, unknown>
  return { data, places, diagnostics: reader.diagnostics }
}

class TreeReader {
  readonly diagnostics: Diagnostic[] = []

  constructor(
    private readonly file: string,
    private readonly text: string,
    private readonly lines: LineCounter,
    private readonly places: Map<string, Place>,
  ) {}

  position(from: number, to: number): Position {
    const start = this.lines.linePos(Math.min(from, this.text.length))
    const rest = this.text.slice(from, to)
    const end = rest.search(/[\r\n]/)
    return { line: Math.max(1, start.line), column: Math.max(1, start.col), length: Math.max(1, end === -1 ? rest.length : end) }
  }

  report(code: Parameters<typeof diagnose>[0], position: Position, details: Readonly<Record<string, Detail>> = {}): void {
    this.diagnostics.push(diagnose(code, { file: this.file, position, details }))
  }

  notAMapping(found: Sentence, node: Node | undefined): Diagnostic {
    const position =
      node?.range === null || node?.range === undefined
        ? { line: 1, column: 1, length: 1 }
        : this.position(node.range[0], node.range[1])
    return diagnose(YAML_NOT_A_MAPPING, { file: this.file, position, details: { found } })
  }

  /** The first mistake of the syntax: what follows it is noise. */
  syntax(document: Document.Parsed): void {
    const [error] = document.errors
    if (error === undefined) return
    this.report(YAML_SYNTAX, this.position(error.pos[0], error.pos[1]), {
      problem: { vi: syntaxInVietnamese(error), en: error.message.split('\n')[0] ?? error.code },
    })
  }

  aliases(document: Document.Parsed): void {
    visit(document, {
      Node: (_, node) => {
        const hasAnchor = isAlias(node) || (node as { anchor?: string }).anchor !== undefined
        if (!hasAnchor || node.range === null || node.range === undefined) return undefined
        const name = isAlias(node) ? `*${node.source}` : `&${(node as { anchor?: string }).anchor ?? ''}`
        this.report(YAML_ALIAS, this.position(node.range[0], node.range[1]), { text: name })
        return visit.BREAK
      },
    })
  }

  plain(node: unknown, pointer: string): unknown {
    if (isMap(node)) return this.#map(node.items, pointer)
    if (isSeq(node)) {
      return node.items.map((item, index) => {
        const at = `${pointer}/${index}`
        const position = this.#positionOf(item)
        if (position !== undefined) this.places.set(at, { key: position, value: position })
        return this.plain(item, at)
      })
    }
    return isScalar(node) ? node.value : null
  }

  #map(pairs: readonly Pair[], pointer: string): Record<string, unknown> {
    const result: Record<string, unknown> = {}
    const lineOf = new Map<string, number>()
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? String(key.value) : ''
      const where = this.#positionOf(key) ?? { line: 1, column: 1, length: 1 }
      if (!isScalar(key))
        this.report(YAML_SYNTAX, where, {
          problem: { vi: 'khóa phải là chữ', en: 'a key that is no plain text' },
        })
      else if (FORBIDDEN.has(name)) this.report(YAML_FORBIDDEN_KEY, where, { key: name })
      else if (lineOf.has(name)) this.report(YAML_DUPLICATE_KEY, where, { key: name, line: lineOf.get(name) ?? 0 })
      else {
        lineOf.set(name, where.line)
        const at = `${pointer}/${escapePointer(name)}`
        this.places.set(at, { key: where, value: this.#positionOf(value) ?? where })
        result[name] = this.plain(value, at)
      }
    }
    return result
  }

  #positionOf(node: unknown): Position | undefined {
    const range = (node as { range?: [number, number, number] | null } | null)?.range
    return range === null || range === undefined || range[0] === range[1] ? undefined : this.position(range[0], range[1])
  }
}

export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

const XML: Sentence = { vi: 'XML', en: 'XML' }
const NOTHING: Sentence = { vi: 'tệp rỗng', en: 'nothing' }

function kindOf(node: unknown): Sentence {
  if (isSeq(node)) return { vi: 'một danh sách', en: 'a list' }
  if (isScalar(node) && node.value !== null) return { vi: 'một chuỗi', en: 'a text' }
  return NOTHING
}
