import { StoreFailure } from '@motcua/engine/ports'
import { inTransaction, pause, type Database, type Session } from '../database.ts'
import { isLockLost } from '../failure.ts'
import { tables } from './0001-tables.ts'
import { commitBatch } from './0002-commit.ts'
import { work } from './0003-work.ts'
import { signatures } from './0004-signatures.ts'
import { commitAgain } from './0005-commit-again.ts'
import { reconciled } from './0006-reconciled.ts'
import { roomyHeads } from './0007-roomy-heads.ts'
import { nothingAfterErasure } from './0008-nothing-after-erasure.ts'
import { newTasks } from './0009-new-tasks.ts'
import { knownBefore } from './0010-known-before.ts'
import { existingStayUnlocked } from './0011-existing-stay-unlocked.ts'
import { chained } from './0012-chained.ts'
import { wordsTogether } from './0013-words-together.ts'
import { stagesApart } from './0014-stages-apart.ts'
import { openWords } from './0015-open-words.ts'
import { noReasonAfterErasure } from './0016-no-reason-after-erasure.ts'
import { tasksByHash } from './0017-tasks-by-hash.ts'
import { listsOfEnded } from './0018-lists-of-ended.ts'
import { vacuumedSooner } from './0019-vacuumed-sooner.ts'
import { listsThatAnswer } from './0020-lists-that-answer.ts'
import { learnedOfKeys } from './0021-learned-of-keys.ts'
import { groupsAtAStage } from './0022-groups-at-a-stage.ts'
import { endsAfterOpening } from './0023-ends-after-opening.ts'
import type { Migration } from './migration.ts'

export const MIGRATIONS: readonly Migration[] = [
  tables,
  commitBatch,
  work,
  signatures,
  commitAgain,
  reconciled,
  roomyHeads,
  nothingAfterErasure,
  newTasks,
  knownBefore,
  existingStayUnlocked,
  chained,
  wordsTogether,
  stagesApart,
  openWords,
  noReasonAfterErasure,
  tasksByHash,
  listsOfEnded,
  vacuumedSooner,
  listsThatAnswer,
  learnedOfKeys,
  groupsAtAStage,
  endsAfterOpening,
]

/** Ours are the schemas with this table; it must never be renamed. */
const OURS = 'motcua_store'

/**
 * Brings a schema to the last version, or refuses it untouched. All steps are one transaction, so that a step that fails leaves the
 * schema as it was; nodes that start at one moment wait for the first of them at an advisory lock, and then find nothing to do. Nodes of the
 * release before may be at work meanwhile: a migration that meets them in a deadlock, or waits for longer than `lock_timeout`, begins again.
 *
 * @throws StoreFailure STORE_FOREIGN, STORE_NEWER, STORE_READ_ONLY, STORE_UNREACHABLE
 */
export async function migrate(db: Database, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await migrateOnce(db, migrations)
      return
    } catch (error) {
      if (tries >= MOST_TRIES || !isLockLost(error)) throw error
      await pause(MOST_TRIES)
    }
  }
}

/** Nodes at work hold their locks for milliseconds. What holds one through so many tries is a person's, who is told. */
const MOST_TRIES = 10

