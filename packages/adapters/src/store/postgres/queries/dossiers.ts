import { cursorOf, mustBePageSize, placeOf } from '@motcua/engine/ports'
import type {
  DossierCount,
  DossierCountQuery,
  DossierHead,
  DossierQuery,
  Json,
  Page,
  StoredDefinition,
  StoredDossier,
  StoredDossierHead,
} from '@motcua/engine/ports'
import { NEVER } from '../commit/parameters.ts'
import type { Database, Value } from '../database.ts'
import { QUARTER_BITS } from '../schema/0018-lists-of-ended.ts'
import { agenciesIn } from './agencies.ts'
import { Conditions, lookedAt, onceOf } from './conditions.ts'
import {
  answeredBy,
  isInOrder,
  kindsOf,
  listOf,
  quartersIn,
  SHORT,
  shortList,
  usualLists,
  type DossierList,
  type DossierLists,
  type ListedBy,
} from './dossier-lists.ts'
import { headWith } from './head-columns.ts'
import type { WordsOf } from './known-words.ts'
import { pageOfQuarters } from './page-of-quarters.ts'
import { Reach } from './reach.ts'
import { isWorthCounting, shortest } from './shortest.ts'
import { ALL, hasWords, textsOf, TextSearches, walkedOf, withWords, wordsIn, type TextSearch } from './text-search.ts'

/** The text of an open dossier, or of one that has ended, is looked up; but not of those that the index of words found, with which it has been read. */
const LOOKED_UP = "coalesce(w.search, e.search, '')"
const WITH_SEARCH = `LEFT JOIN @open_words AS w ON h.ended_at IS NULL AND w.dossier = h.dossier AND w.digest = h.digest
  LEFT JOIN @ended_words AS e ON h.ended_at IS NOT NULL AND e.dossier = h.dossier AND e.digest = h.digest`

export class Dossiers {
  readonly #reach: Reach
  readonly #searches: TextSearches

  constructor(private readonly db: Database) {
    this.#reach = new Reach(db)
    this.#searches = new TextSearches(db)
  }

  async load(dossier: string): Promise<StoredDossier | undefined> {
    const [row] = await this.db.read<DossierHead & Loaded>(
      `SELECT d.dossier, d.seq, d.hash, d.snapshot_seq AS s_seq, d.kernel AS s_kernel, d.fingerprint AS s_fingerprint, d.state AS s_state,
         ${headWith(LOOKED_UP)}
       FROM @dossier AS d JOIN @head AS h ON h.dossier = d.dossier ${WITH_SEARCH} WHERE d.dossier = $1`,
      [dossier],
    )
    if (row === undefined) return undefined
    const { dossier: id, seq, hash, s_seq, s_kernel, s_fingerprint, s_state, ...head } = row
    const snapshot =
      s_seq === null ? null : { seq: s_seq, kernel: s_kernel, fingerprint: s_fingerprint, state: JSON.parse(s_state) as Json }
    return { dossier: id, seq, hash, head, snapshot }
  }

  async page(asked: DossierQuery): Promise<Page<StoredDossierHead>> {
    const limit = mustBePageSize(asked.limit)
    const query = withApplicant(asked)
    const kinds = kindsOf(query)
    if (kinds.length === 0) return { items: [], next: null }
    const searches =
      query.text === undefined
        ? undefined
        : await this.#searches.for(query.text, kinds, { unseen: await this.#reach.unseen('head') })
    if (searches === 'nothing') return { items: [], next: null }
    const rows = searches === undefined ? await this.#listed(query, limit + 1) : await this.#found(query, limit + 1, searches)
    const items = rows.slice(0, limit).map(({ dossier, seq, ...head }) => ({ dossier, seq, head }))
    const last = items.at(-1)
    return { items, next: last !== undefined && rows.length > limit ? cursorOf(orderOf(query, last)) : null }
  }

