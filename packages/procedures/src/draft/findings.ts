import { diagnose, type Diagnostic } from '@motcua/engine'
import { DRAFT_CODES, type DraftCode } from './draft-code.ts'

/** What is open in a draft, as its `gaps` list it. */
export interface DraftGap {
  readonly at: string
  readonly code: DraftCode
  readonly what: { readonly vi: string; readonly en: string }
  readonly found: readonly string[]
  readonly blocks?: true
}

/** More of one kind in a record tell nobody more. */
const MOST_OF_A_KIND = 60
const LONGEST = 160

/** Collects what a record leaves open: each finding is a diagnostic, and a gap in the file. */
export class Findings {
  readonly diagnostics: Diagnostic[] = []
  readonly gaps: DraftGap[] = []
  readonly #counts = new Map<DraftCode, number>()

  constructor(private readonly file: string) {}

  /** @param at  the part of the draft that stays open */
  add(code: DraftCode, at: string, found: readonly unknown[], details: Readonly<Record<string, string>> = {}): void {
    const count = (this.#counts.get(code) ?? 0) + 1
    this.#counts.set(code, count)
    if (count > MOST_OF_A_KIND) return
    const words = found.map(shown)
    const diagnostic = diagnose(DRAFT_CODES[code], {
      file: this.file,
      position: { line: 1, column: 1, length: 1 },
      element: at,
      details: { found: words.join('; ') || 'nothing', ...details },
    })
    this.diagnostics.push(diagnostic)
    const blocks = diagnostic.severity === 'error' ? { blocks: true as const } : {}
    this.gaps.push({ at, code, what: diagnostic.message, found: words, ...blocks })
  }
}

/** Anything as a line of text. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  const line = clean(text).replace(/\s+/g, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line
}

/** Without what no YAML file may hold: control characters, halves of surrogate pairs, replacement characters. */
export function clean(text: string): string {
  return (
    text
      .normalize('NFC')
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
      // eslint-disable-next-line no-control-regex -- control characters are what is taken out
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]/g, '')
  )
}