async function migrateOnce(db: Database, migrations: readonly Migration[]): Promise<void> {
  const latest = migrations.at(-1)?.version ?? 0
  await db.with(async (session) => {
    await mustBeFit(db, session)
    if ((await versionOf(db, session, latest)) < latest) {
      await mustBeWritable(db, session)
      await inTransaction(session, async () => {
        await session.plan('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`motcua migrates ${db.schema}`])
        const version = await versionOf(db, session, latest)
        if (version === 0) await begin(db, session)
        for (const migration of migrations.filter((each) => each.version > version)) {
          await session.plan(migration.sql)
          await session.plan('INSERT INTO @motcua_migration (version, about) VALUES ($1, $2)', [
            migration.version,
            migration.about,
          ])
        }
      })
    }
    await mustBeWritable(db, session)
    await mustBeAllowed(db, session)
  })
}

/** What is only looked at must be ours already, and as this release has it. @throws StoreFailure STORE_FOREIGN, STORE_NEWER, STORE_OLDER */
export async function mustBeThere(db: Database): Promise<void> {
  const latest = MIGRATIONS.at(-1)?.version ?? 0
  await db.with(async (session) => {
    await mustBeFit(db, session)
    const version = await versionOf(db, session, latest)
    if (version === 0) {
      const message = `${db.place}: expected a schema of ours, found none: name the database and the schema of an engine`
      throw new StoreFailure('STORE_FOREIGN', message)
    }
    if (version === latest) return
    const message = `${db.place}: expected schema version ${latest}, found ${version}: start the engine once, which upgrades it`
    throw new StoreFailure('STORE_OLDER', message)
  })
}

/** A later release may migrate the schema while a node is at work. @throws StoreFailure STORE_NEWER, and so does all that is asked of it afterwards */
export async function mustNotBeTaken(db: Database, session: Session): Promise<void> {
  const [row] = await session.run<{ version: number }>(`SELECT ${SCHEMA_VERSION} AS version`)
  mustNotBeNewer(db, row?.version ?? 0)
}

/** The schema's version, for a query that asks for something else besides. */
export const SCHEMA_VERSION = '(SELECT coalesce(max(version), 0) FROM @motcua_migration)'

/** @throws StoreFailure STORE_NEWER, and so does all that is asked of it afterwards */
export function mustNotBeNewer(db: Database, version: number, latest: number = MIGRATIONS.at(-1)?.version ?? 0): void {
  if (version <= latest) return
  const message = `${db.place}: expected schema version ${latest} or older, found ${version}: use the newer release`
  throw db.taken(new StoreFailure('STORE_NEWER', message))
}

async function begin(db: Database, session: Session): Promise<void> {
  const [schema] = await session.plan('SELECT 1 FROM pg_namespace WHERE nspname = $1', [db.schema])
  // Asked for first: CREATE SCHEMA IF NOT EXISTS needs the right to create one even where it exists.
  if (schema === undefined) await session.plan(`CREATE SCHEMA "${db.schema.replaceAll('"', '""')}"`)
  await session.plan(`
    CREATE TABLE @motcua_store (
      one       boolean PRIMARY KEY DEFAULT true CHECK (one),
      identity  uuid NOT NULL DEFAULT gen_random_uuid(),
      feed_base bigint NOT NULL DEFAULT 0
    );
    INSERT INTO @motcua_store DEFAULT VALUES;
    CREATE TABLE @motcua_migration (
      version integer PRIMARY KEY,
      about   text NOT NULL,
      done_at timestamptz NOT NULL DEFAULT now()
    );`)
}

const OLDEST_SERVER = 14

async function mustBeFit(db: Database, session: Session): Promise<void> {
  const [server] = await session.plan<{ version: number; encoding: string }>(
    `SELECT current_setting('server_version_num')::integer / 10000 AS version, current_setting('server_encoding') AS encoding`,
  )
  const version = server?.version ?? 0
  if (version < OLDEST_SERVER) {
    const message = `${db.place}: expected PostgreSQL ${OLDEST_SERVER} or later, found ${version}: upgrade the server`
    throw new StoreFailure('STORE_UNREACHABLE', message)
  }
  if (server?.encoding !== 'UTF8') {
    const message = `${db.place}: expected a database in UTF8, found ${server?.encoding}: create one with ENCODING 'UTF8'`
    throw new StoreFailure('STORE_FOREIGN', message)
  }
}

async function mustBeWritable(db: Database, session: Session): Promise<void> {
  const [row] = await session.plan<{ standby: boolean; readonly: string }>(
    `SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') AS readonly`,
  )
  if (row?.standby === true) {
    const message = `${db.place}: expected a server that can be written to, found a standby: connect to the primary`
    throw new StoreFailure('STORE_READ_ONLY', message)
  }
  if (row?.readonly === 'on') {
    const message = `${db.place}: expected a database that can be written to, found default_transaction_read_only = on: turn it off`
    throw new StoreFailure('STORE_READ_ONLY', message)
  }
}

/** The rights that commits need; found missing now rather than at the first commit. */
async function mustBeAllowed(db: Database, session: Session): Promise<void> {
  const lacking = await session.plan<{ what: string }>(
    `SELECT format('%s on table %s', upper(p.name), c.relname) AS what
     FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     CROSS JOIN (VALUES ('select'), ('insert'), ('update'), ('delete')) AS p (name)
     WHERE n.nspname = $1 AND c.relkind = 'r' AND NOT has_table_privilege(c.oid, p.name)
       AND NOT (c.relname = 'motcua_migration' AND p.name <> 'select')
     ORDER BY 1 LIMIT 3`,
    [db.schema],
  )
  if (lacking.length === 0) return
  const message = `${db.place}: expected the rights of a store, lacking ${lacking.map(({ what }) => what).join(', ')}: grant them`
  throw new StoreFailure('STORE_READ_ONLY', message)
}

/** The schema's version, 0 where nothing of ours is there yet. */
async function versionOf(db: Database, session: Session, latest: number): Promise<number> {
  const relations = await session.plan<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1`,
    [db.schema],
  )
  if (relations.length === 0) return 0
  const names = relations.map(({ name }) => name)
  if (!names.includes(OURS) || !names.includes('motcua_migration')) {
    const message = `${db.place}: expected a schema of ours or an empty one, found one with ${names.slice(0, 3).join(', ')}: name another`
    throw new StoreFailure('STORE_FOREIGN', message)
  }
  const [allowed] = await session.plan<{ usage: boolean; select: boolean }>(
    `SELECT has_schema_privilege($1, 'usage') AS usage, has_table_privilege(c.oid, 'select') AS select
     FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = 'motcua_migration'`,
    [db.schema],
  )
  if (allowed?.usage !== true || allowed.select !== true) {
    const message = `${db.place}: expected the rights of a store, lacking USAGE on the schema or SELECT on its tables: grant them`
    throw new StoreFailure('STORE_READ_ONLY', message)
  }
  const [row] = await session.plan<{ version: number }>('SELECT coalesce(max(version), 0) AS version FROM @motcua_migration')
  const version = row?.version ?? 0
  mustNotBeNewer(db, version, latest)
  return version
}
