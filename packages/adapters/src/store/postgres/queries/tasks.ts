import { cursorOf, mustBePageSize, placeOf } from '@motcua/engine/ports'
import type { Page, StoredTask, TaskCount, TaskCountQuery, TaskQuery } from '@motcua/engine/ports'
import { NEVER } from '../commit/parameters.ts'
import type { Database, Value } from '../database.ts'
import { agenciesIn } from './agencies.ts'
import { Conditions, lookedAt, onceOf } from './conditions.ts'
import { countByKey, countOfKeys } from './keyed-counts.ts'
import { isShort, narrowed, type Narrowed } from './narrowed.ts'
import { Reach } from './reach.ts'
import { ALL, hasWords, TextSearches, walkedOf, withWords, wordsIn, type TextSearch, type Walk } from './text-search.ts'

const taskWith = (
  search: string,
) => `t.id, t.dossier, nullif(t.agency, '') AS agency, t.procedure, t.element, t.name, t.role, t.groups, t.unit, t.assignee, t.owner,
  t.excluded, t.stage, t.form, t.code, t.title, ${search} AS search, t.applicant, t.opened_at AS "openedAt",
  nullif(t.due, ${NEVER}) AS "dueAt"`
/** The text of a task is looked up, but for those that the index of words found: it has been read with them. */
const LOOKED_UP = "coalesce(w.search, '')"
const WITH_SEARCH = 'LEFT JOIN @open_words AS w ON w.dossier = t.dossier AND w.digest = t.digest'
const ORDER = 't.due, t.opened_at, t.ordinal'

/**
 * Theory of operation: a worklist is asked for by something that an index has in the list's order. The list is put together from one
 * short read per agency and role (or group, person, unit …) that ends at the limit; what else is asked for is looked at row by row on
 * the way. So a page costs the same among a thousand tasks and among a million, whatever the planner believes about them.
 */
export class Tasks {
  readonly #reach: Reach
  readonly #searches: TextSearches

  constructor(private readonly db: Database) {
    this.#reach = new Reach(db)
    this.#searches = new TextSearches(db)
  }

  async page(asked: TaskQuery): Promise<Page<StoredTask>> {
    const limit = mustBePageSize(asked.limit)
    const part = await narrowed(this.db, asked)
    if (part === 'nothing') return { items: [], next: null }
    const { query, instead } = part
    const searches =
      query.text === undefined ? undefined : await this.#searches.for(query.text, ['open'], await this.#walk(query, instead))
    if (searches === 'nothing') return { items: [], next: null }
    const ask = ([search]: readonly TextSearch[]) => {
      const { text, values } = statementOf(
        query,
        limit + 1,
        search && { ...search, isFrequent: search.isFrequent || isOwn(query) },
        instead,
      )
      return this.db.search<StoredTask & { ordinal: number }>(text, values)
    }
    const rows =
      searches === undefined || isShort(query)
        ? await ask(searches ?? [])
        : await this.#reach.rows(searches, limit + 1, beginningOf(query), ask)
    const items = rows.slice(0, limit).map(({ ordinal: _, ...task }) => task)
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return { items, next: last === undefined ? null : cursorOf([last.dueAt ?? NEVER, last.openedAt, last.ordinal]) }
  }

