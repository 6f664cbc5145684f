import type { Migration } from './migration.ts'

/** How often the file was reconciled with its witness: one that is restored once more is then noticed even where nothing was done in between. */
export const reconciled: Migration = {
  version: 3,
  about: 'the store knows how often it was reconciled',
  sql: 'ALTER TABLE store ADD COLUMN reconciled INTEGER NOT NULL DEFAULT 0',
}
