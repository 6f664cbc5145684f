import { defineCode } from '../../diagnostics/index.ts'
import type { Definition } from '../definition.ts'
import { exampleFile, SMALLEST_FLOW } from '../example-file.ts'
import { finding, type Rule } from './rule.ts'

const district = (dates: string) => exampleFile(`level: district\neffective: { from: 2021-06-01${dates} }\n${SMALLEST_FLOW}`)

export const LEVEL_ENDED = defineCode({
  code: 'LEVEL_ENDED',
  severity: 'error',
  what: {
    vi: 'cấp "{level}" kết thúc ngày {ended}, nhưng thủ tục còn hiệu lực sau đó',
    en: 'expected a level of government that there is as long as the procedure holds, found "{level}", which ended on {ended}',
  },
  cure: {
    vi: 'viết level: commune hoặc level: province, hoặc effective: { from: …, to: {ended} }',
    en: 'write level: commune or level: province, or effective: { from: …, to: {ended} }',
  },
  example: { wrong: district(''), right: district(', to: 2025-06-30') },
})

/**
 * The last day of a level of government that is no more. The one-stop rules say the same of their own days; a test holds the two together.
 *
 * @law nghị định 118/2025/NĐ-CP; nghị định 217/2026/NĐ-CP Đ55.9: "UBND cấp huyện (trước đây)"
 */
export const LEVELS_ENDED: Readonly<
  Partial<Record<NonNullable<Definition['level']>, { readonly on: string; readonly regimes: readonly string[] }>>
> = {
  district: { on: '2025-06-30', regimes: ['nd61-2018'] },
}

/** A procedure is settled at a level of government that there is on every day on which dossiers may be lodged. */
export const levels: Rule = {
  codes: [LEVEL_ENDED],
  check(context) {
    const { level, effective, regime } = context.definition
    const ended = level === undefined ? undefined : LEVELS_ENDED[level]
    if (level === undefined || ended === undefined) return []
    const isOver = effective?.to !== undefined && effective.to <= ended.on
    // Without dates, the decree that it names says when it holds.
    const isOfThen = effective === undefined && regime !== undefined && ended.regimes.includes(regime)
    if (isOver || isOfThen) return []
    const position = context.levelPlace ?? { line: 1, column: 1, length: 1 }
    return [finding(LEVEL_ENDED, context, { position }, { level, ended: ended.on })]
  },
}
