import { defineCode } from '../../diagnostics/index.ts'
import { exampleFile, SMALLEST_FLOW } from '../example-file.ts'
import { finding, type Rule } from './rule.ts'

const gap = (rest: string) =>
  exampleFile(`gaps:\n  - { at: limit, code: DRAFT_TIME_CONFLICT, what: Hai thời hạn khác nhau${rest} }\n${SMALLEST_FLOW}`)
const right = exampleFile(`limit: { workingDays: 3 }\n${SMALLEST_FLOW}`)

export const GAP_OPEN = defineCode({
  code: 'GAP_OPEN',
  severity: 'warning',
  what: { vi: 'còn bỏ ngỏ "{at}": {vi}', en: 'expected nothing to be open, found a gap at "{at}": {en}' },
  cure: {
    vi: 'tra văn bản, điền vào, rồi xóa mục này trong gaps',
    en: 'look it up, fill it in, then remove this entry of `gaps`',
  },
  example: { wrong: gap(''), right },
})

export const GAP_BLOCKING = defineCode({
  code: 'GAP_BLOCKING',
  severity: 'error',
  what: {
    vi: 'thiếu "{at}" nên chưa giải quyết được hồ sơ nào: {vi}',
    en: 'expected what no dossier can do without, found a gap at "{at}": {en}',
  },
  cure: {
    vi: 'tra văn bản, điền vào, rồi xóa mục này trong gaps',
    en: 'look it up, fill it in, then remove this entry of `gaps`',
  },
  example: { wrong: gap(', blocks: true'), right },
})

/** What a draft leaves open is told as long as it is. */
export const gaps: Rule = {
  codes: [GAP_OPEN, GAP_BLOCKING],
  check: (context) =>
    (context.definition.published?.gaps ?? []).map(({ at, what, blocks, position }) =>
      finding(blocks ? GAP_BLOCKING : GAP_OPEN, context, { position }, { at, vi: what.vi, en: what.en ?? what.vi }),
    ),
}
