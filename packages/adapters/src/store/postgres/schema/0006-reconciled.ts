import type { Migration } from './migration.ts'

/** How often the store was reconciled with its witness: one that is restored once more is then noticed even where nothing was done in between. */
export const reconciled: Migration = {
  version: 6,
  about: 'the store knows how often it was reconciled',
  sql: 'ALTER TABLE @motcua_store ADD COLUMN reconciled bigint NOT NULL DEFAULT 0',
}
