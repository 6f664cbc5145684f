/**
 * Theory of operation
 *
 * The index is a sum of points. An indicator that nothing is known of has no score, and `null` is not 0: the index says how many points
 * could be judged at all, and never counts a gap as a failure. The weights and formulas are those that the national portal publishes its
 * scores by; `isVerified` is false where only the weight is known and the formula is read from the indicator's own name.
 *
 * @law quyết định 766/QĐ-TTg (2022), bộ chỉ số phục vụ người dân, doanh nghiệp
 */
import type { Said } from '../data/data-code.ts'
import { counted, NO_DATA, share, shareOfKeys, type Count } from './count.ts'
import { notHandedInAgain } from './digitization-measures.ts'
import type { DossierFacts } from './dossier-facts.ts'
import { isCounted } from './form-06a.ts'
import { hasDuty, isPaidOnline } from './payment-measures.ts'
import { isWithin, type Period } from './period.ts'
import { statedCount, type Stated, type Statements } from './statement.ts'
import { mustBeCountable, mustBeObjects } from '../must-be-given.ts'

export const GROUPS_766 = ['transparency', 'progress', 'online', 'payment', 'digitization', 'satisfaction'] as const
export type Group766 = (typeof GROUPS_766)[number]

export const GROUP_NAMES_766: Readonly<Record<Group766, Said & { readonly points: number }>> = {
  transparency: { vi: 'Công khai, minh bạch', en: 'Transparency', points: 18 },
  progress: { vi: 'Tiến độ giải quyết', en: 'Progress', points: 20 },
  online: { vi: 'Dịch vụ công trực tuyến', en: 'Online services', points: 12 },
  payment: { vi: 'Thanh toán trực tuyến', en: 'Online payment', points: 10 },
  digitization: { vi: 'Số hóa hồ sơ', en: 'Digitization', points: 22 },
  satisfaction: { vi: 'Mức độ hài lòng', en: 'Satisfaction', points: 18 },
}

export interface Indicator766 {
  readonly id: string
  readonly group: Group766
  readonly name: Said
  readonly max: number
  readonly count: Count
  /** Points; `null`: there is no data. */
  readonly score: number | null
  readonly isVerified: boolean
}

export interface Index766 {
  readonly indicators: readonly Indicator766[]
  /** Points of the indicators that have data; `null`: none has. */
  readonly score: number | null
  /** Points that those indicators could have given; 100 where there is data for all. */
  readonly outOf: number
}

interface Rule {
  readonly id: string
  readonly group: Group766
  readonly name: Said
  readonly max: number
  readonly count: (facts: readonly DossierFacts[], period: Period, statements: Statements) => Count
  /** Percent from which on the score is full; 100 where absent. */
  readonly fullFrom?: number
  /** The score where there is nothing to count, because nothing happened. */
  readonly whenNone?: number
  readonly isVerified: boolean
}

const of = (
  group: Group766,
  id: string,
  [vi, en, max]: readonly [string, string, number],
  count: Rule['count'],
  more: Partial<Rule> = {},
): Rule => ({ group, id, name: { vi, en }, max, count, isVerified: true, ...more })

const stated =
  (name: Stated): Rule['count'] =>
  (_facts, _period, statements) =>
    statedCount(statements, name) ?? NO_DATA

/** Dossiers received by the end of the period and not over before it. */
const inForm = (period: Period) => (one: DossierFacts) => isCounted(one, period)
const successful = (period: Period) => (one: DossierFacts) => one.hasSucceeded && isWithin(period, one.endedAt)

