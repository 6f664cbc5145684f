import type { Migration } from './migration.ts'

/** What the first release kept: one process, its worklist by role, its jobs. */
export const oneProcess: Migration = {
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
}