  async #listed(query: DossierQuery, limit: number): Promise<readonly Row[]> {
    if (!isWorthCounting(query)) {
      const { text, values } = statementOf(query, limit, undefined, usualLists(query))
      return this.db.search<Row>(text, values)
    }
    return this.db.asOfOneMoment(async (session) => {
      const lists = await shortest(session, query)
      if (Object.keys(lists).length === 0) return []
      const { text, values } = statementOf(query, limit, undefined, lists)
      return session.plan<Row>(text, values)
    })
  }

  #found(query: DossierQuery, limit: number, searches: readonly TextSearch[]): Promise<readonly Row[]> {
    const ask = (asked: readonly TextSearch[]) => {
      const { text, values } = statementOf(query, limit, asked, usualLists(query))
      return this.db.search<Row>(text, values)
    }
    return isLong(query) ? this.#reach.rows(searches, limit, beginningOf(query), ask) : ask(searches)
  }

  async count({ agency, procedure, by }: DossierCountQuery): Promise<readonly DossierCount[]> {
    const key = { stage: 'stage', standing: 'key', procedure: 'procedure', agency: `nullif(agency, '')` }[by]
    const conditions = new Conditions()
      .add('c.kind = $', by === 'stage' ? 'stage' : 'standing')
      .add('c.agency = $', agency)
      .add('c.procedure = $', procedure)
    return this.db.search<DossierCount>(
      `SELECT ${key} AS key, sum(n)::bigint AS count
       FROM (SELECT * FROM @counter AS c WHERE ${conditions.text} UNION ALL SELECT * FROM @counter_delta AS c WHERE ${conditions.text}) AS c
       GROUP BY 1 HAVING sum(n) <> 0 ORDER BY 1`,
      conditions.values,
    )
  }

  async putDefinition({ fingerprint, procedure, version, definition }: StoredDefinition): Promise<void> {
    await this.db.run(
      `INSERT INTO @definition (fingerprint, procedure, version, definition) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      [fingerprint, procedure, version, JSON.stringify(definition)],
    )
  }

  async definition(fingerprint: string): Promise<StoredDefinition | undefined> {
    const [found] = await this.db.read<StoredDefinition & { definition: string }>(
      'SELECT fingerprint, procedure, version, definition FROM @definition WHERE fingerprint = $1',
      [fingerprint],
    )
    return found && { ...found, definition: JSON.parse(found.definition) as Json }
  }
}

type Row = DossierHead & { readonly dossier: string; readonly seq: number }

interface Loaded {
  readonly dossier: string
  readonly seq: number
  readonly hash: string
  readonly s_seq: number | null
  readonly s_kernel: number
  readonly s_fingerprint: string
  readonly s_state: string
}

/** Those without an applicant, as what was erased, stand together in the index of applicants. */
function withApplicant(query: DossierQuery): DossierQuery {
  return query.hasApplicant === false && query.applicant === undefined ? { ...query, applicant: '' } : query
}

/** Whether the list is of all dossiers, or of a large part of them, by due date. */
function isLong({ order, applicant, code, procedure, standing }: DossierQuery): boolean {
  return order !== 'opened' && [applicant, code, procedure, standing].every((each) => each === undefined)
}

/** The due date of what the list begins after. */
function beginningOf({ after }: DossierQuery): number | undefined {
  return after === undefined ? undefined : Number(placeOf(after, ['number', 'string'])[0])
}

/** One statement for a page of `limit` rows; the theory stands in tasks.ts. With a text, what is open and what has ended are looked for apart. */
export function statementOf(
  query: DossierQuery,
  limit: number,
  searches: readonly TextSearch[] | undefined,
  lists: DossierLists,
): { readonly text: string; readonly values: readonly Value[] } {
  const conditions = new Conditions()
  const order = inOrder(query)
  const end = `ORDER BY ${order} LIMIT ${limit}`
  const listed = (part: DossierQuery, rest: Rest, list: List) =>
    listsOf(part, lists, conditions, rest, list).map((each) => `(${each})`)
  const all = () => {
    const inItsIndex = (by: ListedBy, kind: WordsOf) =>
      lookedAt(restOf(query, conditions.apart(), answeredBy(by, kind, query)).text)
    const between = () => boundsOf(query, conditions.apart()).text
    const rest = {
      filters: filtersOf(query, conditions.values),
      atStage: () => atStage(query, conditions),
      end,
      // Suspensions and applicants stand in no list of what has ended.
      ...(query.isSuspended === undefined && query.hasApplicant === undefined
        ? { inIndex: (by: ListedBy, kind: WordsOf) => `${between()} AND ${inItsIndex(by, kind)}` }
        : {}),
    }
    return listed(query, rest, (where, by, kind) => {
      const answered = inItsIndex(by, kind)
      if (answered === 'true' && (query.stage === undefined || !answeredBy(by, kind, query).has('due')))
        return `SELECT h.* FROM @head AS h WHERE ${where} AND ${whole(rest)}`
      return looked(`${where} AND ${between()} AND ${answered}`, atStage(query, conditions, 'i'), rest.filters, order, limit)
    })
  }
  const isRead = searches?.every(({ isFrequent }) => !isFrequent) === true
  const found = (search: TextSearch) => {
    const part = { ...query, isOpen: search.of === 'open' }
    const filters = `${filtersOf(part, conditions.values)} AND ${atStage(part, conditions)}`
    if (!search.isFrequent) {
      const texts = withWords(search, conditions)
      return [
        `SELECT h.*${isRead ? ', f.search' : ''} FROM ${texts} CROSS JOIN LATERAL ${rowOf('f')} AS h WHERE h.digest = f.digest AND ${filters}`,
      ]
    }
    const words = wordsIn(search, conditions)
    const exactly = `${hasWords('h', search, words)} AND ${filters}`
    const bounds = boundsOf(query, new Conditions(conditions.values)).text
    const texts = textsOf('i', search, words)
    return listed(part, { filters: exactly, atStage: () => 'true', end }, (where) =>
      walked(`${where} AND ${bounds} AND ${walkedOf('h', search, conditions)}`, texts, filters, order, limit),
    )
  }
  const read = searches === undefined ? all() : searches.flatMap(found)
  const quarters = Object.values(lists).some(({ by }) => by === 'quarter') ? `${quartersIn(query, conditions)},` : ''
  const text = `
    WITH RECURSIVE ${agenciesIn('@head', query.agency, conditions)}, ${quarters}
    found AS (${read.join(' UNION ALL ')}),
    page AS (SELECT ${onceOf(read, order)} h.* FROM found AS h ORDER BY ${order} LIMIT ${limit})
    SELECT h.dossier, d.seq, ${headWith(isRead ? 'h.search' : LOOKED_UP)} FROM page AS h JOIN @dossier AS d ON d.dossier = h.dossier
    ${isRead ? '' : WITH_SEARCH} ORDER BY ${order}`
  return { text, values: conditions.values }
}

/** One ordered read of the dossiers that fulfil a condition, with what else is asked for. */
type List = (where: string, by: ListedBy, kind: WordsOf) => string

/** What is asked for of a list, and where it ends. */
interface Rest {
  readonly filters: string
  /** Its value stands in the statement only where it is looked at. */
  readonly atStage: () => string
  readonly end: string
  /** Where the index of a list by quarter answers for all that is asked for: what is looked at in it. */
  readonly inIndex?: (by: ListedBy, kind: WordsOf) => string
}

function whole({ filters, atStage, end }: Rest): string {
  return `${filters} AND ${atStage()} ${end}`
}

function inOrder({ order }: DossierQuery): string {
  return order === 'opened' ? 'h.opened_at DESC, h.dossier' : 'h.due, h.dossier'
}

/** A list in its index alone, as far as signatures tell; of what may be wanted the words are looked at, and only where those are found the head is read. */
function walked(where: string, texts: string, filters: string, order: string, limit: number): string {
  return `SELECT h.* FROM (SELECT h.dossier, h.due, h.opened_at FROM @head AS h WHERE ${where} ORDER BY ${order} LIMIT ${ALL}) AS i
    CROSS JOIN LATERAL ${texts} AS f CROSS JOIN LATERAL ${rowOf('i')} AS h WHERE h.digest = f.digest AND ${filters}
    ORDER BY ${order.replaceAll('h.', 'i.')} LIMIT ${limit}`
}

/** A list in its index alone, as far as that answers for what is asked; only of what may be wanted the head is read. */
function looked(where: string, stage: string, filters: string, order: string, limit: number): string {
  return `SELECT h.* FROM (SELECT h.agency, h.dossier, h.due, h.opened_at FROM @head AS h WHERE ${where} ORDER BY ${order} LIMIT ${ALL}) AS i
    CROSS JOIN LATERAL ${rowOf('i')} AS h WHERE ${stage} AND ${filters} ORDER BY ${order.replaceAll('h.', 'i.')} LIMIT ${limit}`
}

/** The head of a row's dossier, by its own key: whatever else is asked for, the planner shall not look for it elsewhere. */
function rowOf(table: string): string {
  return `(SELECT h.* FROM @head AS h WHERE h.dossier = ${table}.dossier OFFSET 0)`
}

/** Short reads of the lists. */
function listsOf(query: DossierQuery, lists: DossierLists, conditions: Conditions, rest: Rest, list: List): string[] {
  const { applicant, code } = query
  if (applicant !== undefined || code !== undefined) {
    const own = conditions.apart().add('h.applicant = $', applicant).add('h.code = $', code).text
    return [`SELECT h.* FROM @head AS h WHERE ${own} AND ${whole(rest)}`]
  }
  return kindsOf(query).flatMap((kind) => {
    const read = lists[kind]
    return read === undefined ? [] : [readOf(read, kind, query, conditions, rest, list)]
  })
}

function readOf(read: DossierList, kind: WordsOf, query: DossierQuery, conditions: Conditions, rest: Rest, list: List): string {
  const { by, isWhole } = read
  const each = (table: string, one: string) => `SELECT h.* FROM ${table} CROSS JOIN LATERAL (${one}) AS h`
  if (isWhole) {
    const bounds = isInOrder(by, query) ? boundsOf(query, conditions.apart()).text : 'true'
    const rows =
      by === 'stage'
        ? `(${shortList(by, 'h.dossier', query, kind, conditions, bounds)}) AS s CROSS JOIN LATERAL ${rowOf('s')} AS h`
        : `(${shortList(by, 'h.*', query, kind, conditions, bounds)}) AS h`
    // Stages are looked up in the list's order, until the page is full.
    const sorted = `SELECT h.* FROM ${rows} WHERE ${rest.filters} ORDER BY ${inOrder(query)} LIMIT ${SHORT + 1}`
    return each('agencies AS a', `SELECT h.* FROM (${sorted}) AS h WHERE ${rest.atStage()} ${rest.end}`)
  }
  if (by === 'stage') {
    // The stage's list has the same order, and its own copy of it.
    const bounds = boundsOf(query, conditions.apart()).text.replaceAll('h.', 's.')
    const walk = `SELECT h.* FROM @stage AS s CROSS JOIN LATERAL ${rowOf('s')} AS h
      WHERE s.agency = a.agency AND s.stage = ${conditions.value(query.stage ?? '')} AND ${bounds} AND ${rest.filters} ${rest.end}`
    return each('agencies AS a', walk.replace('ORDER BY h.due, h.dossier', 'ORDER BY s.due, s.dossier'))
  }
  const { inIndex } = rest
  if (by === 'quarter' && inIndex !== undefined) {
    const page = pageOfQuarters(query, kind, conditions, () => inIndex(by, kind), rest.end)
    return `SELECT h.* FROM (${page}) AS i CROSS JOIN LATERAL ${rowOf('i')} AS h WHERE ${rest.filters}`
  }
  const listed = listOf(by, query, kind, conditions)
  if (by !== 'quarter') return each('agencies AS a', list(`h.agency = a.agency AND ${listed}`, by, kind))
  return each('quarters AS q', list(`h.agency = q.agency AND h.ended_at >> ${QUARTER_BITS} = q.quarter AND ${listed}`, by, kind))
}

/** What a list is read between, and what is looked at on the way. */
function filtersOf(query: DossierQuery, values: Value[]): string {
  const bounds = boundsOf(query, new Conditions(values)).add('h.agency = $', query.agency).text
  return `${bounds} AND ${lookedAt(restOf(query, new Conditions(values)).text)}`
}

/** @param only  what is looked at; absent: all that is asked for */
function restOf(query: DossierQuery, filters: Conditions, only?: ReadonlySet<ListedBy>): Conditions {
  const when = <T>(what: ListedBy, value: T): T | undefined => (only === undefined || only.has(what) ? value : undefined)
  filters
    .add('h.procedure = $', when('procedure', query.procedure))
    .add('h.standing = $', when('standing', query.standing))
    .add('h.due < $', when('due', query.dueBefore))
    .add('h.opened_at >= $', when('opened', query.openedFrom))
    .add('h.opened_at < $', when('opened', query.openedBefore))
    .add('h.ended_at >= $', when('ended', query.endedFrom))
    .add('h.ended_at < $', when('ended', query.endedBefore))
  if (only !== undefined) return filters
  filters.add('h.applicant = $', query.applicant).add('h.code = $', query.code)
  const kinds = kindsOf(query)
  if (!kinds.includes('ended')) filters.always('h.ended_at IS NULL')
  if (!kinds.includes('open')) filters.always('h.ended_at IS NOT NULL')
  if (query.isSuspended !== undefined) filters.always(`h.suspended_at IS ${query.isSuspended ? 'NOT ' : ''}NULL`)
  if (query.hasApplicant !== undefined) filters.always(`h.applicant ${query.hasApplicant ? '<>' : '='} ''`)
  return filters
}

/** Whether a dossier stands at the stage that is asked for, which is looked up for each. */
function atStage({ stage }: DossierQuery, conditions: Conditions, table = 'h'): string {
  if (stage === undefined) return 'true'
  return `(SELECT s.stage FROM @stage AS s WHERE s.agency = ${table}.agency AND s.stage = ${conditions.value(stage)}
    AND s.due = ${table}.due AND s.dossier = ${table}.dossier) IS NOT NULL`
}

/** From where to where in the list's order. */
function boundsOf(query: DossierQuery, bounds: Conditions): Conditions {
  const isByOpening = query.order === 'opened'
  if (isByOpening) bounds.add('h.opened_at >= $', query.openedFrom).add('h.opened_at < $', query.openedBefore)
  else bounds.add('h.due < $', query.dueBefore)
  if (query.after === undefined) return bounds
  const [first = 0, dossier = ''] = placeOf(query.after, ['number', 'string'])
  const [at, id] = [bounds.value(isByOpening ? -Number(first) : first), bounds.value(dossier)]
  return bounds.always(
    isByOpening
      ? `h.opened_at <= ${at}::bigint AND (h.opened_at < ${at}::bigint OR h.dossier > ${id}::text)`
      : `(h.due, h.dossier) > (${at}::bigint, ${id}::text)`,
  )
}

function orderOf(query: DossierQuery, { dossier, head }: StoredDossierHead): [number, string] {
  return [query.order === 'opened' ? -head.openedAt : (head.dueAt ?? NEVER), dossier]
}