  /** What would be walked for a text. */
  async #walk(query: TaskQuery, instead: Narrowed['instead']): Promise<Walk> {
    const { lists, hasSignatures } = partOf(query, instead, [])
    return {
      lists,
      unseen: hasSignatures ? await this.#reach.unseen('task') : 1,
      part: (values) => ({ listed: partOf(query, instead, values).listed.text, wanted: wantedOf(query, values).text }),
    }
  }

  async find(id: string): Promise<StoredTask | undefined> {
    const [task] = await this.db.read<StoredTask>(
      `SELECT ${taskWith(LOOKED_UP)} FROM @task AS t ${WITH_SEARCH} WHERE t.id = $1`,
      [id],
    )
    return task
  }

  async count(query: TaskCountQuery): Promise<readonly TaskCount[]> {
    const { agency, by, keys } = query
    if (by === 'assignee' || by === 'unit') {
      return keys === undefined ? countByKey(this.db, by, agency) : countOfKeys(this.db, by, agency, keys)
    }
    const counts = await this.#countBy(by, agency)
    return keys === undefined ? counts : counts.filter(({ key: found }) => found !== null && keys.includes(found))
  }

  async #countBy(
    by: Exclude<TaskCountQuery['by'], 'assignee' | 'unit'>,
    agency: string | undefined,
  ): Promise<readonly TaskCount[]> {
    const key = by === 'procedure' ? by : by === 'element' ? 'key' : `nullif(${by}, '')`
    const conditions = new Conditions().always(`c.kind = 'task'`).add('c.agency = $', agency)
    return this.db.search<TaskCount>(
      `SELECT ${key} AS key, sum(n)::bigint AS count
       FROM (SELECT * FROM @counter AS c WHERE ${conditions.text} UNION ALL SELECT * FROM @counter_delta AS c WHERE ${conditions.text}) AS c
       GROUP BY 1 HAVING sum(n) <> 0 ORDER BY 1`,
      conditions.values,
    )
  }
}

/** Whether the list is one person's or one dossier's: it is looked through sooner than any word is. */
function isOwn({ dossier, assignee }: TaskQuery): boolean {
  return dossier !== undefined || typeof assignee === 'string'
}

interface Part {
  /** What its tasks have in common. */
  readonly listed: Conditions
  readonly lists: number
  /** Whether the index of the lists has signatures. */
  readonly hasSignatures: boolean
}

/** What `listsOf` reads, as far as it tells how long a walk is. */
function partOf(query: TaskQuery, instead: Narrowed['instead'], values: Value[]): Part {
  const { unit, procedure, stage, candidate, roles = candidate?.roles, assignee } = query
  const listed = boundsOf(query, new Conditions(values)).add('t.agency = $', query.agency)
  if (isShort(query)) {
    const [column, value] = unit === undefined ? ['procedure', procedure] : ['unit', unit]
    return { listed: listed.add(`t.${column} = $`, value), lists: 1, hasSignatures: false }
  }
  if (instead !== undefined) {
    listed.add(`t.${instead.column} = ANY ($::text[])`, [...instead.values])
    return { listed, lists: instead.values.length, hasSignatures: false }
  }
  if (roles === undefined) return { listed: listed.add('t.stage = $', stage), lists: 1, hasSignatures: stage === undefined }
  const isFree = candidate !== undefined || assignee === null
  listed.add('t.role = ANY ($::text[])', [...roles])
  if (isFree) listed.always('t.assignee IS NULL')
  return { listed, lists: roles.length * (isFree ? 1 : 2), hasSignatures: true }
}

/** The due date of what the list begins after. */
function beginningOf({ dueFrom, after }: TaskQuery): number | undefined {
  return after === undefined ? dueFrom : Number(placeOf(after, ['number', 'number', 'number'])[0])
}

/** The role whose tasks an index has by applicant: the engine's for what applicants do themselves. */
const APPLICANT = 'applicant'

