import { defineCode, diagnose, type Diagnostic, type Position, type Sentence } from '../diagnostics/index.ts'
import type { Span } from './parse.ts'
import { translate } from './translate.ts'

export const FEEL_SYNTAX = defineCode({
  code: 'FEEL_SYNTAX',
  severity: 'error',
  what: {
    vi: 'biểu thức "{text}" sai ngữ pháp FEEL ở "{found}"',
    en: 'expected a FEEL expression, found a mistake in "{text}" at "{found}"',
  },
  cure: {
    vi: 'viết một biểu thức FEEL, ví dụ: count(missing) = 0',
    en: 'write a FEEL expression, as: count(missing) = 0',
  },
})

export const FEEL_NAME_UNKNOWN = defineCode({
  code: 'FEEL_NAME_UNKNOWN',
  severity: 'error',
  what: { vi: 'biến "{name}" chưa được khai báo', en: 'expected a declared variable, found "{name}"' },
  cure: {
    vi: 'khai báo "{name}" dưới `variables`, hoặc dùng một trong: {known}',
    en: 'declare "{name}" under `variables`, or use one of: {known}',
  },
})

export const FEEL_FUNCTION_UNKNOWN = defineCode({
  code: 'FEEL_FUNCTION_UNKNOWN',
  severity: 'error',
  what: { vi: 'FEEL không có hàm "{name}"', en: 'expected a function of FEEL, found "{name}"' },
  cure: {
    vi: 'dùng một hàm của FEEL, ví dụ: count, sum, contains, date',
    en: 'use a function of FEEL, as: count, sum, contains, date',
  },
})

/** An expression longer than this is refused: nobody reads it, and parsing must stay bounded. */
export const LONGEST_EXPRESSION = 20_000

/** Checks an expression against the declared variables, before anything runs. */
export function checkExpression(
  expression: { readonly text: string; readonly position: Position },
  scope: { readonly file: string; readonly element?: string; readonly variables: ReadonlySet<string>; readonly open?: boolean },
): Diagnostic[] {
  const { text, position } = expression
  const base = { file: scope.file, ...(scope.element === undefined ? {} : { element: scope.element }) }
  if (text.length > LONGEST_EXPRESSION) {
    return [
      diagnose(FEEL_SYNTAX, {
        ...base,
        position,
        details: { text: `${text.slice(0, 30)}…`, found: `${text.length} > ${LONGEST_EXPRESSION}` },
      }),
    ]
  }
  const { error, names, calls } = translate(text, scope.variables, 'Expression')
  const at = (span: Span): Position => within(position, text, span)
  if (error !== undefined) {
    const found = text.slice(error.from, Math.max(error.to, error.from + 1)) || '∅'
    const told = diagnose(FEEL_SYNTAX, { ...base, position: at(error), details: { text, found } })
    return [{ ...told, remedy: slipAt(text, error) ?? told.remedy }]
  }
  const unknown = scope.open === true ? [] : names.filter(({ name }) => !scope.variables.has(name))
  const known = unknown.length === 0 ? '' : [...scope.variables].sort().join(', ') || '–'
  return [
    ...unknown.map((use) => diagnose(FEEL_NAME_UNKNOWN, { ...base, position: at(use), details: { name: use.name, known } })),
    ...calls
      .filter(({ name }) => !scope.variables.has(name))
      .map((use) => diagnose(FEEL_FUNCTION_UNKNOWN, { ...base, position: at(use), details: { name: use.name } })),
  ]
}

/** What people write who come from other languages, where the parser stumbles over it, and what FEEL has instead. */
const SLIPS: readonly (readonly [slip: RegExp, cure: Sentence])[] = [
  [/==/, { vi: 'so sánh bằng một dấu =', en: 'compare with a single =' }],
  [/&&/, { vi: 'viết and thay cho &&', en: 'write and instead of &&' }],
  [/\|\|/, { vi: 'viết or thay cho ||', en: 'write or instead of ||' }],
  [/!(?!=)/, { vi: 'viết not(…) thay cho !', en: 'write not(…) instead of !' }],
  [/'/, { vi: 'đặt chữ trong dấu nháy kép: "…"', en: 'put text in double quotes: "…"' }],
]

function slipAt(text: string, { from, to }: Span): Sentence | undefined {
  const around = text.slice(Math.max(0, from - 1), Math.max(to, from + 1) + 1)
  return SLIPS.find(([slip]) => slip.test(around))?.[1]
}

/** The expression's own position narrowed to a part of it; a multi-line expression keeps its start. */
function within(position: Position, text: string, span: Span): Position {
  if (position.line === 0 || text.includes('\n') || position.length < text.length) return position
  const quote = position.length > text.length ? 1 : 0
  return { ...position, column: position.column + quote + span.from, length: Math.max(1, span.to - span.from) }
}
