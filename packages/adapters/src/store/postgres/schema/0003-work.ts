import type { Migration } from './migration.ts'

/** Functions that change work outside of a command. Those that may free a lane hold the dossier's lock, as a commit does. */
export const work: Migration = {
  version: 3,
  about: 'end_job, put_message, next_serial, compact_counters',
  sql: `
    CREATE FUNCTION @unblock_lanes(l_dossier text[], l_lane text[]) RETURNS void LANGUAGE sql AS $unblock$
      UPDATE @job AS j SET wake = j.at
        FROM unnest(l_dossier, l_lane) AS l (dossier, lane)
        CROSS JOIN LATERAL (
          SELECT o.id FROM @job AS o
          WHERE o.dossier = l.dossier AND o.lane = l.lane AND o.status IN ('queued', 'leased', 'parked') ORDER BY o.ordinal LIMIT 1
        ) AS oldest
        WHERE j.id = oldest.id AND j.status = 'queued' AND j.wake IS NULL
    $unblock$;

    CREATE FUNCTION @end_job(p_id text, p_worker text, p_status text, p_settled text) RETURNS boolean LANGUAGE plpgsql AS $end_job$
    #variable_conflict use_column
    DECLARE
      l_dossier text;
      l_lane    text;
    BEGIN
      SELECT j.dossier, j.lane INTO l_dossier, l_lane FROM @job AS j WHERE j.id = p_id;
      IF l_lane IS NOT NULL THEN
        PERFORM 1 FROM @dossier AS d WHERE d.dossier = l_dossier FOR NO KEY UPDATE;
      END IF;
      UPDATE @job AS j SET status = p_status, worker = NULL, leased_until = NULL, wake = NULL, settled = coalesce(p_settled, j.settled)
        WHERE j.id = p_id AND ((p_worker IS NULL AND j.status = 'parked') OR (j.status = 'leased' AND j.worker = p_worker));
      IF NOT FOUND THEN
        RETURN false;
      END IF;
      IF l_lane IS NOT NULL THEN
        PERFORM @unblock_lanes(ARRAY[l_dossier], ARRAY[l_lane]);
      END IF;
      RETURN true;
    END
    $end_job$;

    CREATE FUNCTION @put_message(p_id text, p_agency text, p_name text, p_key text, p_payload text, p_actor text, p_at bigint,
      p_expires_at bigint) RETURNS boolean LANGUAGE plpgsql AS $put$
    #variable_conflict use_column
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtextextended(p_name || chr(31) || coalesce(p_key, ''), 1));
      INSERT INTO @message (id, agency, name, key, payload, actor, at, expires_at, status, wake, awaited)
        VALUES (p_id, p_agency, p_name, p_key, p_payload, p_actor, p_at, p_expires_at, 'kept', p_at,
          EXISTS (SELECT 1 FROM @subscription AS s WHERE s.kind = 'message' AND s.name = p_name AND s.key IS NOT DISTINCT FROM p_key
            AND s.agency IS NOT DISTINCT FROM p_agency))
        ON CONFLICT DO NOTHING;
      RETURN FOUND;
    END
    $put$;

    CREATE FUNCTION @next_serial(p_series text, p_key text) RETURNS bigint LANGUAGE plpgsql AS $serial$
    #variable_conflict use_column
    DECLARE
      given bigint;
    BEGIN
      SELECT s.serial INTO given FROM @serial AS s WHERE s.series = p_series AND s.key = p_key;
      IF FOUND THEN
        RETURN given;
      END IF;
      -- The series' row is the lock: whoever comes second sees below what the first has given out.
      INSERT INTO @series AS s (series, last) VALUES (p_series, 0) ON CONFLICT (series) DO UPDATE SET last = s.last;
      SELECT s.serial INTO given FROM @serial AS s WHERE s.series = p_series AND s.key = p_key;
      IF FOUND THEN
        RETURN given;
      END IF;
      UPDATE @series AS s SET last = s.last + 1 WHERE s.series = p_series RETURNING s.last INTO given;
      INSERT INTO @serial (series, key, serial) VALUES (p_series, p_key, given);
      RETURN given;
    END
    $serial$;

    CREATE FUNCTION @compact_counters() RETURNS void LANGUAGE plpgsql AS $compact$
    #variable_conflict use_column
    BEGIN
      IF NOT pg_try_advisory_xact_lock(hashtextextended('@compact_counters', 2)) THEN
        RETURN;
      END IF;
      WITH taken AS (DELETE FROM @counter_delta AS d RETURNING d.*),
      summed AS (
        SELECT t.kind, t.agency, t.procedure, t.key, t.stage, t.role, sum(t.n) AS n FROM taken AS t
        GROUP BY t.kind, t.agency, t.procedure, t.key, t.stage, t.role HAVING sum(t.n) <> 0)
      INSERT INTO @counter AS c (kind, agency, procedure, key, stage, role, n) SELECT * FROM summed
        ON CONFLICT (kind, agency, procedure, key, stage, role) DO UPDATE SET n = c.n + excluded.n;
      DELETE FROM @counter AS c WHERE c.n = 0;
    END
    $compact$;
  `,
}
