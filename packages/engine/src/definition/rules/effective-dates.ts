import { defineCode } from '../../diagnostics/index.ts'
import { exampleFile, SMALLEST_FLOW } from '../example-file.ts'
import { finding, type Rule } from './rule.ts'

const effective = (dates: string) => exampleFile(`effective: { ${dates} }\n${SMALLEST_FLOW}`)

export const EFFECTIVE_INVALID = defineCode({
  code: 'EFFECTIVE_INVALID',
  severity: 'error',
  what: {
    vi: 'hiệu lực {found} không phải là một khoảng thời gian',
    en: 'expected dates that exist, the first not after the last, found {found}',
  },
  cure: {
    vi: 'viết effective: { from: 2025-07-01 }, và to là ngày cuối cùng nếu có',
    en: 'write effective: { from: 2025-07-01 }, with the last day under `to` where there is one',
  },
  example: { wrong: effective('from: 2026-07-01, to: 2026-06-30'), right: effective('from: 2025-07-01, to: 2026-06-30') },
})

/** The days on which new dossiers start with an edition are days, and there is at least one. */
export const effectiveDates: Rule = {
  codes: [EFFECTIVE_INVALID],
  check(context) {
    const { effective: dates } = context.definition
    if (dates === undefined) return []
    const { from, to = from } = dates
    if (isDate(from) && isDate(to) && from <= to) return []
    const position = context.effectivePlace ?? { line: 1, column: 1, length: 1 }
    return [finding(EFFECTIVE_INVALID, context, { position }, { found: dates.to === undefined ? from : `${from} … ${to}` })]
  },
}

function isDate(text: string): boolean {
  const instant = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text)
}
