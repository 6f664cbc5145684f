import { commitBatch } from './0002-commit.ts'
import type { Migration } from './migration.ts'

/**
 * What changes with nearly every step stands in one row: stages beside the sequence number, in the dossier's row that each commit writes anyway. The
 * head, which had them, is then written only when a list would show something else.
 *
 * - `stages` is the literal of an array: it is written often, and taken apart only for who sees it. `stages_before` are those before the last
 *   commit: what has to be counted again where something in a batch did not fit.
 * - Both stand before the snapshot: the write-ahead log has of a row what lies between its first byte that has changed and its last. So the table
 *   is written anew. It is locked before it is read: what a node of the release before commits meanwhile would be in the journal alone. So is
 *   all else that is changed: a list that has `head` and waits for `dossier` would be in a circle with us.
 * - Of tasks, applicants are given only their own: an index by applicant needs no others.
 */
export const stagesApart: Migration = {
  version: 14,
  about: 'stages stand with the dossier; only tasks of applicants are listed by applicant',
  sql: `
    LOCK TABLE @dossier, @head, @task;
    CREATE TABLE @dossier_14 (
      dossier       text COLLATE "C" NOT NULL,
      seq           bigint NOT NULL,
      tx            bigint NOT NULL,
      hash          text NOT NULL,
      stages        text NOT NULL,
      stages_before text,
      digest        text NOT NULL,
      suspended     boolean NOT NULL,
      snapshot_seq  bigint,
      kernel        integer,
      fingerprint   text,
      state         text
    ) WITH (fillfactor = 60);
    INSERT INTO @dossier_14 (dossier, seq, tx, hash, stages, digest, suspended, snapshot_seq, kernel, fingerprint, state)
      SELECT d.dossier, d.seq, d.tx, d.hash, h.stages::text, d.digest, d.suspended, d.snapshot_seq, d.kernel, d.fingerprint, d.state
      FROM @dossier AS d JOIN @head AS h ON h.dossier = d.dossier;
    DROP TABLE @dossier;
    ALTER TABLE @dossier_14 RENAME TO dossier;
    ALTER TABLE @dossier ADD CONSTRAINT dossier_pkey PRIMARY KEY (dossier);
    ALTER TABLE @head DROP COLUMN stages;

    DROP INDEX @task_by_applicant;
    CREATE INDEX task_of_applicant ON @task (applicant, due, opened_at, ordinal) WHERE role = 'applicant';

    DROP FUNCTION @commit_batch; ${commitBatch.sql}`,
}
