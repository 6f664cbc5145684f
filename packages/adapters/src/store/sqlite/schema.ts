import type { Database } from 'better-sqlite3'
import { StoreFailure } from '@motcua/engine/ports'

/** One step of the schema. A step that was released is never changed: what comes later is a new step. */
export interface Migration {
  /** 1, 2, 3 … : SQLite's `user_version` once the step is done. */
  readonly version: number
  readonly about: string
  readonly sql: string
}

/** "motc", SQLite's `application_id`: how we, and `file(1)`, know a file as ours. */
export const APPLICATION_ID = 0x6d6f7463

/**
 * Theory of the schema.
 *
 * - Texts that the store itself searches or compares are columns; the rest is JSON, so that new fields need no migration.
 * - `journal` is only ever added to. Its rowid is the feed's position and never reused, because no row is ever deleted. The answer
 *   to the command is part of its row: one tree less to write than a table of its own, and one command is one row either way.
 * - The snapshot has a table of its own: a commit without a snapshot then does not rewrite the old one's pages.
 * - `job.wake` is when a job may be claimed: the next try, or the end of its lease; NULL where a person or an older job of its lane
 *   comes first. Keeping it costs one lookup when a lane's job ends; asking for it would cost one for every blocked job at every claim.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    about: 'journal, snapshots, definitions, worklist, timers, jobs, serials',
    sql: `
      CREATE TABLE dossier (
        dossier TEXT PRIMARY KEY,
        seq     INTEGER NOT NULL CHECK (seq >= 1),
        hash    TEXT NOT NULL,
        head    TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE snapshot (
        dossier     TEXT PRIMARY KEY REFERENCES dossier,
        seq         INTEGER NOT NULL,
        kernel      INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        state       TEXT NOT NULL
      ) STRICT;

      CREATE TABLE journal (
        position INTEGER PRIMARY KEY,
        dossier  TEXT NOT NULL REFERENCES dossier,
        seq      INTEGER NOT NULL,
        at       INTEGER NOT NULL,
        actor    TEXT NOT NULL,
        command  TEXT NOT NULL,
        type     TEXT NOT NULL,
        events   TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash     TEXT NOT NULL,
        digest   TEXT NOT NULL,
        response TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX journal_by_seq ON journal (dossier, seq);
      CREATE UNIQUE INDEX journal_by_command ON journal (dossier, command);

      CREATE TABLE definition (
        fingerprint TEXT PRIMARY KEY,
        procedure   TEXT NOT NULL,
        version     INTEGER NOT NULL,
        definition  TEXT NOT NULL
      ) STRICT;

      CREATE TABLE task (
        ordinal   INTEGER PRIMARY KEY,
        id        TEXT NOT NULL UNIQUE,
        dossier   TEXT NOT NULL REFERENCES dossier,
        element   TEXT NOT NULL,
        name      TEXT NOT NULL,
        role      TEXT,
        stage     TEXT,
        form      TEXT,
        opened_at INTEGER NOT NULL,
        due_at    INTEGER
      ) STRICT;
      CREATE INDEX task_by_role ON task (role, ifnull(due_at, 9007199254740991), opened_at);
      CREATE INDEX task_by_dossier ON task (dossier);

      CREATE TABLE timer (
        ordinal INTEGER PRIMARY KEY,
        id      TEXT NOT NULL UNIQUE,
        dossier TEXT NOT NULL REFERENCES dossier,
        due     INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX timer_by_due ON timer (due);

      CREATE TABLE job (
        ordinal      INTEGER PRIMARY KEY,
        id           TEXT NOT NULL UNIQUE,
        dossier      TEXT NOT NULL REFERENCES dossier,
        type         TEXT NOT NULL,
        lane         TEXT,
        instance     INTEGER,
        key          TEXT NOT NULL,
        input        TEXT NOT NULL,
        at           INTEGER NOT NULL,
        status       TEXT NOT NULL CHECK (status IN ('queued', 'leased', 'parked', 'done', 'cancelled')),
        tries        INTEGER NOT NULL,
        worker       TEXT,
        leased_until INTEGER,
        last_error   TEXT,
        wake         INTEGER
      ) STRICT;
      CREATE INDEX job_by_wake ON job (wake) WHERE status IN ('queued', 'leased');
      CREATE INDEX job_parked ON job (ordinal) WHERE status = 'parked';
      CREATE INDEX job_by_lane ON job (dossier, lane);

      CREATE TABLE serial (
        series TEXT NOT NULL,
        key    TEXT NOT NULL,
        serial INTEGER NOT NULL,
        PRIMARY KEY (series, key)
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX serial_by_series ON serial (series, serial);
    `,
  },
]

/**
 * Brings a file to the last version, or refuses it untouched. All steps are one transaction: a step that fails leaves the file as it
 * was. The version is read again inside the transaction, because another process may be migrating the same file.
 *
 * @throws StoreFailure STORE_FOREIGN, STORE_NEWER
 */
export function migrate(db: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  const latest = migrations.at(-1)?.version ?? 0
  if (versionOf(db, latest) === latest) return
  db.transaction(() => {
    const version = versionOf(db, latest)
    for (const migration of migrations) if (migration.version > version) db.exec(migration.sql)
    db.pragma(`application_id = ${APPLICATION_ID}`)
    db.pragma(`user_version = ${latest}`)
  }).immediate()
}

/** The schema's version, 0 for an empty file. */
function versionOf(db: Database, latest: number): number {
  const id = db.pragma('application_id', { simple: true }) as number
  const version = db.pragma('user_version', { simple: true }) as number
  const isEmpty = id === 0 && version === 0 && db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined
  if (isEmpty) return 0
  if (id !== APPLICATION_ID) {
    throw new StoreFailure('STORE_FOREIGN', `expected a file of ours or an empty one, found application id ${id}`)
  }
  if (version > latest) {
    throw new StoreFailure('STORE_NEWER', `expected schema version ${latest} or older, found ${version}: use the newer release`)
  }
  return version
}
