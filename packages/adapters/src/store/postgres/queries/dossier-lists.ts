import type { DossierQuery } from '@motcua/engine/ports'
import { BEFORE_ALL, FIRST_INSTANT } from '../schema/0015-open-words.ts'
import { ENDED, QUARTER_BITS } from '../schema/0018-lists-of-ended.ts'
import type { Conditions } from './conditions.ts'
import type { WordsOf } from './known-words.ts'

/** What an index lists dossiers by: all of them or those with something in common, mostly by due date. `quarter`: those that ended in a quarter of a year, of one quarter after the other. */
export type ListedBy = 'all' | 'procedure' | 'standing' | 'stage' | 'suspended' | 'due' | 'opened' | 'ended' | 'quarter'

export interface DossierList {
  readonly by: ListedBy
  /** All that it has is read and sorted; otherwise it is read in its own order until the page is full. */
  readonly isWhole: boolean
}

/** Open dossiers and ended ones have lists of their own. None of a kind: no such dossier is asked for, or there is none. */
export type DossierLists = Readonly<Partial<Record<WordsOf, DossierList>>>

/** Whether what is open can be asked for, and what has ended. */
export function kindsOf(query: DossierQuery): readonly WordsOf[] {
  const { isOpen, dueBefore, stage, endedFrom, endedBefore } = query
  const isOfOpen = isOpen === true || dueBefore !== undefined || stage !== undefined
  const isOfEnded = isOpen === false || endedFrom !== undefined || endedBefore !== undefined
  return (['open', 'ended'] as const).filter((kind) => (kind === 'open' ? !isOfEnded : !isOfOpen))
}

/** By what else than all there is a list of those that are asked for. From where to where in its own order is no other list. */
export function listedBy(query: DossierQuery, kind: WordsOf): readonly ListedBy[] {
  const asked: Readonly<Partial<Record<ListedBy, boolean>>> = {
    // There are some hundred procedures, and seven stages.
    procedure: query.procedure !== undefined,
    stage: query.stage !== undefined,
    standing: query.standing !== undefined,
    suspended: query.isSuspended === true,
    due: query.order === 'opened' && query.dueBefore !== undefined,
    opened: query.order !== 'opened' && (query.openedFrom !== undefined || query.openedBefore !== undefined),
    ended: kind === 'ended' && (query.endedFrom !== undefined || query.endedBefore !== undefined),
  }
  return (Object.keys(asked) as ListedBy[]).filter((by) => asked[by] === true)
}

/** Whether a list stands in the order that is asked for. */
export function isInOrder(by: ListedBy, { order }: DossierQuery): boolean {
  return order === 'opened' ? by === 'all' : by !== 'opened' && by !== 'ended'
}

/** Lists in the order that is asked for, whatever is in them. */
export function usualLists(query: DossierQuery): DossierLists {
  return Object.fromEntries(kindsOf(query).map((kind) => [kind, { by: usualOf(query, kind), isWhole: false }]))
}

export function usualOf(query: DossierQuery, kind: WordsOf): ListedBy {
  const by = listedBy(query, kind)
  // What was opened since an instant ended since. By opening it stands together anyway, and lists by quarter have no signatures for words.
  const isOfLate = kind === 'ended' && query.openedFrom !== undefined && query.order !== 'opened' && query.text === undefined
  if (by.includes('ended') || isOfLate) return 'quarter'
  return by.find((each) => isInOrder(each, query)) ?? 'all'
}

/** What is in a list of heads of one agency, as the condition of its index has it. */
export function listOf(by: ListedBy, query: DossierQuery, kind: WordsOf, conditions: Conditions): string {
  const own = conditions.apart()
  if (by === 'procedure') own.add('h.procedure = $', query.procedure)
  if (by === 'standing') own.add('h.standing = $', query.standing)
  if (by === 'suspended') own.always('h.suspended_at IS NOT NULL')
  if (by === 'due') own.add('h.due < $', query.dueBefore)
  if (by === 'opened') own.add('h.opened_at >= $', query.openedFrom).add('h.opened_at < $', query.openedBefore)
  if (by === 'ended') own.add('h.ended_at >= $', query.endedFrom).add('h.ended_at < $', query.endedBefore)
  return own.always(kind === 'open' ? 'h.ended_at IS NULL' : endedIn(by, query)).text
}

