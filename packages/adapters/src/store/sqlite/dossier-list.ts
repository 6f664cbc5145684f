import type { Database } from 'better-sqlite3'
import { cursorOf, mustBePageSize, placeOf } from '@motcua/engine/ports'
import type { DossierCount, DossierCountQuery, DossierQuery, Page, StoredDossierHead } from '@motcua/engine/ports'
import type { DossierCombination } from './counts.ts'
import { headOf } from './dossiers.ts'
import { merged, prepareIsCommon, prepareValues } from './lists.ts'
import { Conditions, statementsOf } from './statements.ts'
import { matchOf } from './words.ts'

interface HeadRow {
  readonly ordinal: number
  readonly dossier: string
  readonly seq: number
  readonly head: string
  readonly stages: string | null
  readonly due: number
  readonly opened_at: number
}

/** Dossiers in a list's order. */
export function prepareDossierList(db: Database): (query: DossierQuery) => Page<StoredDossierHead> {
  const statement = statementsOf<HeadRow>(db)
  const agencies = prepareValues(db, 'dossier', 'dossier_by_due', 'agency', '1')
  const isCommon = prepareIsCommon(db)
  return (query) => {
    const limit = mustBePageSize(query.limit)
    const isByOpening = query.order === 'opened'
    const conditions = conditionsOf(query)
    if (query.after !== undefined) conditions.holds(...beyond(query.after, isByOpening))
    const match = query.text === undefined ? undefined : matchOf(query.text)
    const isRare = match !== undefined && !isCommon(match)
    if (isRare) conditions.holds('ordinal IN (SELECT rowid FROM dossier_text WHERE dossier_text MATCH ?)', match)
    else if (match !== undefined) conditions.holds('is_found_by(?, search)', query.text)
    const order = isByOpening ? 'opened_at DESC, dossier' : 'due, dossier'
    const read = (index: string, more: Conditions) =>
      statement(
        `SELECT ordinal, dossier, seq, head, stages, due, opened_at FROM dossier ${index} WHERE ${more.sql} AND ${conditions.sql}
         ORDER BY ${order} LIMIT ?`,
      ).all(...more.values, ...conditions.values, limit + 1)
    const isFew = isRare || query.code !== undefined || query.applicant !== undefined
    const isOneList = isFew || isByOpening
    const lists = isOneList
      ? [read(isFew ? '' : 'INDEXED BY dossier_by_opened', new Conditions())]
      : (query.agency === undefined ? agencies() : [query.agency]).flatMap((agency) =>
          endsOf(query).map((isEnded) =>
            read('INDEXED BY dossier_by_due', new Conditions().holds('agency IS ?', agency).holds('is_ended = ?', isEnded)),
          ),
        )
    const rows = merged(lists, isByOpening ? byOpening : byDue, limit + 1)
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return {
      items: rows.slice(0, limit).map((row) => ({ dossier: row.dossier, seq: row.seq, head: headOf(row) })),
      next: last === undefined ? null : cursorOf([isByOpening ? -last.opened_at : last.due, last.dossier]),
    }
  }
}

/** Whether open or ended dossiers can be asked for: 0 and 1, as the column has it. */
function endsOf({ isOpen, dueBefore, stage }: DossierQuery): readonly number[] {
  if (dueBefore !== undefined || stage !== undefined) return isOpen === false ? [] : [0]
  return isOpen === undefined ? [0, 1] : [Number(!isOpen)]
}

function conditionsOf(query: DossierQuery): Conditions {
  const conditions = new Conditions()
    .is('agency = ?', query.agency)
    .is('procedure = ?', query.procedure)
    .is('applicant = ?', query.applicant)
    .is(`(applicant <> '') = ?`, query.hasApplicant === undefined ? undefined : Number(query.hasApplicant))
    .is('code = ?', query.code)
    .is('standing = ?', query.standing)
    .is(`is_ended = 0 AND EXISTS (SELECT 1 FROM json_each(ifnull(stages, head -> '$.stages')) WHERE value = ?)`, query.stage)
    .is('is_ended = ?', query.isOpen === undefined ? undefined : Number(!query.isOpen))
    .is('is_suspended = ?', query.isSuspended === undefined ? undefined : Number(query.isSuspended))
    .is('is_ended = 0 AND due < ?', query.dueBefore)
    .is('opened_at >= ?', query.openedFrom)
    .is('opened_at < ?', query.openedBefore)
    .is(`head ->> 'endedAt' >= ?`, query.endedFrom)
    .is(`head ->> 'endedAt' < ?`, query.endedBefore)
  return conditions
}

function beyond(cursor: string, isByOpening: boolean): [sql: string, ...values: (number | string)[]] {
  const [place = 0, dossier = ''] = placeOf(cursor, ['number', 'string'])
  if (!isByOpening) return ['(due, dossier) > (?, ?)', place, dossier]
  const openedAt = -Number(place)
  return ['opened_at <= ? AND (opened_at < ? OR dossier > ?)', openedAt, openedAt, dossier]
}

function byDue(a: HeadRow, b: HeadRow): number {
  return a.due - b.due || byBytes(a.dossier, b.dossier)
}

function byOpening(a: HeadRow, b: HeadRow): number {
  return b.opened_at - a.opened_at || byBytes(a.dossier, b.dossier)
}

/** As SQLite compares texts. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** Counts of open dossiers, from the numbers that are kept. */
export function prepareDossierCounts(db: Database): (query: DossierCountQuery) => readonly DossierCount[] {
  const all = db.prepare<[], [string, number]>('SELECT combination, count FROM dossier_count').raw()
  return ({ agency, procedure, by }) => {
    const sums = new Map<string | null, number>()
    for (const [combination, count] of all.all()) {
      const [ofAgency, ofProcedure, standing, stages] = JSON.parse(combination) as DossierCombination
      if (agency !== undefined && ofAgency !== agency) continue
      if (procedure !== undefined && ofProcedure !== procedure) continue
      const keys = { agency: [ofAgency], procedure: [ofProcedure], standing: [standing], stage: new Set(stages) }[by]
      for (const key of keys) sums.set(key, (sums.get(key) ?? 0) + count)
    }
    return [...sums].filter(([, count]) => count !== 0).map(([key, count]) => ({ key, count }))
  }
}