/** One statement for a page of `limit` rows. */
export function statementOf(
  query: TaskQuery,
  limit: number,
  search: TextSearch | undefined,
  instead?: Narrowed['instead'],
): { readonly text: string; readonly values: readonly Value[] } {
  const conditions = new Conditions()
  const filters = filtersOf(query, conditions.values)
  const end = `ORDER BY ${ORDER} LIMIT ${limit}`
  const listed = (rest: string, list: List) => listsOf(query, conditions, rest, list, instead).map((each) => `(${each})`)
  const lists = () => {
    if (search === undefined)
      return listed(`${filters} ${end}`, (where) => `SELECT t.* FROM @task AS t WHERE ${where} AND ${filters} ${end}`)
    if (!search.isFrequent) {
      const found = withWords(search, conditions)
      // By their own key, here and below: whatever else is asked for, the planner shall not look for them elsewhere.
      const row = '(SELECT t.* FROM @task AS t WHERE t.dossier = f.dossier OFFSET 0)'
      return [`SELECT t.*, f.search FROM ${found} CROSS JOIN LATERAL ${row} AS t WHERE t.digest = f.digest AND ${filters}`]
    }
    const exactly = `${hasWords('t', search, wordsIn(search, conditions))} AND ${filters}`
    const bounds = boundsOf(query, new Conditions(conditions.values)).text
    return listed(`${exactly} ${end}`, (where) =>
      walked(`${where} AND ${bounds} AND ${walkedOf('t', search, conditions)}`, exactly, limit),
    )
  }
  const read = lists()
  const isRead = search?.isFrequent === false
  const text = `
    WITH RECURSIVE ${agenciesIn('@task', query.agency, conditions)},
    found AS (${read.join(' UNION ALL ')}),
    page AS (SELECT ${onceOf(read, ORDER)} t.* FROM found AS t ORDER BY ${ORDER} LIMIT ${limit})
    SELECT t.ordinal, ${taskWith(isRead ? 't.search' : LOOKED_UP)} FROM page AS t ${isRead ? '' : WITH_SEARCH} ORDER BY ${ORDER}`
  return { text, values: conditions.values }
}

/** One ordered read of the tasks that fulfil a condition, with what else is asked for. */
type List = (where: string) => string

/** A list in its index alone, as far as signatures tell; only what may be wanted is read and looked at. */
function walked(where: string, exactly: string, limit: number): string {
  return `SELECT t.* FROM (SELECT t.id, t.due, t.opened_at, t.ordinal FROM @task AS t WHERE ${where} ORDER BY ${ORDER} LIMIT ${ALL}) AS i
    CROSS JOIN LATERAL (SELECT t.* FROM @task AS t WHERE t.id = i.id OFFSET 0) AS t WHERE ${exactly}
    ORDER BY i.due, i.opened_at, i.ordinal LIMIT ${limit}`
}

/** Short ordered reads. `rest`: filters, order and limit of one that is no list of the table by itself. */
function listsOf(query: TaskQuery, conditions: Conditions, rest: string, list: List, instead: Narrowed['instead']): string[] {
  const { dossier, assignee, unit, procedure, roles, candidate, stage } = query
  const each = (values: readonly string[], read: string) =>
    `SELECT t.* FROM agencies AS a CROSS JOIN unnest(${conditions.value([...new Set(values)])}::text[]) AS k (value)
     CROSS JOIN LATERAL (${read}) AS t`
  const by = (column: string, values: readonly string[]) => each(values, list(`t.agency = a.agency AND t.${column} = k.value`))
  const free = (all: readonly string[]) => each(all, list('t.agency = a.agency AND t.role = k.value AND t.assignee IS NULL'))
  const taken = (all: readonly string[]) => each(all, list('t.agency = a.agency AND t.role = k.value AND t.assignee IS NOT NULL'))
  if (dossier !== undefined) return [`SELECT t.* FROM @task AS t WHERE t.dossier = ${conditions.value(dossier)} AND ${rest}`]
  if (typeof assignee === 'string') return [by('assignee', [assignee])]
  if (unit !== undefined) return [by('unit', [unit])]
  if (procedure !== undefined) return [by('procedure', [procedure])]
  const shorter = instead && by(instead.column, instead.values)
  if (candidate !== undefined) {
    const { person, ownRole, groups } = candidate
    const ofOthers = candidate.roles.filter((role) => role !== ownRole)
    const lists = [shorter ?? free(ofOthers), by('assignee', [person])]
    if (groups.length > 0) {
      // The group's list has the same order, and its own copy of it.
      const bounds = boundsOf(query, conditions.apart()).text.replaceAll('t.', 'g.')
      const atStage = lookedAt(conditions.apart().add('g.stage = $', stage).text)
      const read = `SELECT t.* FROM @task_group AS g JOIN @task AS t ON t.id = g.task
        WHERE g.agency = a.agency AND g.name = k.value AND ${bounds} AND ${atStage} AND ${rest}`
      lists.push(each(groups, read.replace(`ORDER BY ${ORDER}`, 'ORDER BY g.due, g.opened_at, g.ordinal')))
    }
    if (ownRole !== null && ofOthers.length < candidate.roles.length) {
      const own = `t.applicant = ${conditions.value(person)} AND ${rest}`
      lists.push(
        ownRole === APPLICANT
          ? `SELECT t.* FROM @task AS t WHERE t.role = '${APPLICANT}' AND ${own}`
          : each(
              [ownRole],
              `SELECT t.* FROM @task AS t WHERE t.agency = a.agency AND t.role = k.value AND t.assignee IS NULL AND ${own}`,
            ),
      )
    }
    return lists
  }
  if (shorter !== undefined) return [shorter]
  if (roles !== undefined) return query.assignee === null ? [free(roles)] : [free(roles), taken(roles)]
  if (stage !== undefined) return [by('stage', [stage])]
  return [`SELECT t.* FROM agencies AS a CROSS JOIN LATERAL (${list('t.agency = a.agency')}) AS t`]
}

