import type { Database } from 'better-sqlite3'
import { StoreFailure } from '@motcua/engine/ports'
import { oneProcess } from './migrations/0001-one-process.ts'
import { manyNodes } from './migrations/0002-many-nodes.ts'
import { reconciled } from './migrations/0003-reconciled.ts'
import { stagesApart } from './migrations/0004-stages-apart.ts'
import type { Migration } from './migrations/migration.ts'

/** "motc", SQLite's `application_id`: how we, and `file(1)`, know a file as ours. */
export const APPLICATION_ID = 0x6d6f7463

/**
 * Theory of the schema.
 *
 * - Texts that the store itself searches or compares are columns; the rest is JSON, so that new fields need no migration.
 * - `journal` is only ever added to. Its rowid is the feed's cursor and never reused, because no row is ever deleted. The answer
 *   to the command is part of its row: one tree less to write than a table of its own, and one command is one row either way.
 * - The snapshot has a table of its own: a commit without a snapshot then does not rewrite the old one's pages.
 * - `wake` is when something may be claimed: at first, at the next try, or at the end of its lease; NULL where a person or an older job
 *   of its lane comes first. Keeping it costs one lookup when a lane's job ends; asking for it would cost one for every blocked job
 *   at every claim. What is suspended keeps its `wake` and leaves the index.
 * - `due` is 9007199254740991 where there is none, so that an index has the order of a list.
 * - Ids of tasks, timers, subscriptions and incidents begin with their dossier's: what belongs to a dossier is a range of the index that
 *   they have anyway.
 * - `stages` are those of a head that was not written anew since; NULL: the head's own.
 * - `combination` is all that open dossiers or tasks are counted by. One number is kept for each that there is.
 */
export const MIGRATIONS: readonly Migration[] = [oneProcess, manyNodes, reconciled, stagesApart]

/**
 * Brings a file to the last version, or refuses it untouched. All steps are one transaction: a step that fails leaves the file as it
 * was. The version is read again inside the transaction, because another process may be migrating the same file.
 *
 * @throws StoreFailure STORE_FOREIGN, STORE_NEWER
 */
export function migrate(db: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  const latest = migrations.at(-1)?.version ?? 0
  if (versionOf(db, latest) === latest) return
  // A table that others refer to is replaced by one of the same name; inside a transaction this cannot be said any more.
  db.pragma('foreign_keys = OFF')
  db.transaction(() => {
    const version = versionOf(db, latest)
    for (const migration of migrations) {
      if (migration.version <= version) continue
      db.exec(migration.sql)
      migration.fill?.(db)
    }
    db.pragma(`application_id = ${APPLICATION_ID}`)
    db.pragma(`user_version = ${latest}`)
  }).immediate()
}

/** What is only looked at must be ours already, and as this release has it. @throws StoreFailure STORE_FOREIGN, STORE_NEWER, STORE_OLDER */
export function mustBeThere(db: Database): void {
  const latest = MIGRATIONS.at(-1)?.version ?? 0
  const version = versionOf(db, latest)
  if (version === 0)
    throw new StoreFailure('STORE_FOREIGN', `${db.name}: expected a file of ours, found an empty one: name another path`)
  if (version < latest)
    throw new StoreFailure(
      'STORE_OLDER',
      `${db.name}: expected schema version ${latest}, found ${version}: start the engine once, which upgrades it`,
    )
}

/** The schema's version, 0 for an empty file. Read as one: between two reads another process may have migrated an empty file. */
function versionOf(db: Database, latest: number): number {
  return db.transaction(() => versionIn(db, latest))()
}

function versionIn(db: Database, latest: number): number {
  const id = db.pragma('application_id', { simple: true }) as number
  const version = db.pragma('user_version', { simple: true }) as number
  const isEmpty = id === 0 && version === 0 && db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined
  if (isEmpty) return 0
  if (id !== APPLICATION_ID) {
    throw new StoreFailure(
      'STORE_FOREIGN',
      `${db.name}: expected a file of ours or an empty one, found application id ${id}: name another path`,
    )
  }
  mustNotBeNewer(db, version, latest)
  return version
}

/** A later release may migrate the file while a process is at work. @returns what throws STORE_NEWER then */
export function prepareNotTaken(db: Database): () => void {
  const version = db.prepare<[], number>('PRAGMA user_version').pluck()
  const latest = MIGRATIONS.at(-1)?.version ?? 0
  return () => {
    mustNotBeNewer(db, version.get() ?? 0, latest)
  }
}

function mustNotBeNewer(db: Database, version: number, latest: number): void {
  if (version <= latest) return
  throw new StoreFailure(
    'STORE_NEWER',
    `${db.name}: expected schema version ${latest} or older, found ${version}: use the newer release`,
  )
}
