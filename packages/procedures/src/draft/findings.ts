import { diagnose, type Diagnostic } from '@motcua/engine'
import { DRAFT_CODES, type DraftCode } from './draft-code.ts'
import { plain } from './plain.ts'
import type { RecordPlaces } from './record-places.ts'

/** What is open in a draft, as its `gaps` list it. */
export interface DraftGap {
  readonly at: string
  readonly code: DraftCode
  readonly what: { readonly vi: string; readonly en: string }
  readonly found: readonly string[]
  readonly blocks?: true
}

/** What a finding is about. */
export interface Doubt {
  /** The part of the draft that stays open. */
  readonly at: string
  /** Where it is in the record, as `checklist_raw[0].items[3].name`. */
  readonly path: string
  /** What the record says there. */
  readonly found?: readonly unknown[]
  readonly details?: Readonly<Record<string, string>>
}

/** More of one kind in a record tell nobody more. */
const MOST_OF_A_KIND = 300
/** A sentence that quotes more than this is not read. */
const LONGEST_IN_A_SENTENCE = 160
/** A gap keeps what the record says, so that nobody has to open the record for it. */
const LONGEST_FOUND = 1_000

/** Collects what a record leaves open: each finding is a diagnostic at its place in the record, and a gap in the file. */
export class Findings {
  readonly diagnostics: Diagnostic[] = []
  readonly gaps: DraftGap[] = []
  readonly #counts = new Map<DraftCode, number>()

  /** @param places  where the parts of the record stand in its file */
  constructor(
    private readonly file: string,
    private readonly places: RecordPlaces,
  ) {}

  add(code: DraftCode, { at, path, found = [], details = {} }: Doubt): void {
    const count = (this.#counts.get(code) ?? 0) + 1
    this.#counts.set(code, count)
    if (count > MOST_OF_A_KIND) return
    const words = found.map((one) => shown(one, LONGEST_IN_A_SENTENCE)).filter((word) => word !== '')
    const diagnostic = diagnose(DRAFT_CODES[code], {
      file: this.file,
      position: this.places(path),
      element: at,
      details: { found: words.join('; ') || '–', ...details },
    })
    this.diagnostics.push(diagnostic)
    const blocks = diagnostic.severity === 'error' ? { blocks: true as const } : {}
    const kept = [`${path === '' ? '(record)' : path}`, ...found.map((one) => shown(one, LONGEST_FOUND))]
    this.gaps.push({ at, code, what: diagnostic.message, found: kept.filter((word) => word !== ''), ...blocks })
  }
}

/** Anything as a line of text, cut where it is longer than `longest`. */
export function shown(value: unknown, longest = LONGEST_FOUND): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  const line = plain(text).replace(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}
