import { counted, type Counted } from './count.ts'
import type { DossierFacts } from './dossier-facts.ts'
import { isWithin, type Period } from './period.ts'
import { mustBeCountable } from '../must-be-given.ts'

/**
 * One line of form II.06a/VPCP/KSTT, each number with its dossiers; the keys are the form's columns.
 *
 * (3) = (4) + (5) + (6), (7) = (8) + (9) + (10), (11) = (12) + (13), (3) = (7) + (11).
 *
 * @law thông tư 01/2020/TT-VPCP, biểu II.06a/VPCP/KSTT
 */
export interface Form06a {
  readonly 3: Counted
  readonly 4: Counted
  readonly 5: Counted
  readonly 6: Counted
  readonly 7: Counted
  readonly 8: Counted
  readonly 9: Counted
  readonly 10: Counted
  readonly 11: Counted
  readonly 12: Counted
  readonly 13: Counted
}
export type Column06a = keyof Form06a

/** Headings in the form's own words, with the group that a column stands in, and what they mean in English. */
export const COLUMNS_06A: readonly {
  readonly column: Column06a
  readonly group: string
  readonly name: string
  readonly en: { readonly group: string; readonly name: string }
}[] = [
  { column: 3, group: 'Nhận giải quyết', name: 'Tổng số', en: { group: 'To be settled', name: 'In all' } },
  {
    column: 4,
    group: 'Nhận giải quyết',
    name: 'Trong kỳ: trực tuyến',
    en: { group: 'To be settled', name: 'In the period: online' },
  },
  {
    column: 5,
    group: 'Nhận giải quyết',
    name: 'Trong kỳ: trực tiếp, bưu chính',
    en: { group: 'To be settled', name: 'In the period: at the counter, by post' },
  },
  { column: 6, group: 'Nhận giải quyết', name: 'Từ kỳ trước', en: { group: 'To be settled', name: 'From before' } },
  { column: 7, group: 'Đã giải quyết', name: 'Tổng số', en: { group: 'Settled', name: 'In all' } },
  { column: 8, group: 'Đã giải quyết', name: 'Trước hạn', en: { group: 'Settled', name: 'Early' } },
  { column: 9, group: 'Đã giải quyết', name: 'Đúng hạn', en: { group: 'Settled', name: 'On time' } },
  { column: 10, group: 'Đã giải quyết', name: 'Quá hạn', en: { group: 'Settled', name: 'Late' } },
  { column: 11, group: 'Đang giải quyết', name: 'Tổng số', en: { group: 'Open', name: 'In all' } },
  { column: 12, group: 'Đang giải quyết', name: 'Trong hạn', en: { group: 'Open', name: 'In time' } },
  { column: 13, group: 'Đang giải quyết', name: 'Quá hạn', en: { group: 'Open', name: 'Overdue' } },
]

/**
 * The line for these dossiers. A dossier without a date cannot miss it: it counts as on time, or in time. A dossier that waits for its
 * supplement, or that was stopped or withdrawn, counts by its date as every other one.
 */
export function form06a(facts: readonly DossierFacts[], period: Period): Form06a {
  mustBeCountable('form06a', facts, period)
  const counts = facts.filter((one) => isCounted(one, period))
  const received = counts.filter(({ receivedAt }) => isWithin(period, receivedAt))
  const [settled, open] = [counts.filter(({ endedAt }) => endedAt !== null), counts.filter(({ endedAt }) => endedAt === null)]
  return {
    3: counted(counts),
    4: counted(received.filter(({ channel }) => channel === 'online')),
    5: counted(received.filter(({ channel }) => channel !== 'online')),
    6: counted(counts.filter(({ receivedAt }) => !isWithin(period, receivedAt))),
    7: counted(settled),
    8: counted(settled.filter(({ timeliness }) => timeliness === 'early')),
    9: counted(settled.filter(({ timeliness }) => timeliness === 'onTime' || timeliness === null)),
    10: counted(settled.filter(({ timeliness }) => timeliness === 'late')),
    11: counted(open),
    12: counted(open.filter(({ timeliness }) => timeliness !== 'overdue')),
    13: counted(open.filter(({ timeliness }) => timeliness === 'overdue')),
  }
}

/** It was received by the end of the period and was not over before it began. */
export function isCounted({ receivedAt, endedAt }: DossierFacts, { from, to }: Period): boolean {
  return receivedAt !== null && receivedAt < to && (endedAt === null || endedAt >= from)
}
