import type { Session } from '../database.ts'

/**
 * The feed is ordered by transaction numbers, which a cluster counts from its own beginning: in a copy that was restored elsewhere they
 * begin anew, below those in the journal. Each connection makes sure, before it commits anything, that what comes next stands behind
 * what is there, by raising what the store adds to the numbers. Of several, one raises it and the others wait for it.
 */
export async function mustStandBehindJournal(session: Session): Promise<void> {
  const [row] = await session.plan<{ behind: boolean }>(
    `SELECT coalesce((SELECT j.tx FROM @journal AS j ORDER BY j.tx DESC LIMIT 1)
       >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint + s.feed_base, false) AS behind FROM @motcua_store AS s`,
  )
  if (row?.behind !== true) return
  await session.plan(
    `UPDATE @motcua_store SET feed_base = last.tx - pg_snapshot_xmin(pg_current_snapshot())::text::bigint + 1
     FROM (SELECT j.tx FROM @journal AS j ORDER BY j.tx DESC LIMIT 1) AS last
     WHERE last.tx >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint + feed_base`,
  )
}
