import { commitBatch } from './0002-commit.ts'
import type { Migration } from './migration.ts'

/**
 * PostgreSQL takes no JSON apart that has an escape which its texts cannot have, as of U+0000 or of half a surrogate pair, anywhere in it. So
 * escapes are left out where nobody looks at the texts that have them, and what is kept of an error is cut out as it stands.
 *
 * A job may outlive the erasure of its dossier, as one that waits for a person. When it is over, it keeps nothing either. The dossier is locked
 * first: an erasure at the same moment either sees the job over, or is seen.
 */
export const nothingAfterErasure: Migration = {
  version: 8,
  about: 'erasure: of every text, and of jobs that end after it',
  sql: `
    CREATE FUNCTION @without_escapes(document text) RETURNS json LANGUAGE sql IMMUTABLE AS $$
      SELECT regexp_replace(document, '\\\\(u[0-9A-Fa-f]{4}|.)', '', 'g')::json
    $$;

    CREATE FUNCTION @error_part(error text, part text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
      SELECT coalesce(substring(error FROM '"' || part || '"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*")'), '""')
    $$;

    CREATE FUNCTION @error_erased(error text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
      SELECT '{"code":' || @error_part(error, 'code') || ',"message":""}'
    $$;

    CREATE OR REPLACE FUNCTION @end_job(p_id text, p_worker text, p_status text, p_settled text) RETURNS boolean
    LANGUAGE plpgsql AS $end_job$
    #variable_conflict use_column
    DECLARE
      l_dossier text;
      l_lane    text;
      is_ended  boolean;
    BEGIN
      SELECT j.dossier, j.lane, h.ended_at IS NOT NULL INTO l_dossier, l_lane, is_ended
        FROM @job AS j LEFT JOIN @head AS h ON h.dossier = j.dossier WHERE j.id = p_id;
      IF l_lane IS NOT NULL OR is_ended THEN
        PERFORM 1 FROM @dossier AS d WHERE d.dossier = l_dossier FOR NO KEY UPDATE;
      END IF;
      UPDATE @job AS j SET status = p_status, worker = NULL, leased_until = NULL, wake = NULL, settled = coalesce(p_settled, j.settled)
        WHERE j.id = p_id AND ((p_worker IS NULL AND j.status = 'parked') OR (j.status = 'leased' AND j.worker = p_worker));
      IF NOT FOUND THEN
        RETURN false;
      END IF;
      IF is_ended THEN
        UPDATE @job AS j SET input = '{}', last_error = @error_erased(j.last_error)
          WHERE j.id = p_id AND EXISTS (
            SELECT 1 FROM (
              SELECT @without_escapes(r.events) -> 0 AS event FROM @journal AS r WHERE r.dossier = l_dossier AND r.seq = 1) AS first
            WHERE first.event ->> 'digest' IS NOT NULL AND first.event ->> 'salt' IS NULL);
      END IF;
      IF l_lane IS NOT NULL THEN
        PERFORM @unblock_lanes(ARRAY[l_dossier], ARRAY[l_lane]);
      END IF;
      RETURN true;
    END
    $end_job$;

    DROP FUNCTION @commit_batch; ${commitBatch.sql}`,
}
