import type { DossierQuery } from '@motcua/engine/ports'
import type { Session } from '../database.ts'
import { agenciesIn } from './agencies.ts'
import { Conditions } from './conditions.ts'
import {
  answeredBy,
  isInOrder,
  kindsOf,
  listedBy,
  SHORT,
  shortList,
  usualOf,
  type DossierList,
  type DossierLists,
  type ListedBy,
} from './dossier-lists.ts'
import type { WordsOf } from './known-words.ts'

/**
 * Theory of operation: who asks for two things at once can be given the list of either, looked through for the other; which of them is the shorter nobody knows
 * beforehand. Of all that is asked for the lists are counted, each until it is found to be long or longer than another, in its index alone. A short one is
 * read, whatever its order is, unless it has a tenth of what is open or more: then the list of all in the order that is asked for has a page of it soon, and is passed through to its
 * end at no greater cost. Where all are long, what is asked for is so frequent that the usual list has a page of it soon, if it does not happen that what is frequent by itself is rare together;
 * it is looked through in its index alone, as far as that answers for what is asked.
 */
export async function shortest(session: Session, query: DossierQuery): Promise<DossierLists> {
  const asked = kindsOf(query).flatMap((kind) => listedBy(query, kind).map((by) => ({ kind, by })))
  const conditions = new Conditions()
  const agencies = agenciesIn('@head', query.agency, conditions)
  const counts = asked.map(({ kind, by }, n) => {
    const before = asked.flatMap((each, m) => (m < n && each.kind === kind ? [`(SELECT c.n FROM list${m} AS c)`] : []))
    return `list${n} AS (${countOf(by, query, kind, before, conditions)})`
  })
  const open = query.order === 'opened' ? '@head_open_by_opened' : '@head_open_by_due'
  const [row = {}] = await session.plan<Record<string, number>>(
    `WITH RECURSIVE ${[agencies, ...counts].join(', ')} SELECT ${asked.map((_, n) => `(SELECT c.n FROM list${n} AS c) AS n${n}`).join(', ')},
       (SELECT c.reltuples FROM pg_class AS c WHERE c.oid = '${open}'::regclass AND c.reltuples > 0) AS open`,
    conditions.values,
  )
  const counted = asked.map((each, n) => ({ ...each, count: row[`n${n}`] ?? 0 }))
  return Object.fromEntries(
    kindsOf(query).flatMap((kind) => {
      const list = chosen(
        query,
        kind,
        counted.filter((each) => each.kind === kind),
        row['open'] ?? Infinity,
      )
      return list === undefined ? [] : [[kind, list]]
    }),
  )
}

/** Whether there is a choice: what is asked for is neither one person's or one dossier's, nor one condition in its own order. */
export function isWorthCounting(query: DossierQuery): boolean {
  if (query.applicant !== undefined || query.code !== undefined) return false
  return kindsOf(query).some((kind) => {
    const by = listedBy(query, kind)
    return by.length > 1 || by.some((each) => !isInOrder(each, query))
  })
}

interface Counted {
  readonly by: ListedBy
  readonly count: number
}

/** An entry that a walk passes by costs a tenth of a row that is read to be sorted. */
const PASSED = 10

/**
 * `undefined`: one of the lists has nothing in it.
 *
 * @param open  how many are open, as far as the planner knows; of several agencies, in all of them
 */
function chosen(query: DossierQuery, kind: WordsOf, counted: readonly Counted[], open: number): DossierList | undefined {
  const [least] = [...counted].sort((a, b) => a.count - b.count)
  if (least?.count === 0) return undefined
  const usual = usualOf(query, kind)
  if (least === undefined || least.count > SHORT) return { by: usual, isWhole: false }
  // However rare they are together, to walk all that is open costs no more then.
  const answered = answeredBy(usual, kind, query)
  const isWalked = kind === 'open' && counted.every(({ by }) => answered.has(by)) && open <= PASSED * least.count
  if (isWalked) return { by: usual, isWhole: false }
  // One that stands in the order that is asked for is left where the page is full.
  return { by: least.by, isWhole: !isInOrder(least.by, query) }
}

/** @param before  how many there are in the lists that were counted before it: where it has more than one of them, it is not the shortest */
function countOf(by: ListedBy, query: DossierQuery, kind: WordsOf, before: readonly string[], conditions: Conditions): string {
  const read = shortList(by, '', query, kind, conditions)
  const most = `least(${[SHORT, ...before].join(', ')}) + 1`
  return `SELECT count(*) AS n FROM (SELECT FROM agencies AS a CROSS JOIN LATERAL (${read}) AS l LIMIT ${most}) AS l`
}
