import type { Code, Language, Sentence, Severity } from './code.ts'
import type { Position } from './position.ts'

/** Something wrong in an author's file. Diagnostics are collected, never thrown. */
export interface Diagnostic {
  readonly code: string
  readonly severity: Severity
  readonly file: string
  readonly position: Position
  /** What is wrong. */
  readonly message: Sentence
  /** What to write instead. */
  readonly remedy: Sentence
  /** The element concerned, where there is one. */
  readonly element?: string
}

export interface DiagnosticInput {
  readonly file: string
  readonly position: Position
  readonly element?: string
  /** Values for the placeholders of the code's sentences. */
  readonly details?: Readonly<Record<string, string | number>>
  /** Where it weighs less than the code usually does. */
  readonly severity?: Severity
}

export function diagnose(code: Code, input: DiagnosticInput): Diagnostic {
  const details = input.details ?? {}
  return {
    code: code.code,
    severity: input.severity ?? code.severity,
    file: input.file,
    position: input.position,
    message: fill(code.what, details),
    remedy: fill(code.cure, details),
    ...(input.element === undefined ? {} : { element: input.element }),
  }
}

/** Diagnostics in reading order: by file, line, column, code. */
export function inReadingOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      compare(a.file, b.file) ||
      a.position.line - b.position.line ||
      a.position.column - b.position.column ||
      compare(a.code, b.code),
  )
}

/** `file:line:column  CODE  what — what to write instead` */
export function formatDiagnostic(diagnostic: Diagnostic, language: Language): string {
  const { file, position, code, message, remedy } = diagnostic
  const place = position.line > 0 ? `${file}:${position.line}:${position.column}` : file
  return `${place}  ${code}  ${message[language]} — ${remedy[language]}`
}

function fill(sentence: Sentence, details: Readonly<Record<string, string | number>>): Sentence {
  const one = (text: string) => text.replace(/\{(\w+)\}/g, (whole, key: string) => String(details[key] ?? whole))
  return { vi: one(sentence.vi), en: one(sentence.en) }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
