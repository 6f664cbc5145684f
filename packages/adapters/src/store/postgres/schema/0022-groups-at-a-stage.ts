import { commitBatch } from './0002-commit.ts'
import type { Migration } from './migration.ts'

/**
 * Who asks for what a group may do at one stage was led through the group's whole list, and the task of each of its entries was read to know where it stands: of 570
 * tasks 2,300 pages, for the fifty that are wanted. Now the entry says it. A task is at one stage as long as it is open; whoever changes it has its entries written again.
 */
export const groupsAtAStage: Migration = {
  version: 22,
  about: 'lists of groups have the stage',
  sql: `
    LOCK TABLE @dossier IN SHARE ROW EXCLUSIVE MODE;
    ALTER TABLE @task_group ADD COLUMN stage text COLLATE "C";
    UPDATE @task_group AS g SET stage = t.stage FROM @task AS t WHERE t.id = g.task;
    DROP FUNCTION @commit_batch; ${commitBatch.sql}`,
}
