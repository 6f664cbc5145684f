import { mustBeList, mustBeObject, mustBeText } from './argument.ts'
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
  /** Of a mistake in an included fragment: where that was included, and where the file around it was, and so on. */
  readonly includedAt?: readonly FilePlace[]
}

/** A place in one of several files. */
export interface FilePlace {
  readonly file: string
  readonly position: Position
}

export type Detail = string | number | Sentence

export interface DiagnosticInput {
  readonly file: string
  readonly position: Position
  readonly element?: string
  /** Values for the placeholders of the code's sentences; what is not the same in both languages is given in both. */
  readonly details?: Readonly<Record<string, Detail>>
  /** Where it weighs less than the code usually does. */
  readonly severity?: Severity
}

export function diagnose(code: Code, input: DiagnosticInput): Diagnostic {
  mustBeObject('diagnose', 'code', code)
  for (const name of ['what', 'cure'] as const) mustBeObject('diagnose', `code.${name}`, code[name])
  mustBeObject('diagnose', 'input', input)
  mustBeObject('diagnose', 'input.position', input.position)
  const details = input.details ?? {}
  const { line, column, length, file, includedAt } = input.position
  return {
    code: code.code,
    severity: input.severity ?? code.severity,
    file: file ?? input.file,
    position: { line, column, length },
    message: fill(code.what, details),
    remedy: fill(code.cure, details),
    ...(input.element === undefined ? {} : { element: input.element }),
    ...(includedAt === undefined ? {} : { includedAt: placesOf(includedAt, input.file) }),
  }
}

/** The same mistake, in a file that was included there. @param root  name of the file that `site` is in where it says none */
export function includedAt(diagnostic: Diagnostic, site: Position, root: string): Diagnostic {
  return { ...diagnostic, includedAt: [...(diagnostic.includedAt ?? []), ...placesOf(site, root)] }
}

function placesOf(position: Position, root: string): FilePlace[] {
  const { line, column, length, file = root, includedAt } = position
  return [{ file, position: { line, column, length } }, ...(includedAt === undefined ? [] : placesOf(includedAt, root))]
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

/** `file:line:column  CODE  what — what to write instead`; of a fragment also where it was included. */
export function formatDiagnostic(diagnostic: Diagnostic, language: Language): string {
  mustBeObject('formatDiagnostic', 'diagnostic', diagnostic)
  const { file, position, code, message, remedy, includedAt = [] } = diagnostic
  for (const [name, part] of Object.entries({ position, message, remedy })) mustBeObject('formatDiagnostic', name, part)
  mustBeText('formatDiagnostic', `message.${String(language)}`, message[language])
  mustBeList('formatDiagnostic', 'includedAt', includedAt)
  const from = includedAt.map((place) => ` (${language === 'vi' ? 'được đưa vào ở' : 'included at'} ${placeText(place)})`)
  return `${placeText({ file, position })}${from.join('')}  ${code}  ${message[language]} — ${remedy[language]}`
}

function placeText({ file, position }: FilePlace): string {
  return position.line > 0 ? `${file}:${position.line}:${position.column}` : file
}

/** What a file says is shown up to so many characters: an id of a hundred thousand helps nobody. */
const LONGEST_DETAIL = 1_000

function shown(value: string | number | undefined): string | undefined {
  if (typeof value !== 'string') return value?.toString()
  return value.length > LONGEST_DETAIL ? `${value.slice(0, LONGEST_DETAIL)}…` : value
}

function fill(sentence: Sentence, details: Readonly<Record<string, Detail>>): Sentence {
  const inOne = (language: Language) =>
    sentence[language].replace(/\{(\w+)\}/g, (whole, key: string) => {
      const detail = details[key]
      return shown(typeof detail === 'object' ? detail[language] : detail) ?? whole
    })
  return { vi: inOne('vi'), en: inOne('en') }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
