import { ENDED, QUARTER_BITS } from './0018-lists-of-ended.ts'
import type { Migration } from './migration.ts'

/**
 * Who asks for two things of which each is frequent and both are rare together is led through a long list, and read each of its rows in the table. What such lists are
 * looked through for now stands in their index, which answers for a row in a seventh of the time.
 *
 * - What is open is given a wider entry in the lists by due date and by opening, which are written when a dossier is opened and when its head changes; what has ended in those of its quarter, once in its life.
 * - The end itself is part of the latter though its quarter leads them: PostgreSQL reads a row of the table where an expression alone stands in the index.
 * - Whoever writes waits at `dossier`, which each commit writes first; whoever reads goes on until the old indices are dropped.
 */
export const listsThatAnswer: Migration = {
  version: 20,
  about: 'lists of dossiers have what they are looked through for',
  sql: `
    LOCK TABLE @dossier IN SHARE ROW EXCLUSIVE MODE;
    CREATE INDEX head_20_open_by_due ON @head (agency, due, dossier) INCLUDE (signature, opened_at) WHERE ended_at IS NULL;
    CREATE INDEX head_20_open_by_opened ON @head (agency, opened_at DESC, dossier) INCLUDE (signature, due, standing, procedure) WHERE ended_at IS NULL;
    CREATE INDEX head_20_ended_by_quarter_opened ON @head (agency, (ended_at >> ${QUARTER_BITS}), opened_at DESC, dossier)
      INCLUDE (ended_at, due, standing, procedure) WHERE ended_at >= ${ENDED.byQuarterAndOpening};
    CREATE INDEX head_20_ended_by_quarter ON @head (agency, (ended_at >> ${QUARTER_BITS}), due, dossier)
      INCLUDE (ended_at, opened_at, standing, procedure) WHERE ended_at >= ${ENDED.byQuarterAndDueDate};
    ${['open_by_due', 'open_by_opened', 'ended_by_quarter_opened', 'ended_by_quarter']
      .map((index) => `DROP INDEX @head_${index}; ALTER INDEX @head_20_${index} RENAME TO head_${index};`)
      .join('\n    ')}`,
}
