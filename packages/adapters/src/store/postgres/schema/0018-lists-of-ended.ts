import type { Migration } from './migration.ts'

/** Each of these lists of ended dossiers has a condition of its own, as in schema 15; who names the lower instant is given no index of a higher one. */
export const ENDED = {
  byOpening: '-9007199254740993',
  byQuarterAndOpening: '-9007199254740994',
  byQuarterAndDueDate: '-9007199254740995',
} as const
/**
 * A quarter is 2^33 milliseconds, some 99 days: of three years a dozen lists are read, and who asks for a week of one passes over a dozen others for each that is
 * of that week.
 */
export const QUARTER_BITS = 33

/**
 * Lists that were not there, or that began with what nobody asks for.
 *
 * - Dossiers by their opening stood in one list, whose beginning has all that is open: who asks for what has ended was led through it. Now what is open and what has
 *   ended have one each; what is written for a step is the same.
 * - No index has in the order of a list what ended within a span of time, but one can have what ended in a quarter of a year: a span is put together from its quarters.
 *   Both are written once in a dossier's life, as it ends.
 * - Whoever writes waits at `dossier`, which each commit writes first; whoever reads goes on until the old index is dropped.
 */
export const listsOfEnded: Migration = {
  version: 18,
  about: 'lists of ended dossiers by opening and by the quarter of their end',
  sql: `
    LOCK TABLE @dossier IN SHARE ROW EXCLUSIVE MODE;
    CREATE INDEX head_open_by_opened ON @head (agency, opened_at DESC, dossier) INCLUDE (signature) WHERE ended_at IS NULL;
    CREATE INDEX head_ended_by_opened ON @head (agency, opened_at DESC, dossier) INCLUDE (signature) WHERE ended_at >= ${ENDED.byOpening};
    CREATE INDEX head_ended_by_quarter_opened ON @head (agency, (ended_at >> ${QUARTER_BITS}), opened_at DESC, dossier)
      WHERE ended_at >= ${ENDED.byQuarterAndOpening};
    CREATE INDEX head_ended_by_quarter ON @head (agency, (ended_at >> ${QUARTER_BITS}), due, dossier)
      WHERE ended_at >= ${ENDED.byQuarterAndDueDate};
    DROP INDEX @head_by_opened;`,
}
