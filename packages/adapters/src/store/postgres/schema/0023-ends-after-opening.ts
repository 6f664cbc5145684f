import type { Migration } from './migration.ts'

/**
 * A dossier never ends before it was opened, so what was opened since an instant is looked for among what ended since. No release of the engine has written an
 * end that is earlier; what another host may have written is mended, or it would be in no such list.
 */
export const endsAfterOpening: Migration = {
  version: 23,
  about: 'no end is before its opening',
  sql: `
    LOCK TABLE @dossier IN SHARE ROW EXCLUSIVE MODE;
    UPDATE @head SET ended_at = opened_at WHERE ended_at < opened_at;`,
}
