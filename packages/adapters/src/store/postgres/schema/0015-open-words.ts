import { commitBatch } from './0002-commit.ts'
import type { Migration } from './migration.ts'

/** No dossier ended before it. */
export const FIRST_INSTANT = Number.MIN_SAFE_INTEGER
/** Of lists of ended dossiers by something else than an instant: before all. */
export const BEFORE_ALL = '-9007199254740992'

/**
 * Words of what has ended stand apart from those of what is open: a worklist that is looked through for a name is never held up by all who bore
 * it before. An ended dossier's go over with its last commit.
 *
 * - Whoever writes waits at `dossier`, which each commit writes first: nothing is on its way while words are moved. What lists read is locked in
 *   the order in which they read it, so that none of them waits in a circle with us.
 * - The name `words` is gone. A commit of the release before that had begun to wait then fails whole, and its node cannot leave words where
 *   nobody looks for them.
 * - What is open is copied and what has ended stays where it is: there is no end to the latter. The planner is told at once what there is.
 * - Lists of ended dossiers by the instant of their end had the same condition as those by due date, and where much had ended since the planner last looked,
 *   it read all of the one to sort them into the order of the other. Now only who names an instant can be given that index: each kind of list has a
 *   condition of its own, all of which mean the same. So ended dossiers of a procedure or a standing can have lists too.
 */
export const openWords: Migration = {
  version: 15,
  about: 'words of open dossiers stand apart from those of ended ones',
  sql: `
    LOCK TABLE @dossier IN SHARE ROW EXCLUSIVE MODE;
    LOCK TABLE @head, @task, @words;

    ALTER TABLE @words RENAME TO ended_words;
    ALTER TABLE @ended_words RENAME CONSTRAINT words_pkey TO ended_words_pkey;
    ALTER INDEX @words_by_vector RENAME TO ended_words_by_vector;

    CREATE TABLE @open_words (
      dossier text COLLATE "C" NOT NULL,
      digest  text COLLATE "C" NOT NULL,
      search  text NOT NULL,
      vector  tsvector NOT NULL
    ) WITH (autovacuum_vacuum_scale_factor = 0.05);
    INSERT INTO @open_words (dossier, digest, search, vector)
      SELECT w.dossier, w.digest, w.search, w.vector FROM @ended_words AS w
      WHERE EXISTS (SELECT 1 FROM @head AS h WHERE h.dossier = w.dossier AND h.ended_at IS NULL)
        OR EXISTS (SELECT 1 FROM @task AS t WHERE t.dossier = w.dossier AND t.digest = w.digest);
    ALTER TABLE @open_words ADD CONSTRAINT open_words_pkey PRIMARY KEY (dossier, digest);
    CREATE INDEX open_words_by_vector ON @open_words USING gin (vector) WITH (fastupdate = on, gin_pending_list_limit = 256);
    DELETE FROM @ended_words AS w USING @head AS h WHERE h.dossier = w.dossier AND h.ended_at IS NULL;
    ANALYZE @open_words;
    ANALYZE @ended_words;

    DROP INDEX @head_by_ended;
    CREATE INDEX head_by_ended ON @head (agency, ended_at) WHERE ended_at >= ${FIRST_INSTANT};
    CREATE INDEX head_ended_by_procedure ON @head (agency, procedure, due, dossier) WHERE ended_at >= ${BEFORE_ALL};
    CREATE INDEX head_ended_by_standing ON @head (agency, standing, due, dossier) WHERE ended_at >= ${BEFORE_ALL};

    DROP FUNCTION @commit_batch; ${commitBatch.sql}`,
}
