import type { DossierQuery } from '@motcua/engine/ports'
import { QUARTER_BITS } from '../schema/0018-lists-of-ended.ts'
import type { Conditions } from './conditions.ts'
import { listOf } from './dossier-lists.ts'
import type { WordsOf } from './known-words.ts'

/** So many entries are read and sorted in less time than a walk through their quarter may take. */
const FEW = 500

/**
 * A page of entries of what ended in the quarters of the common table, in their indices alone: a page of each, and of all of them one.
 *
 * Of a quarter in which hardly anything ended that was opened before an instant, as that of a year later, the list by due date would be walked to its end. Openings
 * stand together in a second index, and few are read from there.
 *
 * @param inIndex  what else is looked at in the entry `h`
 * @param end      the order, and how many
 */
export function pageOfQuarters(
  query: DossierQuery,
  kind: WordsOf,
  conditions: Conditions,
  inIndex: () => string,
  end: string,
): string {
  const { order = 'due', openedFrom, openedBefore } = query
  const ofQuarter = (by: 'due' | 'opened') =>
    `h.agency = q.agency AND h.ended_at >> ${QUARTER_BITS} = q.quarter AND ${listOf('quarter', { ...query, order: by }, kind, conditions)}`
  const entries = (among: string) => `SELECT h.dossier, h.due, h.opened_at FROM ${among} AND ${inIndex()} ${end}`
  const page = (quarters: string, one: string) => `SELECT h.* FROM ${quarters} CROSS JOIN LATERAL (${one}) AS h ${end}`
  const walked = (when: string) => entries(`@head AS h WHERE ${when} AND ${ofQuarter(order)}`)
  if (order === 'opened' || openedBefore === undefined) return page('quarters AS q', walked('true'))

  const openings = conditions.apart().add('h.opened_at >= $', openedFrom).add('h.opened_at < $', openedBefore).text
  const opened = (columns: string, when: string, limit: number) =>
    `SELECT ${columns} FROM @head AS h WHERE ${when} AND ${ofQuarter('opened')} AND ${openings} ORDER BY h.opened_at DESC, h.dossier LIMIT ${limit}`
  const isFew = `(SELECT count(*) FROM (${opened('', 'true', FEW + 1)}) AS h) <= ${FEW}`
  const few = opened('h.dossier, h.due, h.opened_at, h.ended_at, h.standing, h.procedure', 'q.is_few', FEW)
  return page(
    `(SELECT q.*, ${isFew} AS is_few FROM quarters AS q OFFSET 0) AS q`,
    `(${walked('NOT q.is_few')}) UNION ALL (${entries(`(${few}) AS h WHERE true`)})`,
  )
}
