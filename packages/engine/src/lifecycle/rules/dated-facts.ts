import { dayOfDate, localDateOf } from '../../calendar/index.ts'
import type { Text } from '../../definition/index.ts'

/** One thing that a text of law says, and since when. */
export interface DatedFact<T = unknown> {
  /** As `supplement.clock`. */
  readonly key: string
  readonly value: T
  /** `yyyy-MM-dd`. */
  readonly from: string
  /** The last day; absent: until further notice. */
  readonly to?: string
  /** Number of the text, and the article. */
  readonly source: string
  /** `false`: the text itself was not read; `note` says what the figure rests on. */
  readonly verified: boolean
  readonly note?: string
}

/** The facts of one subject, as a file has them; `dated-facts.schema.json` is their schema. */
export interface DatedFacts {
  readonly id: string
  readonly name: Text
  readonly note?: string
  /** Dossiers lodged on these days, both included, follow the text. */
  readonly effective?: { readonly from: string; readonly to?: string }
  readonly facts: readonly DatedFact[]
}

/**
 * Dated facts that cannot be, or that say nothing of a day.
 *
 * - `FACT_MISSING`: none holds on that day.
 * - `FACT_DATE_INVALID`: a date that is none, or a fact that ends before it begins.
 * - `FACT_TWICE`: two hold on one day.
 */
export class RulesError extends Error {
  override readonly name = 'RulesError'
  readonly vi: string
  readonly en: string
  constructor(
    readonly code: 'FACT_MISSING' | 'FACT_DATE_INVALID' | 'FACT_TWICE',
    text: { readonly vi: string; readonly en: string },
  ) {
    super(`${text.en} — ${text.vi}`)
    this.vi = text.vi
    this.en = text.en
  }
}

/** The fact that holds on a local day, `yyyy-MM-dd`; `undefined`: none. */
export function factOn(file: DatedFacts, key: string, day: string): DatedFact | undefined {
  return file.facts.find((fact) => fact.key === key && fact.from <= day && day <= (fact.to ?? day))
}

/**
 * What a dossier that is lodged at this instant follows.
 *
 * @throws RulesError FACT_MISSING
 * @example
 * factAt(constructionPermit, 'house.limit', lodged).value   // { unit: 'workingDays', amount: 7 }
 */
export function factAt(file: DatedFacts, key: string, lodged: number): DatedFact {
  const day = localDateOf(lodged)
  const found = factOn(file, key, day)
  if (found !== undefined) return found
  const known = file.facts.filter((fact) => fact.key === key).map(({ from, to }) => `${from}…${to ?? ''}`)
  throw new RulesError('FACT_MISSING', {
    vi: `cần quy định "${key}" của ${file.id} cho ngày ${day}, nhưng chỉ có ${known.join(', ') || 'không có'}`,
    en: `expected "${key}" of ${file.id} for ${day}, found ${known.join(', ') || 'none'}`,
  })
}

/** Dates that are dates, and of each key at most one fact a day. @throws RulesError FACT_DATE_INVALID, FACT_TWICE */
export function checkFacts(file: DatedFacts): DatedFacts {
  for (const { from, to } of [...file.facts, ...(file.effective === undefined ? [] : [file.effective])]) {
    const isDate = dayOfDate(from) !== undefined && (to === undefined || dayOfDate(to) !== undefined)
    if (isDate && (to === undefined || from <= to)) continue
    throw new RulesError('FACT_DATE_INVALID', {
      vi: `cần ngày bắt đầu không sau ngày kết thúc trong ${file.id}, nhưng nhận được ${from}…${to ?? ''}`,
      en: `expected a first day not after the last in ${file.id}, found ${from}…${to ?? ''}`,
    })
  }
  for (const [index, fact] of file.facts.entries()) {
    const other = file.facts.slice(index + 1).find((later) => later.key === fact.key && overlap(fact, later))
    if (other === undefined) continue
    throw new RulesError('FACT_TWICE', {
      vi: `cần mỗi ngày một quy định "${fact.key}" trong ${file.id}, nhưng ${fact.from} và ${other.from} chồng nhau`,
      en: `expected one "${fact.key}" a day in ${file.id}, found those from ${fact.from} and ${other.from} on one day`,
    })
  }
  return file
}

function overlap(a: DatedFact, b: DatedFact): boolean {
  return a.from <= (b.to ?? a.from) && b.from <= (a.to ?? b.from)
}
