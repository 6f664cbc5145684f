import { HEAD, HEADS, HEAD_VALUES, NEW_DOSSIERS, OPEN_TASKS, STANDING } from './commit-parts.ts'
import type { Migration } from './migration.ts'

/**
 * Theory of operation of `commit_batch`: one call commits one command each of many dossiers, in one round trip and one transaction.
 *
 * 1. Where the node knows what stands before each commit, dossiers are written at once, in the order of their ids, wherever number and hash
 *    are those that it knows and the command is new; what is written is locked. Otherwise the dossiers are locked first, in the same order, and
 *    looked at: do number and hash follow, is the command new, are its messages still there? So two nodes whose batches overlap wait for each
 *    other, never in a circle, and each statement after it has a snapshot of its own that sees what was committed before.
 * 2. `fits` holds the answers. What does not fit is told to the caller and writes nothing; its neighbours never notice.
 * 3. Everything else is one statement per table over all that fits. By how much counts change and which rows of stages come and go the node
 *    says for the whole batch (`p_…`, `d_…`), where it knows (`c_looks` is 0, an end is `counted`): with one misfit that sum is wrong, and
 *    then old heads and tasks are read, as they are of what the node does not know.
 *
 * A dossier that another node creates between the look and the write, and a transaction number older than the dossier's last (the feed must
 * have a dossier's rows in order), raise serialization_failure: the caller begins again with a new transaction, which sees more. A dossier
 * whose text is not as its node knew it raises MTC01: the caller sends again, and everything is looked at.
 *
 * Arguments are arrays, one per column; `place` in the families below a commit (words, tasks, ends …) is the commit's index, from 1.
 * Plans are made once, for nested loops over indices: made on empty tables, they would otherwise scan these when they are large.
 */
