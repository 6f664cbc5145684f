import { mustBeObject, mustBeText } from './argument.ts'

/** A text in the two languages that we speak; Vietnamese first, because that is what most of our authors write. */
export interface Sentence {
  readonly vi: string
  readonly en: string
}

export type Language = keyof Sentence

export type Severity = 'error' | 'warning'

/**
 * One kind of mistake. It stands beside the concept that it guards; `docs/errors.md` is generated from all of them.
 *
 * `{placeholders}` in the sentences are filled from the diagnostic's details.
 */
export interface Code {
  /** Stable, `SCREAMING_CASE`. */
  readonly code: string
  readonly severity: Severity
  /** What is wrong: "expected …, found …". */
  readonly what: Sentence
  /** What to write instead. */
  readonly cure: Sentence
  /** A fragment that provokes it and one that does not; shown in the docs, run by the tests. */
  readonly example?: {
    readonly wrong: string
    readonly right: string
    /** Fragments that the two include, by the names that they are included by. */
    readonly fragments?: Readonly<Record<string, string>>
  }
}

/** @throws ArgumentError OPTIONS_INVALID */
export function defineCode(code: Code): Code {
  mustBeObject('defineCode', 'code', code)
  mustBeText('defineCode', 'code.code', code.code)
  for (const name of ['what', 'cure'] as const) mustBeObject('defineCode', `code.${name}`, code[name])
  return Object.freeze(code)
}
