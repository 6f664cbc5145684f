import type { Said } from '../data/data-code.ts'
import type { Count } from './count.ts'
import type { DossierFacts } from './dossier-facts.ts'
import { form06a, type Form06a } from './form-06a.ts'
import { index766, type Index766 } from './index-766.ts'
import { MEASURES } from './measures.ts'
import { LEVELS, type Level } from './measured-procedure.ts'
import { isWithin, parsePeriod, type Period } from './period.ts'
import type { Statements } from './statement.ts'
import { isMet, targetAt, type Target } from './target.ts'
import { mustBeCountable, mustBeInstants, mustBeLists, mustBeObjects } from '../must-be-given.ts'

export interface MeasureResult extends Count {
  readonly measure: string
  readonly name: Said
  readonly unit: 'percent' | 'minutes'
  readonly of: Said
  readonly target: Target | null
  /** `null`: there is no data, or no target. */
  readonly isMet: boolean | null
}

/** What one line of the report is about: all dossiers, or those of an agency, a level of government or a field. */
export interface GroupReport {
  readonly by: 'all' | 'agency' | 'level' | 'field'
  /** `null`: all, or those that have none. */
  readonly key: string | null
  readonly name: Said
  readonly dossiers: number
  readonly form: Form06a
  readonly measures: readonly MeasureResult[]
  readonly index: Index766
}

/** Received and settled in one month of the period, settled late among them. */
export interface MonthReport {
  readonly month: string
  readonly received: number
  readonly settled: number
  readonly late: number
}

export interface MeasureReport {
  readonly period: string
  readonly from: number
  /** The last instant that was looked at. */
  readonly asOf: number
  readonly groups: readonly GroupReport[]
  readonly months: readonly MonthReport[]
}

export interface MeasureReportOptions {
  readonly period: Period
  readonly asOf: number
  readonly statements?: Statements
  /** The wait at the counter that the place decided on, in minutes; otherwise the plans' 30. */
  readonly counterWaitMinutes?: number
}

const LEVEL_NAMES: Readonly<Record<Level, Said>> = {
  central: { vi: 'Cấp trung ương', en: 'Central' },
  province: { vi: 'Cấp tỉnh', en: 'Province' },
  district: { vi: 'Cấp huyện', en: 'District' },
  commune: { vi: 'Cấp xã', en: 'Commune' },
}
const ALL: Said = { vi: 'Toàn bộ', en: 'All' }
const UNKNOWN: Said = { vi: 'Chưa rõ', en: 'Not known' }

/**
 * Every figure of a period: over all dossiers, by agency, by level of government and by field. Pure.
 *
 * @law quyết định 468/QĐ-TTg and the plans under it; quyết định 766/QĐ-TTg; thông tư 01/2020/TT-VPCP
 */
export function measureReport(facts: readonly DossierFacts[], options: MeasureReportOptions): MeasureReport {
  mustBeLists('measureReport', { facts })
  mustBeObjects('measureReport', { options })
  const { period, asOf } = options
  mustBeCountable('measureReport', facts, period)
  mustBeInstants('measureReport', { asOf })
  const group = (by: GroupReport['by'], key: string | null, name: Said, of: readonly DossierFacts[]) =>
    groupReport({ by, key, name, facts: of }, options)
  const byAgency = split(facts, ({ agency }) => agency)
  const byLevel = split(facts, ({ procedure }) => procedure.level)
  const byField = split(facts, ({ procedure }) => procedure.field?.code ?? null)
  return {
    period: period.name,
    from: period.from,
    asOf,
    groups: [
      group('all', null, ALL, facts),
      ...byAgency.map(([key, of]) => group('agency', key, key === null ? UNKNOWN : { vi: key, en: key }, of)),
      ...byLevel
        .toSorted(([a], [b]) => LEVELS.indexOf(a as Level) - LEVELS.indexOf(b as Level))
        .map(([key, of]) => group('level', key, key === null ? UNKNOWN : LEVEL_NAMES[key as Level], of)),
      ...byField.map(([key, of]) => group('field', key, of[0]?.procedure.field?.name ?? UNKNOWN, of)),
    ],
    months: period.months.flatMap((month) => monthReport(month, facts)),
  }
}

/** By key, in its alphabetical order; those without one come last. */
function split(
  facts: readonly DossierFacts[],
  keyOf: (facts: DossierFacts) => string | null,
): (readonly [string | null, readonly DossierFacts[]])[] {
  const groups = new Map<string | null, DossierFacts[]>()
  for (const one of facts) {
    const key = keyOf(one)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return [...groups].sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1))
}

function groupReport(
  { by, key, name, facts }: Pick<GroupReport, 'by' | 'key' | 'name'> & { readonly facts: readonly DossierFacts[] },
  { period, asOf, statements: given = {}, counterWaitMinutes }: MeasureReportOptions,
): GroupReport {
  // What an agency states is stated of all that is reported on, and of no part of it.
  const statements = by === 'all' ? given : {}
  const level = levelOf(facts)
  return {
    by,
    key,
    name,
    dossiers: facts.length,
    form: form06a(facts, period),
    measures: MEASURES.map((measure) => {
      const count = measure.count(facts, period, statements)
      const set = targetAt(measure.id, level, asOf)
      const isDecided = measure.id === 'counterWait' && set !== undefined && counterWaitMinutes !== undefined
      const target = isDecided ? { ...set, aim: { atMost: counterWaitMinutes } } : (set ?? null)
      const { id, name: said, unit, of } = measure
      return {
        ...count,
        measure: id,
        name: said,
        unit,
        of,
        target,
        isMet: target === null ? null : isMet(count.value, target.aim),
      }
    }),
    index: index766(facts, period, statements),
  }
}

/** The level of all of them; `null`: they are of several, or of none that is known. */
function levelOf(facts: readonly DossierFacts[]): Level | null {
  const level = facts[0]?.procedure.level ?? null
  return facts.every(({ procedure }) => procedure.level === level) ? level : null
}

function monthReport(name: string, facts: readonly DossierFacts[]): MonthReport[] {
  const month = parsePeriod(name)
  if (month === undefined) return []
  const settled = facts.filter(({ receivedAt, endedAt }) => receivedAt !== null && isWithin(month, endedAt))
  return [
    {
      month: name,
      received: facts.filter(({ receivedAt }) => isWithin(month, receivedAt)).length,
      settled: settled.length,
      late: settled.filter(({ timeliness }) => timeliness === 'late').length,
    },
  ]
}