export const commitBatch: Migration = {
  version: 2,
  about: 'commit_batch: one round trip per group commit',
  sql: `
    CREATE FUNCTION @commit_batch(
      c_n integer[], c_dossier text[], c_seq bigint[], c_at bigint[], c_actor text[], c_command text[], c_type text[],
      c_events text[], c_previous text[], c_hash text[], c_digest text[], c_response text[], c_agency text[], c_text text[],
      c_suspended_at bigint[], c_looks integer[], c_stages text[],
      h_place bigint[], h_procedure text[], h_version bigint[], h_fingerprint text[], h_code text[], h_status text[],
      h_standing text[], h_applicant text[], h_title text[], h_opened_at bigint[],
      h_due bigint[], h_ended_at bigint[],
      s_seq bigint[], s_kernel bigint[], s_fingerprint text[], s_state text[],
      w_place bigint[], w_digest text[], w_search text[], w_lexemes text[],
      k_place bigint[], k_id text[], k_agency text[], k_procedure text[], k_element text[], k_name text[], k_role text[],
      k_groups text[], k_unit text[], k_assignee text[], k_owner text[], k_excluded text[], k_stage text[], k_form text[],
      k_code text[], k_title text[], k_digest text[], k_applicant text[], k_opened_at bigint[], k_due bigint[],
      x_place bigint[], x_kind text[], x_id text[],
      t_place bigint[], t_id text[], t_due bigint[],
      j_place bigint[], j_id text[], j_type text[], j_lane text[], j_instance bigint[], j_key text[], j_input text[], j_at bigint[],
      b_place bigint[], b_id text[], b_agency text[], b_kind text[], b_name text[], b_key text[],
      i_place bigint[], i_id text[], i_agency text[], i_procedure text[], i_element text[], i_code text[], i_message text[],
      i_raised_at bigint[],
      e_place bigint[], e_up_to bigint[],
      p_agency text[], p_stage text[], p_due bigint[], p_dossier text[], p_n bigint[],
      d_kind text[], d_agency text[], d_procedure text[], d_key text[], d_stage text[], d_role text[], d_n bigint[]
    ) RETURNS TABLE (place bigint, status text, seq bigint, hash text, digest text, response text)
    LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_bitmapscan = off
    SET plan_cache_mode = force_generic_plan
    AS $commit$
    #variable_conflict use_column
    DECLARE
      mine    bigint;
      gone    bigint[] := '{}';
      fits    boolean[];
      is_trusted boolean;
      is_known boolean := false;
      done    bigint[];
      begun   text[] := '{}';
      is_late boolean;
      is_new  boolean;
      is_old  boolean;
      lacking boolean;
      worded  boolean;
      changes_task boolean;
      turned  bigint[];
      l_dossier text[];
      l_lane  text[];
      changes bigint;
    BEGIN
      is_trusted := NOT (1 = ANY (c_looks)) AND NOT ('take' = ANY (x_kind));

      IF is_trusted THEN
        SELECT pg_current_xact_id()::text::bigint + s.feed_base INTO mine FROM @motcua_store AS s;
        WITH replaced AS (
          UPDATE @dossier AS d SET seq = c.seq, hash = c.hash, tx = mine, ${STANDING}
          FROM (
            SELECT c.* FROM unnest(c_dossier, c_seq, c_previous, c_command, c_hash, c_stages, s_seq, s_kernel, s_fingerprint, s_state)
              WITH ORDINALITY AS c (dossier, seq, previous, command, hash, stages, s_seq, kernel, fingerprint, state, place)
            WHERE c.seq > 1 ORDER BY c.dossier COLLATE "C") AS c
          WHERE d.dossier = c.dossier AND d.seq = c.seq - 1 AND d.hash = c.previous AND d.tx <= mine
            AND NOT EXISTS (SELECT 1 FROM @journal AS j WHERE j.dossier = c.dossier AND j.command = c.command)
          RETURNING c.place)
        SELECT coalesce(array_agg(r.place), '{}') INTO done FROM replaced AS r;
        IF 1 = ANY (c_seq) THEN
          WITH put AS (
            ${NEW_DOSSIERS} WHERE c.seq = 1 AND NOT EXISTS (SELECT 1 FROM @dossier AS o WHERE o.dossier = c.dossier)
            ORDER BY c.dossier COLLATE "C" ON CONFLICT DO NOTHING RETURNING dossier)
          SELECT coalesce(array_agg(p.dossier), '{}') INTO begun FROM put AS p;
        END IF;
        IF cardinality(done) + cardinality(begun) = cardinality(c_seq) THEN
          fits := array_fill(true, ARRAY[cardinality(c_seq)]);
          is_known := true;
        ELSE
          SELECT array_agg(c.place = ANY (done) OR (c.seq = 1 AND c.dossier = ANY (begun)) ORDER BY c.place) INTO fits
            FROM unnest(c_dossier, c_seq) WITH ORDINALITY AS c (dossier, seq, place);
          IF EXISTS (
            SELECT 1 FROM unnest(c_dossier, c_seq, c_command) WITH ORDINALITY AS c (dossier, seq, command, place)
            JOIN @dossier AS d ON d.dossier = c.dossier
            WHERE NOT fits[c.place] AND d.seq = c.seq - 1
              AND NOT EXISTS (SELECT 1 FROM @journal AS j WHERE j.dossier = c.dossier AND j.command = c.command)) THEN
            RAISE EXCEPTION 'a dossier that is not as its node knew it' USING ERRCODE = 'MTC01';
          END IF;
        END IF;
      ELSE
        PERFORM 1 FROM @dossier AS d WHERE d.dossier = ANY (c_dossier) ORDER BY d.dossier FOR NO KEY UPDATE;
        IF 'take' = ANY (x_kind) THEN
          PERFORM 1 FROM @message AS m
            WHERE m.id IN (SELECT x.id FROM unnest(x_kind, x_id) AS x (kind, id) WHERE x.kind = 'take') ORDER BY m.id FOR UPDATE;
          gone := ARRAY (
            SELECT x.place FROM unnest(x_place, x_kind, x_id) AS x (place, kind, id)
            LEFT JOIN @message AS m ON m.id = x.id AND m.status = 'kept' AND m.expires_at > c_at[x.place]
            WHERE x.kind = 'take' AND m.id IS NULL);
        END IF;

        SELECT pg_current_xact_id()::text::bigint + s.feed_base INTO mine FROM @motcua_store AS s;
        WITH looked AS (
          SELECT c.place, c.seq, d.dossier IS NULL AS is_new, d.tx, d.digest, d.suspended,
            coalesce(d.seq, 0) + 1 = c.seq AND coalesce(d.hash, c.previous) = c.previous AND j.seq IS NULL AND c.place <> ALL (gone) AS fit
          FROM unnest(c_dossier, c_seq, c_previous, c_command) WITH ORDINALITY AS c (dossier, seq, previous, command, place)
          LEFT JOIN @dossier AS d ON d.dossier = c.dossier
          LEFT JOIN @journal AS j ON j.dossier = c.dossier AND j.command = c.command)
        SELECT array_agg(l.fit ORDER BY l.place), coalesce(bool_or(l.fit AND l.tx > mine), false),
          coalesce(bool_or(l.fit AND l.is_new), false), coalesce(bool_or(l.fit AND NOT l.is_new), false),
          coalesce(bool_or(l.fit AND l.digest IS DISTINCT FROM c_text[l.place] AND c_text[l.place] <> ''
            AND NOT EXISTS (SELECT 1 FROM unnest(w_place, w_digest) AS w (place, digest)
              WHERE w.place = l.place AND w.digest = c_text[l.place])), false),
          coalesce(bool_or(l.fit AND l.digest <> c_text[l.place]), false),
          array_agg(l.place) FILTER (WHERE l.fit AND coalesce(l.suspended, false) <> (c_suspended_at[l.place] IS NOT NULL)),
          bool_and(l.fit)
        INTO fits, is_late, is_new, is_old, lacking, worded, turned, is_known FROM looked AS l;

        IF is_late THEN
          RAISE EXCEPTION 'a transaction that began earlier than the last of its dossier' USING ERRCODE = 'serialization_failure';
        END IF;
        IF lacking THEN
          RAISE EXCEPTION 'a dossier that is not as its node knew it' USING ERRCODE = 'MTC01';
        END IF;
        IF is_new THEN
          ${NEW_DOSSIERS} WHERE fits[c.place] AND c.seq = 1 ORDER BY c.dossier COLLATE "C" ON CONFLICT DO NOTHING;
          GET DIAGNOSTICS changes = ROW_COUNT;
          IF changes < (SELECT count(*) FROM unnest(c_seq) WITH ORDINALITY AS c (seq, place) WHERE fits[c.place] AND c.seq = 1) THEN
            RAISE EXCEPTION 'another node created the dossier' USING ERRCODE = 'serialization_failure';
          END IF;
        END IF;
        IF is_old THEN
          UPDATE @dossier AS d SET seq = c.seq, hash = c.hash, tx = mine, digest = c_text[c.place],
            suspended = c_suspended_at[c.place] IS NOT NULL, ${STANDING}
          FROM unnest(c_dossier, c_seq, c_hash, c_stages, s_seq, s_kernel, s_fingerprint, s_state) WITH ORDINALITY
            AS c (dossier, seq, hash, stages, s_seq, kernel, fingerprint, state, place)
          WHERE fits[c.place] AND c.seq > 1 AND d.dossier = c.dossier;
        END IF;
      END IF;

      IF NOT (true = ALL (fits)) THEN
        RETURN QUERY
          SELECT c.place, CASE WHEN j.seq IS NULL THEN 'conflict' ELSE 'duplicate' END, coalesce(d.seq, 0), j.hash, j.digest, j.response
          FROM unnest(c_dossier, c_command) WITH ORDINALITY AS c (dossier, command, place)
          LEFT JOIN @dossier AS d ON d.dossier = c.dossier
          LEFT JOIN @journal AS j ON j.dossier = c.dossier AND j.command = c.command
          WHERE NOT fits[c.place];
        IF NOT (true = ANY (fits)) THEN
          RETURN;
        END IF;
      END IF;

      INSERT INTO @journal (tx, n, dossier, agency, seq, at, actor, command, type, events, previous, hash, digest, response)
        SELECT mine, c.n, c.dossier, c.agency, c.seq, c.at, c.actor, c.command, c.type, c.events, c.previous, c.hash, c.digest, c.response
        FROM unnest(c_n, c_dossier, c_agency, c_seq, c_at, c_actor, c_command, c_type, c_events, c_previous, c_hash, c_digest, c_response)
          WITH ORDINALITY
          AS c (n, dossier, agency, seq, at, actor, command, type, events, previous, hash, digest, response, place)
        WHERE fits[c.place];

      IF cardinality(w_place) > 0 THEN
        INSERT INTO @open_words (dossier, digest, search, vector)
          SELECT c_dossier[w.place], w.digest, w.search, array_to_tsvector(w.lexemes::text[])
          FROM unnest(w_place, w_digest, w_search, w_lexemes) AS w (place, digest, search, lexemes)
          WHERE fits[w.place]
          ON CONFLICT DO NOTHING;
        INSERT INTO @word (lexeme)
          SELECT DISTINCT l.lexeme FROM unnest(w_lexemes) AS w (lexemes) CROSS JOIN LATERAL unnest(w.lexemes::text[]) AS l (lexeme)
          WHERE char_length(l.lexeme) <= 10 ORDER BY l.lexeme
          ON CONFLICT DO NOTHING;
      END IF;

      IF NOT is_known OR 1 = ANY (c_looks) THEN
        -- Each dossier's row as it was stands beside what it becomes: joining them again for each use would look at every pair of a batch.
        WITH given AS (
          SELECT c.*, c_dossier[c.place] AS dossier, c_seq[c.place] AS seq
          FROM ${HEADS} WHERE fits[c.place] AND (NOT is_known OR c_looks[c.place] = 1)),
        changed AS MATERIALIZED (
          SELECT c.*, d.stages::text[] AS stages, h.dossier IS NOT NULL AND h.ended_at IS NULL AS was_open, h.agency AS old_agency, h.procedure AS old_procedure,
            h.standing AS old_standing, d.stages_before::text[] AS old_stages, h.due AS old_due,
            (h.procedure, h.version, h.fingerprint, h.agency, h.code, h.status, h.standing, h.applicant, h.title, h.digest, h.opened_at,
              h.due, h.ended_at, h.suspended_at) IS DISTINCT FROM
            (c.procedure, c.version::integer, c.fingerprint, c.agency, c.code, c.status, c.standing, c.applicant, c.title, c.digest,
              c.opened_at, c.due, c.ended_at, c.suspended_at) AS is_other
          FROM given AS c JOIN @dossier AS d ON d.dossier = c.dossier
          LEFT JOIN @head AS h ON h.dossier = c.dossier AND c.seq > 1),
        put AS (
          INSERT INTO @head (dossier, ${HEAD}) SELECT c.dossier, ${HEAD_VALUES} FROM changed AS c WHERE c.seq = 1),
        replaced AS (
          UPDATE @head AS h SET (${HEAD}) = ROW (${HEAD_VALUES})
          FROM changed AS c WHERE c.seq > 1 AND c.is_other AND h.dossier = c.dossier),
        -- Of a head that stays as it is, nothing was given; its dossier may have come to another stage.
        stayed AS MATERIALIZED (
          SELECT h.agency, h.procedure, h.due, h.dossier, d.stages::text[] AS stages, d.stages_before::text[] AS old_stages
          FROM unnest(c_dossier) WITH ORDINALITY AS c (dossier, place)
          JOIN @dossier AS d ON d.dossier = c.dossier JOIN @head AS h ON h.dossier = c.dossier
          WHERE NOT is_known AND fits[c.place] AND c.place <> ALL (h_place) AND h.ended_at IS NULL),
        stood AS MATERIALIZED (
          SELECT o.agency, o.procedure, s.stage, o.due, o.dossier FROM (
            SELECT c.old_agency, c.old_procedure, c.old_due, c.dossier, c.old_stages FROM changed AS c WHERE c.was_open
            UNION ALL
            SELECT c.agency, c.procedure, c.due, c.dossier, c.old_stages FROM stayed AS c) AS o (agency, procedure, due, dossier, stages)
          CROSS JOIN LATERAL (SELECT DISTINCT unnest(o.stages)) AS s (stage)),
        stands AS MATERIALIZED (
          SELECT o.agency, o.procedure, s.stage, o.due, o.dossier FROM (
            SELECT c.agency, c.procedure, c.due, c.dossier, c.stages FROM changed AS c WHERE c.ended_at IS NULL
            UNION ALL
            SELECT c.agency, c.procedure, c.due, c.dossier, c.stages FROM stayed AS c)
            AS o (agency, procedure, due, dossier, stages)
          CROSS JOIN LATERAL (SELECT DISTINCT unnest(o.stages)) AS s (stage)),
        left_stage AS (
          DELETE FROM @stage AS s USING (
            SELECT agency, stage, due, dossier FROM stood EXCEPT SELECT agency, stage, due, dossier FROM stands) AS o
          WHERE s.agency = o.agency AND s.stage = o.stage AND s.due = o.due AND s.dossier = o.dossier),
        entered_stage AS (
          INSERT INTO @stage (agency, stage, due, dossier)
            SELECT agency, stage, due, dossier FROM stands EXCEPT SELECT agency, stage, due, dossier FROM stood),
        moved AS (
          SELECT 'standing', c.old_agency, c.old_procedure, c.old_standing, '', -1 FROM changed AS c WHERE c.was_open
          UNION ALL
          SELECT 'standing', c.agency, c.procedure, c.standing, '', 1 FROM changed AS c WHERE c.ended_at IS NULL
          UNION ALL
          SELECT 'stage', s.agency, s.procedure, '', s.stage, -1 FROM stood AS s
          UNION ALL
          SELECT 'stage', s.agency, s.procedure, '', s.stage, 1 FROM stands AS s)
        INSERT INTO @counter_delta (kind, agency, procedure, key, stage, role, n)
          SELECT m.kind, m.agency, m.procedure, m.key, m.stage, '', sum(m.n)
          FROM moved AS m (kind, agency, procedure, key, stage, n)
          GROUP BY m.kind, m.agency, m.procedure, m.key, m.stage HAVING sum(m.n) <> 0;
      END IF;
      IF is_known THEN
        IF cardinality(h_place) > 0 THEN
          WITH given AS MATERIALIZED (SELECT c.* FROM ${HEADS} WHERE c_looks[c.place] = 0),
          put AS (
            INSERT INTO @head (dossier, ${HEAD})
            SELECT c_dossier[c.place], ${HEAD_VALUES} FROM given AS c WHERE c_seq[c.place] = 1)
          UPDATE @head AS h SET (${HEAD}) = ROW (${HEAD_VALUES})
          FROM given AS c WHERE c_seq[c.place] > 1 AND h.dossier = c_dossier[c.place];
        END IF;
        IF cardinality(p_n) > 0 THEN
          WITH left_stage AS (
            DELETE FROM @stage AS s USING unnest(p_agency, p_stage, p_due, p_dossier, p_n) AS p (agency, stage, due, dossier, n)
            WHERE p.n < 0 AND s.agency = p.agency AND s.stage = p.stage AND s.due = p.due AND s.dossier = p.dossier)
          INSERT INTO @stage (agency, stage, due, dossier)
            SELECT p.agency, p.stage, p.due, p.dossier
            FROM unnest(p_agency, p_stage, p_due, p_dossier, p_n) AS p (agency, stage, due, dossier, n) WHERE p.n > 0;
        END IF;
        INSERT INTO @counter_delta (kind, agency, procedure, key, stage, role, n)
          SELECT d.* FROM unnest(d_kind, d_agency, d_procedure, d_key, d_stage, d_role, d_n) AS d;
      END IF;

      -- A task that is there already changes, as by a claim. Most are new: all are looked for at once, and then none is looked for alone.
      changes_task := EXISTS (SELECT 1 FROM @task AS t WHERE t.id = ANY (k_id));
      IF is_known AND 'counted' = ANY (x_kind) THEN
        DELETE FROM @task AS t USING unnest(x_place, x_kind, x_id) AS x (place, kind, id)
          WHERE x.kind = 'counted' AND t.id = x.id AND t.dossier = c_dossier[x.place];
      END IF;
      IF NOT is_known OR changes_task OR 'task' = ANY (x_kind) THEN
        WITH closed AS (
          DELETE FROM @task AS t USING unnest(x_place, x_kind, x_id) AS x (place, kind, id)
          WHERE (x.kind = 'task' OR (x.kind = 'counted' AND NOT is_known)) AND fits[x.place]
            AND t.id = x.id AND t.dossier = c_dossier[x.place]
          RETURNING t.id, t.groups, t.agency, t.procedure, t.element, t.stage, t.role, t.unit, t.assignee),
        ungrouped AS (
          DELETE FROM @task_group AS g USING closed AS t WHERE t.groups <> '{}' AND g.task = t.id),
        replaced AS (
          SELECT t.* FROM unnest(k_place, k_id) AS k (place, id) JOIN @task AS t ON t.id = k.id
          WHERE changes_task AND fits[k.place] AND NOT EXISTS (SELECT 1 FROM unnest(x_place, x_kind, x_id) AS x (place, kind, id)
            WHERE x.kind IN ('task', 'counted') AND x.place = k.place AND x.id = k.id)),
        moved AS (
          SELECT t.agency, t.procedure, t.element, t.stage, t.role, t.unit, t.assignee, -1 AS n FROM closed AS t
          UNION ALL
          SELECT t.agency, t.procedure, t.element, t.stage, t.role, t.unit, t.assignee, -1 FROM replaced AS t
          UNION ALL
          SELECT k.agency, k.procedure, k.element, k.stage, k.role, k.unit, k.assignee, 1
          FROM unnest(k_place, k_agency, k_procedure, k_element, k_stage, k_role, k_unit, k_assignee)
            AS k (place, agency, procedure, element, stage, role, unit, assignee)
          WHERE NOT is_known AND fits[k.place])
        INSERT INTO @counter_delta (kind, agency, procedure, key, stage, role, n)
          SELECT 'task', m.agency, m.procedure, m.element, coalesce(m.stage, ''), coalesce(m.role, ''), sum(m.n)
          FROM moved AS m GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(m.n) <> 0
          UNION ALL
          SELECT 'unit', m.agency, '', m.unit, '', '', sum(m.n)
          FROM moved AS m WHERE m.unit IS NOT NULL GROUP BY m.agency, m.unit HAVING sum(m.n) <> 0
          UNION ALL
          SELECT 'assignee', m.agency, '', m.assignee, '', '', sum(m.n)
          FROM moved AS m WHERE m.assignee IS NOT NULL GROUP BY m.agency, m.assignee HAVING sum(m.n) <> 0;
      END IF;
      IF cardinality(k_place) > 0 THEN
        IF changes_task THEN
          DELETE FROM @task_group AS g USING unnest(k_place, k_id) AS k (place, id) JOIN @task AS t ON t.id = k.id
            WHERE fits[k.place] AND t.groups <> '{}' AND g.task = t.id;
          ${OPEN_TASKS}
            ON CONFLICT (id) DO UPDATE SET dossier = excluded.dossier, agency = excluded.agency, procedure = excluded.procedure,
              element = excluded.element, name = excluded.name, role = excluded.role, groups = excluded.groups,
              unit = excluded.unit, assignee = excluded.assignee, owner = excluded.owner, excluded = excluded.excluded,
              stage = excluded.stage, form = excluded.form, code = excluded.code, title = excluded.title,
              digest = excluded.digest, applicant = excluded.applicant, opened_at = excluded.opened_at, due = excluded.due;
        ELSE
          ${OPEN_TASKS};
        END IF;
        IF EXISTS (SELECT 1 FROM unnest(k_groups) AS k (groups) WHERE k.groups <> '{}') THEN
          INSERT INTO @task_group (agency, name, due, opened_at, ordinal, task, stage)
            SELECT DISTINCT t.agency, g.name, t.due, t.opened_at, t.ordinal, t.id, t.stage
            FROM unnest(k_place, k_id) AS k (place, id) JOIN @task AS t ON t.id = k.id CROSS JOIN LATERAL unnest(t.groups) AS g (name)
            WHERE fits[k.place] AND t.assignee IS NULL;
        END IF;
      END IF;
      IF worded THEN
        DELETE FROM @open_words AS w USING unnest(c_dossier) WITH ORDINALITY AS c (dossier, place)
          WHERE fits[c.place] AND w.dossier = c.dossier AND w.digest <> c_text[c.place]
          AND NOT EXISTS (SELECT 1 FROM @task AS t WHERE t.dossier = w.dossier AND t.digest = w.digest);
        DELETE FROM @ended_words AS w USING unnest(c_dossier) WITH ORDINALITY AS c (dossier, place)
          WHERE fits[c.place] AND w.dossier = c.dossier AND w.digest <> c_text[c.place];
      END IF;
      IF EXISTS (SELECT 1 FROM unnest(h_ended_at) AS h (ended_at) WHERE h.ended_at IS NOT NULL) THEN
        WITH ended AS MATERIALIZED (
          SELECT w.* FROM unnest(h_place, h_ended_at) AS h (place, ended_at) JOIN @open_words AS w ON w.dossier = c_dossier[h.place]
          WHERE h.ended_at IS NOT NULL AND fits[h.place]),
        put AS (
          INSERT INTO @ended_words (dossier, digest, search, vector)
            SELECT e.dossier, e.digest, e.search, e.vector FROM ended AS e ON CONFLICT DO NOTHING)
        -- A task that is still open is found by them too.
        DELETE FROM @open_words AS w USING ended AS e WHERE w.dossier = e.dossier AND w.digest = e.digest
          AND NOT EXISTS (SELECT 1 FROM @task AS t WHERE t.dossier = e.dossier AND t.digest = e.digest);
      END IF;

      IF turned IS NOT NULL THEN
        UPDATE @timer AS t SET held = c_suspended_at[c.place] IS NOT NULL
          FROM unnest(turned) AS c (place) WHERE t.dossier = c_dossier[c.place];
        UPDATE @job AS j SET held = c_suspended_at[c.place] IS NOT NULL
          FROM unnest(turned) AS c (place) WHERE j.dossier = c_dossier[c.place] AND j.status IN ('queued', 'leased', 'parked');
        UPDATE @subscription AS s SET held = c_suspended_at[c.place] IS NOT NULL
          FROM unnest(turned) AS c (place) WHERE s.dossier = c_dossier[c.place];
      END IF;

      IF 'timer' = ANY (x_kind) THEN
        DELETE FROM @timer AS t USING unnest(x_place, x_kind, x_id) AS x (place, kind, id)
          WHERE x.kind = 'timer' AND fits[x.place] AND t.id = x.id AND t.dossier = c_dossier[x.place];
      END IF;
      IF cardinality(t_place) > 0 THEN
        INSERT INTO @timer (id, dossier, due, wake, held)
          SELECT t.id, c_dossier[t.place], t.due, t.due, c_suspended_at[t.place] IS NOT NULL
          FROM unnest(t_place, t_id, t_due) AS t (place, id, due) WHERE fits[t.place]
          ON CONFLICT (id) DO UPDATE SET dossier = excluded.dossier, due = excluded.due, wake = excluded.wake,
            held = excluded.held, worker = NULL;
      END IF;

      IF cardinality(j_place) > 0 THEN
        INSERT INTO @job (id, dossier, type, lane, instance, key, input, at, status, tries, wake, held)
          SELECT j.id, c_dossier[j.place], j.type, j.lane, j.instance, j.key, j.input, j.at, 'queued', 0,
            CASE WHEN j.lane IS NULL THEN j.at
              WHEN row_number() OVER (PARTITION BY j.place, j.lane ORDER BY j.n) > 1 THEN NULL
              WHEN EXISTS (SELECT 1 FROM @job AS o WHERE o.dossier = c_dossier[j.place] AND o.lane = j.lane
                AND o.status IN ('queued', 'leased', 'parked')) THEN NULL
              ELSE j.at END,
            c_suspended_at[j.place] IS NOT NULL
          FROM unnest(j_place, j_id, j_type, j_lane, j_instance, j_key, j_input, j_at) WITH ORDINALITY
            AS j (place, id, type, lane, instance, key, input, at, n)
          WHERE fits[j.place] ORDER BY j.n;
      END IF;
      IF 'finish' = ANY (x_kind) OR 'cancel' = ANY (x_kind) THEN
        WITH ended AS (
          UPDATE @job AS j SET status = CASE x.kind WHEN 'finish' THEN 'done' ELSE 'cancelled' END, worker = NULL,
            leased_until = NULL, wake = NULL
          FROM unnest(x_place, x_kind, x_id) AS x (place, kind, id)
          WHERE x.kind IN ('finish', 'cancel') AND fits[x.place] AND j.id = x.id AND j.dossier = c_dossier[x.place]
            AND j.status IN ('queued', 'leased', 'parked')
          RETURNING j.dossier, j.lane)
        SELECT array_agg(e.dossier), array_agg(e.lane) INTO l_dossier, l_lane
          FROM (SELECT DISTINCT e.dossier, e.lane FROM ended AS e WHERE e.lane IS NOT NULL) AS e;
        IF l_lane IS NOT NULL THEN
          PERFORM @unblock_lanes(l_dossier, l_lane);
        END IF;
      END IF;

      IF 'subscription' = ANY (x_kind) THEN
        DELETE FROM @subscription AS s USING unnest(x_place, x_kind, x_id) AS x (place, kind, id)
          WHERE x.kind = 'subscription' AND fits[x.place] AND s.id = x.id AND s.dossier = c_dossier[x.place];
      END IF;
      IF cardinality(b_place) > 0 THEN
        -- Who puts a message takes the same lock: one of the two sees the other.
        PERFORM pg_advisory_xact_lock(b.lock) FROM (
          SELECT DISTINCT hashtextextended(b.name || chr(31) || coalesce(b.key, ''), 1) AS lock
          FROM unnest(b_place, b_kind, b_name, b_key) AS b (place, kind, name, key) WHERE fits[b.place] AND b.kind = 'message'
          ORDER BY 1) AS b;
        INSERT INTO @subscription (id, dossier, agency, kind, name, key, held)
          SELECT b.id, c_dossier[b.place], b.agency, b.kind, b.name, b.key, c_suspended_at[b.place] IS NOT NULL
          FROM unnest(b_place, b_id, b_agency, b_kind, b_name, b_key) AS b (place, id, agency, kind, name, key) WHERE fits[b.place]
          ON CONFLICT (id) DO UPDATE SET dossier = excluded.dossier, agency = excluded.agency, kind = excluded.kind,
            name = excluded.name, key = excluded.key, held = excluded.held;
        UPDATE @message AS m SET awaited = true
          FROM unnest(b_place, b_kind, b_agency, b_name, b_key) AS b (place, kind, agency, name, key)
          WHERE fits[b.place] AND b.kind = 'message' AND m.status = 'kept' AND NOT m.awaited AND m.name = b.name
            AND m.key IS NOT DISTINCT FROM b.key AND m.agency IS NOT DISTINCT FROM b.agency;
      END IF;
      IF 'take' = ANY (x_kind) THEN
        UPDATE @message AS m SET status = 'taken', payload = '{}', worker = NULL
          FROM unnest(x_place, x_kind, x_id) AS x (place, kind, id) WHERE x.kind = 'take' AND fits[x.place] AND m.id = x.id;
      END IF;

      IF 'incident' = ANY (x_kind) THEN
        DELETE FROM @incident AS i USING unnest(x_place, x_kind, x_id) AS x (place, kind, id)
          WHERE x.kind = 'incident' AND fits[x.place] AND i.id = x.id AND i.dossier = c_dossier[x.place];
      END IF;
      IF cardinality(i_place) > 0 THEN
        INSERT INTO @incident (id, dossier, agency, procedure, element, code, message, raised_at)
          SELECT i.id, c_dossier[i.place], i.agency, i.procedure, i.element, i.code, i.message, i.raised_at
          FROM unnest(i_place, i_id, i_agency, i_procedure, i_element, i_code, i_message, i_raised_at)
            AS i (place, id, agency, procedure, element, code, message, raised_at) WHERE fits[i.place]
          ON CONFLICT (id) DO UPDATE SET dossier = excluded.dossier, agency = excluded.agency, procedure = excluded.procedure,
            element = excluded.element, code = excluded.code, message = excluded.message, raised_at = excluded.raised_at;
      END IF;

      IF cardinality(e_place) > 0 THEN
        UPDATE @journal AS j SET events = (
            SELECT coalesce(json_agg(json_build_object('type', e.event -> 'type', 'version', e.event -> 'version', 'data', NULL,
              'salt', NULL, 'digest', e.event -> 'digest') ORDER BY e.n), '[]')::text
            FROM json_array_elements(@without_escapes(j.events)) WITH ORDINALITY AS e (event, n))
          FROM unnest(e_place, e_up_to) AS e (place, up_to)
          WHERE fits[e.place] AND j.dossier = c_dossier[e.place] AND j.seq <= e.up_to;
        UPDATE @job AS j SET input = '{}', last_error = @error_erased(j.last_error), settled = @settled_erased(j.settled)
          FROM unnest(e_place) AS e (place)
          WHERE fits[e.place] AND j.dossier = c_dossier[e.place] AND j.status IN ('done', 'cancelled', 'skipped');
        UPDATE @dossier AS d SET snapshot_seq = NULL, kernel = NULL, fingerprint = NULL, state = NULL
          FROM unnest(e_place) AS e (place)
          WHERE fits[e.place] AND d.dossier = c_dossier[e.place] AND s_seq[e.place] IS NULL;
      END IF;
    END
    $commit$;
  `,
}