const RULES: readonly Rule[] = [
  of('transparency', 'publishedOnTime', ['Công bố đúng hạn', 'Published on time', 6], stated('publishedOnTime')),
  of('transparency', 'updatedOnTime', ['Cập nhật, công khai đúng hạn', 'Updated on time', 4], stated('updatedOnTime')),
  of('transparency', 'publishedInFull', ['Công khai đầy đủ nội dung', 'Published in full', 2], stated('publishedInFull')),
  of('transparency', 'dossierSync', ['Đồng bộ trạng thái hồ sơ', 'Status synced', 6], (facts, period) =>
    share(
      facts,
      (one) => inForm(period)(one) && one.isSynced !== null,
      ({ isSynced }) => isSynced === true,
    ),
  ),
  of('progress', 'onTime', ['Hồ sơ xử lý trước hạn, đúng hạn, trong hạn', 'On time', 20], (facts, period) =>
    share(facts, inForm(period), ({ timeliness }) => timeliness !== 'late' && timeliness !== 'overdue'),
  ),
  of(
    'online',
    'lodgedOnline',
    ['Hồ sơ trực tuyến toàn trình', 'Lodged online where that is offered', 12],
    (facts, period) =>
      share(
        facts,
        ({ receivedAt, procedure }) => isWithin(period, receivedAt) && procedure.isOnline,
        ({ channel }) => channel === 'online',
      ),
    { isVerified: false },
  ),
  of('digitization', 'electronicResults', ['Cấp kết quả điện tử', 'Electronic results', 6], (facts, period) =>
    share(facts, successful(period), ({ hasResult }) => hasResult),
  ),
  of('digitization', 'componentsDigitized', ['Số hóa thành phần hồ sơ', 'Components digitized', 4], (facts, period) =>
    share(facts, inForm(period), ({ hasDigitized }) => hasDigitized),
  ),
  of(
    'digitization',
    'certifiedCopiesOnline',
    ['Chứng thực bản sao điện tử', 'Electronic certified copies', 2],
    stated('certifiedCopiesOnline'),
  ),
  of(
    'digitization',
    'reuse',
    ['Tái sử dụng dữ liệu số hóa', 'Reuse', 2],
    (facts, period, statements) => notHandedInAgain.count(facts, period, statements),
    { fullFrom: 80 },
  ),
  of(
    'digitization',
    'syncedToStore',
    ['Kết nối, chia sẻ để tái sử dụng', 'Kept where it can be reused', 4],
    (facts, period) => share(facts, successful(period), ({ hasDigitized, isArchived }) => hasDigitized && isArchived),
    { isVerified: false },
  ),
  of(
    'digitization',
    'citizenDataDossiers',
    ['Hồ sơ sử dụng dữ liệu dân cư', 'Dossiers with population data', 2],
    stated('citizenDataDossiers'),
  ),
  of(
    'digitization',
    'citizenDataProcedures',
    ['Thủ tục kết nối dữ liệu dân cư', 'Procedures with population data', 2],
    stated('citizenDataProcedures'),
  ),
  of('satisfaction', 'petitionsOnTime', ['Phản ánh, kiến nghị đúng hạn', 'Petitions on time', 6], stated('petitionsOnTime'), {
    whenNone: 6,
  }),
  of(
    'satisfaction',
    'petitionsSatisfied',
    ['Hài lòng về xử lý phản ánh, kiến nghị', 'Petition satisfaction', 6],
    stated('petitionsSatisfied'),
    { whenNone: 6 },
  ),
  of(
    'satisfaction',
    'dossiersSatisfied',
    ['Hài lòng trong tiếp nhận, giải quyết', 'Dossier satisfaction', 6],
    (facts, period) =>
      share(
        facts,
        ({ satisfiedAt }) => isWithin(period, satisfiedAt),
        ({ isSatisfied }) => isSatisfied === true,
      ),
    { fullFrom: 90 },
  ),
]

export function index766(facts: readonly DossierFacts[], period: Period, statements: Statements): Index766 {
  mustBeCountable('index766', facts, period)
  mustBeObjects('index766', { statements })
  const ruled = RULES.map((rule): Indicator766 => {
    const { count: _, fullFrom: __, whenNone: ___, ...named } = rule
    const count = rule.count(facts, period, statements)
    return { ...named, count, score: scoreOf(rule, count) }
  })
  const indicators = [...ruled, payment(facts, period)].sort((a, b) => GROUPS_766.indexOf(a.group) - GROUPS_766.indexOf(b.group))
  const known = indicators.filter(({ score }) => score !== null)
  return {
    indicators,
    score: known.length === 0 ? null : known.reduce((sum, { score }) => sum + (score ?? 0), 0),
    outOf: known.reduce((sum, { max }) => sum + max, 0),
  }
}

function scoreOf({ max, fullFrom = 100, whenNone }: Rule, count: Count): number | null {
  // It was stated that there was none: that is known, and is not a gap.
  if (count !== NO_DATA && count.whole.count === 0 && whenNone !== undefined) return whenNone
  return count.value === null ? null : Math.min(max, (max * count.value) / fullFrom)
}

/**
 * 6 A + min(2, 2.5 B) + 2.5 C, at most 10. A: dossiers with a financial duty that were paid online. B: procedures with a fee that had one
 * paid online. C: procedures with a fee that had a dossier with a duty.
 */
function payment(facts: readonly DossierFacts[], period: Period): Indicator766 {
  const due = facts.filter((one) => hasDuty(one, period))
  const paid = due.filter((one) => isPaidOnline(one, period))
  const byProcedure = (is: (one: DossierFacts) => boolean) =>
    shareOfKeys(
      facts,
      ({ procedure }) => procedure.code,
      ({ procedure }) => procedure.hasFee,
      is,
    ).value
  const b = byProcedure((one) => isPaidOnline(one, period))
  const c = byProcedure((one) => hasDuty(one, period))
  const a = due.length === 0 ? null : paid.length / due.length
  const { points } = GROUP_NAMES_766.payment
  const score = a === null ? null : Math.min(points, 6 * a + Math.min(2, (2.5 * (b ?? 0)) / 100) + (2.5 * (c ?? 0)) / 100)
  return {
    id: 'payment',
    group: 'payment',
    name: { vi: 'Thanh toán trực tuyến', en: 'Online payment' },
    max: points,
    count: { value: a === null ? null : a * 100, part: counted(paid), whole: counted(due) },
    score,
    isVerified: true,
  }
}
