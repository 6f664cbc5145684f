import { commitBatch } from './0002-commit.ts'
import type { Migration } from './migration.ts'

/**
 * Erasure takes the reason too that somebody gave for skipping a job, or for having it tried again. A word that ends a job after the erasure stays
 * until the next one.
 */
export const noReasonAfterErasure: Migration = {
  version: 16,
  about: 'erasure: of the reasons for which jobs were skipped or tried again',
  sql: `
    CREATE FUNCTION @settled_erased(settled text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
      SELECT '{"actor":' || @error_part(settled, 'actor') || ',"reason":"","at":' || substring(settled FROM '"at":(-?[0-9]+)}$') || '}'
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
        UPDATE @job AS j SET input = '{}', last_error = @error_erased(j.last_error),
            settled = CASE WHEN p_settled IS NULL THEN @settled_erased(j.settled) ELSE j.settled END
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

    UPDATE @job AS j SET settled = @settled_erased(j.settled)
      WHERE j.settled IS NOT NULL AND j.status IN ('done', 'cancelled', 'skipped') AND EXISTS (
        SELECT 1 FROM (
          SELECT @without_escapes(r.events) -> 0 AS event FROM @journal AS r WHERE r.dossier = j.dossier AND r.seq = 1) AS first
        WHERE first.event ->> 'digest' IS NOT NULL AND first.event ->> 'salt' IS NULL);

    DROP FUNCTION @commit_batch; ${commitBatch.sql}`,
}