/** What the index of a list has of a dossier, so that no row has to be read to know whether it stands in another list too; see schema 20. */
export function answeredBy(by: ListedBy, kind: WordsOf, { order }: DossierQuery): ReadonlySet<ListedBy> {
  if (by === 'quarter') return new Set(['procedure', 'standing', 'due', 'opened', 'ended'])
  if (by !== 'all' || kind === 'ended') return new Set()
  return order === 'opened' ? new Set(['procedure', 'standing', 'due', 'opened']) : new Set(['due', 'opened'])
}

/** A list that costs no more to read than one of a million does to be looked through until fifty are found that few others than these have. */
export const SHORT = 5_000

/**
 * One that is short enough, as far as it is asked for. It is read in the order of its index: else the planner, which may believe that it is long, might read all
 * there is.
 *
 * @param bounds  from where to where in its order
 */
export function shortList(
  by: ListedBy,
  columns: string,
  query: DossierQuery,
  kind: WordsOf,
  conditions: Conditions,
  bounds = 'true',
): string {
  const end = `LIMIT ${SHORT + 1}`
  if (by === 'stage') {
    const stage = conditions.value(query.stage ?? '')
    return `SELECT ${columns} FROM @stage AS h WHERE h.agency = a.agency AND h.stage = ${stage} AND ${bounds} ORDER BY h.due, h.dossier ${end}`
  }
  const order = by === 'opened' ? 'h.opened_at DESC, h.dossier' : by === 'ended' ? 'h.ended_at' : 'h.due, h.dossier'
  const listed = listOf(by, query, kind, conditions)
  return `SELECT ${columns} FROM @head AS h WHERE h.agency = a.agency AND ${listed} AND ${bounds} ORDER BY ${order} ${end}`
}

/** All of these mean the same. Each kind of list of what has ended has a condition of its own, by which alone its index is found. */
function endedIn(by: ListedBy, { order }: DossierQuery): string {
  if (by === 'procedure' || by === 'standing') return `h.ended_at >= ${BEFORE_ALL}`
  if (by === 'ended') return `h.ended_at >= ${FIRST_INSTANT}`
  if (by === 'quarter') return `h.ended_at >= ${order === 'opened' ? ENDED.byQuarterAndOpening : ENDED.byQuarterAndDueDate}`
  if (by === 'opened' || (by === 'all' && order === 'opened')) return `h.ended_at >= ${ENDED.byOpening}`
  return 'h.ended_at IS NOT NULL'
}

/**
 * A common table of the quarters in which something ended that is asked for, of each agency, found by hopping from one to the next; the last of an agency
 * is none. Nothing ends before it was opened. Needs WITH RECURSIVE and the table of agencies.
 */
export function quartersIn({ openedFrom, endedFrom, endedBefore }: DossierQuery, conditions: Conditions): string {
  const from = Math.max(endedFrom ?? -Infinity, openedFrom ?? -Infinity)
  const quarterOf = (at: number) => conditions.value(Math.floor(at / 2 ** QUARTER_BITS))
  const first = from === -Infinity ? '' : `AND h.ended_at >> ${QUARTER_BITS} >= ${quarterOf(from)}::bigint`
  const next = (agency: string, rest: string) => `(SELECT h.ended_at >> ${QUARTER_BITS} FROM @head AS h
    WHERE h.agency = ${agency} AND h.ended_at >= ${ENDED.byQuarterAndDueDate} ${rest} ORDER BY h.ended_at >> ${QUARTER_BITS} LIMIT 1)`
  const last = endedBefore === undefined ? 'q.quarter IS NOT NULL' : `q.quarter < ${quarterOf(endedBefore)}::bigint`
  return `quarters AS (
    SELECT a.agency, ${next('a.agency', first)} AS quarter FROM agencies AS a
    UNION ALL
    SELECT q.agency, ${next('q.agency', `AND h.ended_at >> ${QUARTER_BITS} > q.quarter`)} FROM quarters AS q WHERE ${last})`
}
