import { NEVER } from '../commit/parameters.ts'
import type { Database } from '../database.ts'
import { agenciesIn } from './agencies.ts'
import { Believed } from './believed.ts'
import { Conditions } from './conditions.ts'
import type { TextSearch } from './text-search.ts'

interface DueDates {
  /** In order, as many rows between each and the next. Empty: nothing is known. */
  readonly bounds: readonly number[]
  /** The share of rows whose due date is so common that it has no part in them, as of those without one. */
  readonly common: number
}

/**
 * Theory of operation: the planner takes words for independent of each other, and is far off with a family name that was typed twice, or two
 * given names that nobody has together. A walk for them would read the whole list. So a walk ends at the due date by which it will have cost as
 * much as the index would, which is reckoned from what the planner knows of due dates; where too little was met by then, the index is asked.
 * All lists of a query end at one date, so what was met before it is all that there is: where it fills the page, it is the page.
 */
export class Reach {
  readonly #dates: Believed<Listed, DueDates>
  readonly #unseen: Believed<Listed, number>

  constructor(db: Database) {
    this.#dates = new Believed((table: Listed) => datesOf(db, table))
    this.#unseen = new Believed(async (table: Listed) => unseenOf(db, table, await this.#dates.of(table)))
  }

  /**
   * The share of a table's rows, from 0 to 1, that an index alone does not answer for: those on pages that were written since the last vacuum, which a
   * walk has to read. Where a few rows of each page are new, it costs six times as much.
   */
  unseen(table: Listed): Promise<number> {
    return this.#unseen.of(table)
  }

  /**
   * Rows in the order of their due dates.
   *
   * @param from  the due date at which the lists are begun; absent: at their beginning
   * @param ask   the rows that a search finds, `limit` of them at most
   */
  async rows<R extends { readonly dueAt: number | null }>(
    searches: readonly TextSearch[],
    limit: number,
    from: number | undefined,
    ask: (searches: readonly TextSearch[]) => Promise<readonly R[]>,
  ): Promise<readonly R[]> {
    const bounded = await Promise.all(searches.map((search) => this.#bounded(search, from)))
    const end = Math.min(...bounded.map(({ walkedBefore }) => walkedBefore ?? Infinity))
    const rows = await ask(bounded)
    if (end === Infinity) return rows
    const last = rows.length < limit ? undefined : rows.at(-1)
    if (last !== undefined && (last.dueAt ?? NEVER) < end) return rows
    return ask(searches.map((search) => ({ ...search, isFrequent: search.isFrequent && search.share >= 1 })))
  }

  async #bounded(search: TextSearch, from: number | undefined): Promise<TextSearch> {
    if (!search.isFrequent || search.share >= 1) return search
    // What is open is due when its tasks are, as far as anybody knows.
    const { bounds, common } = await this.#dates.of(search.of === 'open' ? 'task' : 'head')
    const begun = from === undefined ? 0 : bounds.filter((due) => due <= from).length
    const end = begun + Math.ceil((search.share / (1 - common)) * (bounds.length - 1))
    const walkedBefore = bounds[end]
    return walkedBefore === undefined ? search : { ...search, walkedBefore }
  }
}

type Listed = 'task' | 'head'

async function datesOf(db: Database, table: Listed): Promise<DueDates> {
  const [row] = await db.read<DueDates>(
    `SELECT coalesce(s.histogram_bounds::text::bigint[], '{}') AS bounds,
       coalesce((SELECT sum(f) FROM unnest(s.most_common_freqs) AS f), 0)::float8 AS common
     FROM pg_stats AS s WHERE s.schemaname = $1 AND s.tablename = $2 AND s.attname = 'due'`,
    [db.schema, table],
  )
  return row === undefined || row.common >= 1 ? { bounds: [], common: 0 } : row
}

/** So many places of the lists of so many agencies at most are looked at, and so many rows from each. */
const [PLACES, AGENCIES, ROWS] = [8, 8, 16]

/** The rows of an index in the order of due dates. */
const IN_ORDER = { task: 'true', head: 's.ended_at IS NULL' } as const

/**
 * Tried, for it cannot be told from how much was written: what comes and goes at one end of a table leaves all its other pages as they are, and what is written here and
 * there spoils many pages with little. A row that is dead and still stands in the index has to be read as well.
 */
async function unseenOf(db: Database, table: Listed, { bounds }: DueDates): Promise<number> {
  const places = new Set(Array.from({ length: PLACES }, (_, n) => bounds[Math.floor((n * bounds.length) / PLACES)] ?? 0))
  const agencies = agenciesIn(`@${table}`, undefined, new Conditions())
  const [explained] = await db.search<Record<string, readonly [{ readonly Plan: Tried }]>>(
    `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) WITH RECURSIVE ${agencies}
     SELECT count(*) FROM (SELECT a.agency FROM agencies AS a LIMIT ${AGENCIES}) AS a CROSS JOIN unnest($1::bigint[]) AS p (due)
     CROSS JOIN LATERAL (
       SELECT s.due FROM @${table} AS s WHERE ${IN_ORDER[table]} AND s.agency = a.agency AND s.due >= p.due ORDER BY s.due LIMIT ${ROWS}) AS s`,
    [[...places]],
  )
  const plan = explained?.['QUERY PLAN']?.[0].Plan
  const found = plan?.Plans?.find((part) => part['Parent Relationship'] === 'Outer')?.['Actual Rows'] ?? 0
  const read = plan && fetchesOf(plan)
  return found === 0 ? 0 : Math.min(1, (read ?? found) / found)
}

/** A node of the plan that was tried, as PostgreSQL tells it. */
interface Tried {
  readonly Alias?: string
  readonly 'Parent Relationship'?: string
  readonly 'Actual Rows': number
  /** Rows of all loops that an index did not answer for; absent: the table was read for each. */
  readonly 'Heap Fetches'?: number
  readonly Plans?: readonly Tried[]
}

function fetchesOf(node: Tried): number | undefined {
  if (node.Alias === 's') return node['Heap Fetches']
  return node.Plans?.map(fetchesOf).find((read) => read !== undefined)
}
