import type { Migration } from './migration.ts'

/**
 * Most steps change nothing of a head but the stages. They stand beside it then, and the head, which is many times as long, is not written anew;
 * NULL where those in the head are the last. A process of the release before that is still at work does not know of them: it would leave those
 * that stand there, and the dossier would keep them.
 */
export const stagesApart: Migration = {
  version: 4,
  about: 'stages that changed alone stand beside the head',
  sql: `
    ALTER TABLE dossier ADD COLUMN stages TEXT;
    CREATE TRIGGER head_has_its_stages BEFORE UPDATE OF head ON dossier WHEN NEW.stages IS NOT NULL
    BEGIN
      SELECT RAISE (ABORT, 'a later release has upgraded the file: end this process and start the later release');
    END;`,
}