/** What a list is read between, and what is looked at on the way. */
function filtersOf(query: TaskQuery, values: Value[]): string {
  return `${boundsOf(query, new Conditions(values)).text} AND ${lookedAt(restOf(query, new Conditions(values)).text)}`
}

/** All that is asked for, as the planner reckons with it. */
function wantedOf(query: TaskQuery, values: Value[]): Conditions {
  return restOf(query, boundsOf(query, new Conditions(values)))
}

/** What is asked for but for the bounds. */
function restOf(query: TaskQuery, filters: Conditions): Conditions {
  filters
    .add('t.agency = $', query.agency)
    .add('t.role = ANY ($::text[])', query.roles && [...query.roles])
    .add('t.unit = $', query.unit)
    .add('t.stage = $', query.stage)
    .add('t.procedure = $', query.procedure)
    .add('t.element = $', query.element)
    .add('t.dossier = $', query.dossier)
    .add('t.assignee = $', query.assignee ?? undefined)
  if (query.assignee === null) filters.always('t.assignee IS NULL')
  if (query.candidate !== undefined) {
    const { person, roles, groups, ownRole } = query.candidate
    const somebody = filters.value(person)
    filters
      .always(`(t.role = ANY (${filters.value([...roles])}::text[]) OR t.groups && ${filters.value([...groups])}::text[])`)
      .always(`(t.assignee IS NULL OR t.assignee = ${somebody}) AND NOT (${somebody} = ANY (t.excluded))`)
      .add(`(t.role IS DISTINCT FROM $ OR t.applicant = ${somebody})`, ownRole ?? undefined)
  }
  return filters
}

/** From where to where in the list's order. */
function boundsOf(query: TaskQuery, bounds: Conditions): Conditions {
  const { dueFrom, after } = query
  bounds.add('t.due < $', query.dueBefore)
  if (dueFrom !== undefined) bounds.always(`t.due < ${NEVER}`)
  const begun = after === undefined ? undefined : placeOf(after, ['number', 'number', 'number'])
  // Of two beginnings an index is entered at either: only at the later is nothing passed over.
  if (begun === undefined || (dueFrom !== undefined && Number(begun[0]) < dueFrom)) return bounds.add('t.due >= $', dueFrom)
  const place = begun.map((part) => `${bounds.value(part)}::bigint`)
  return bounds.always(`(t.due, t.opened_at, t.ordinal) > (${place.join(', ')})`)
}
