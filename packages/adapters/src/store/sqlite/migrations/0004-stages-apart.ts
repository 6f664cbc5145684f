import type { Migration } from './migration.ts'

/**
 * Most steps change nothing of a head but the stages. They stand beside it then, and the head, which is many times as long, is not written anew;
 * NULL where those in the head are the last.
 */
export const stagesApart: Migration = {
  version: 4,
  about: 'stages that changed alone stand beside the head',
  sql: 'ALTER TABLE dossier ADD COLUMN stages TEXT',
}
