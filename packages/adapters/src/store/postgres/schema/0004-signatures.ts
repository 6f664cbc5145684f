import type { Migration } from './migration.ts'

/** The last sixteen digits of a digest are the text's signature; a digest of an earlier release has none, and may contain anything. */
const SIGNATURE = `bigint GENERATED ALWAYS AS (
  CASE WHEN length(digest) = 38 THEN ('x' || right(digest, 16))::bit(64)::bigint ELSE -1 END) STORED`

/**
 * Lists that are walked for a text look at a number of each row before they look at its words: the indices that they are walked in have it,
 * and what the row is found by, so that rows which cannot have the words are never read.
 */
export const signatures: Migration = {
  version: 4,
  about: 'signatures of texts',
  sql: `
    ALTER TABLE @task ADD COLUMN signature ${SIGNATURE};
    ALTER TABLE @head ADD COLUMN signature ${SIGNATURE};
    DROP INDEX @task_by_due, @task_free_by_role, @task_taken_by_role, @head_open_by_due, @head_ended_by_due, @head_by_opened;
    CREATE INDEX task_by_due ON @task (agency, due, opened_at, ordinal) INCLUDE (id, signature);
    CREATE INDEX task_free_by_role ON @task (agency, role, due, opened_at, ordinal) INCLUDE (id, signature) WHERE assignee IS NULL;
    CREATE INDEX task_taken_by_role ON @task (agency, role, due, opened_at, ordinal) INCLUDE (id, signature) WHERE assignee IS NOT NULL;
    CREATE INDEX head_open_by_due ON @head (agency, due, dossier) INCLUDE (signature) WHERE ended_at IS NULL;
    CREATE INDEX head_ended_by_due ON @head (agency, due, dossier) INCLUDE (signature) WHERE ended_at IS NOT NULL;
    CREATE INDEX head_by_opened ON @head (agency, opened_at DESC, dossier) INCLUDE (signature);
  `,
}
