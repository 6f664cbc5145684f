import type { Migration } from './migration.ts'

/**
 * A name that a thousand bear is looked for by its words, and then the tasks of each dossier by the dossier's id: that is most of what it costs. An index
 * by hash has half the size, leads to them through one page instead of three, and costs a commit no more than the ordered one: nobody asks for dossiers in the
 * order of their ids here.
 *
 * - Whoever writes waits at `dossier`, which each commit writes first: none of them has `task` then, and whoever reads goes on until the old index is dropped.
 */
export const tasksByHash: Migration = {
  version: 17,
  about: 'tasks of a dossier are found by its hash',
  sql: `
    LOCK TABLE @dossier IN SHARE ROW EXCLUSIVE MODE;
    CREATE INDEX task_by_dossier_17 ON @task USING hash (dossier);
    DROP INDEX @task_by_dossier;
    ALTER INDEX @task_by_dossier_17 RENAME TO task_by_dossier;`,
}
