import { NEVER } from '../commit/parameters.ts'
import type { Database } from '../database.ts'
import type { TextSearch } from './text-search.ts'

/** How long what the planner knows of due dates is believed, in milliseconds: it learns anew when a tenth of the rows has changed. */
const BELIEVED_MS = 60_000

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
  readonly #known = new Map<string, { readonly at: number; readonly dates: Promise<DueDates> }>()

  constructor(private readonly db: Database) {}

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
    const { bounds, common } = await this.#dates(search.of === 'open' ? 'task' : 'head')
    const begun = from === undefined ? 0 : bounds.filter((due) => due <= from).length
    const end = begun + Math.ceil((search.share / (1 - common)) * (bounds.length - 1))
    const walkedBefore = bounds[end]
    return walkedBefore === undefined ? search : { ...search, walkedBefore }
  }

  #dates(table: 'task' | 'head'): Promise<DueDates> {
    const known = this.#known.get(table)
    if (known !== undefined && performance.now() - known.at < BELIEVED_MS) return known.dates
    const dates = this.#read(table)
    this.#known.set(table, { at: performance.now(), dates })
    dates.catch(() => this.#known.delete(table))
    return dates
  }

  async #read(table: 'task' | 'head'): Promise<DueDates> {
    const [row] = await this.db.read<DueDates>(
      `SELECT coalesce(s.histogram_bounds::text::bigint[], '{}') AS bounds,
         coalesce((SELECT sum(f) FROM unnest(s.most_common_freqs) AS f), 0)::float8 AS common
       FROM pg_stats AS s WHERE s.schemaname = $1 AND s.tablename = $2 AND s.attname = 'due'`,
      [this.db.schema, table],
    )
    return row === undefined || row.common >= 1 ? { bounds: [], common: 0 } : row
  }
}
