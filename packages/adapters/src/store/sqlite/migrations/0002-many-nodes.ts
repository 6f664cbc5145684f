import type { Database } from 'better-sqlite3'
import { indexedWords } from '../words.ts'
import type { Migration } from './migration.ts'

/**
 * What several processes and people who search need: leases of timers, lists of dossiers and their counts, text search, incidents,
 * messages, signals, schedules, seals.
 */
export const manyNodes: Migration = {
  version: 2,
  about: 'lists, counts, text search, leases of timers, incidents, messages, signals, schedules, seals',
  sql: `
    CREATE TABLE store (identity TEXT NOT NULL) STRICT;
    INSERT INTO store VALUES (lower(hex(randomblob(16))));

    -- What lists show of a dossier that an older release left is little; its next command says more.
    CREATE TABLE new_dossier (
      ordinal      INTEGER PRIMARY KEY,
      dossier      TEXT NOT NULL UNIQUE,
      seq          INTEGER NOT NULL CHECK (seq >= 1),
      hash         TEXT NOT NULL,
      head         TEXT NOT NULL,
      search       TEXT NOT NULL,
      combination  TEXT,
      agency       TEXT,
      procedure    TEXT NOT NULL,
      applicant    TEXT NOT NULL,
      code         TEXT,
      standing     TEXT NOT NULL,
      opened_at    INTEGER NOT NULL,
      due          INTEGER NOT NULL,
      is_ended     INTEGER NOT NULL,
      is_suspended INTEGER NOT NULL
    ) STRICT;
    INSERT INTO new_dossier
      SELECT NULL, dossier, seq, hash,
        json_set(head, '$.agency', NULL, '$.title', head ->> 'procedure', '$.suspendedAt', NULL,
          '$.search', concat_ws(' ', head ->> 'code', head ->> 'procedure', head ->> 'applicant')),
        concat_ws(' ', head ->> 'code', head ->> 'procedure', head ->> 'applicant'),
        CASE WHEN head ->> 'endedAt' IS NULL
          THEN json_array(NULL, head ->> 'procedure', head ->> 'standing', json(head -> 'stages')) END,
        NULL, head ->> 'procedure', head ->> 'applicant', head ->> 'code', head ->> 'standing', head ->> 'openedAt',
        ifnull(head ->> 'dueAt', 9007199254740991), head ->> 'endedAt' IS NOT NULL, 0
      FROM dossier ORDER BY head ->> 'openedAt', dossier;
    DROP TABLE dossier;
    ALTER TABLE new_dossier RENAME TO dossier;
    CREATE INDEX dossier_by_due ON dossier (agency, is_ended, due, dossier);
    CREATE INDEX dossier_by_opened ON dossier (opened_at DESC, dossier);
    CREATE INDEX dossier_by_applicant ON dossier (applicant);
    CREATE INDEX dossier_by_code ON dossier (code) WHERE code IS NOT NULL;

    CREATE TABLE dossier_count (combination TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO dossier_count SELECT combination, count(*) FROM dossier WHERE combination IS NOT NULL GROUP BY combination;

    CREATE VIRTUAL TABLE dossier_text USING fts5 (
      marked, plain, content = '', contentless_delete = 1, tokenize = 'ascii', detail = 'column'
    );

    CREATE TABLE new_snapshot (
      dossier     TEXT PRIMARY KEY REFERENCES dossier (dossier),
      seq         INTEGER NOT NULL,
      kernel      INTEGER NOT NULL,
      fingerprint TEXT NOT NULL,
      state       TEXT NOT NULL
    ) STRICT;
    INSERT INTO new_snapshot SELECT * FROM snapshot;
    DROP TABLE snapshot;
    ALTER TABLE new_snapshot RENAME TO snapshot;

    CREATE TABLE new_journal (
      position INTEGER PRIMARY KEY,
      dossier  TEXT NOT NULL REFERENCES dossier (dossier),
      seq      INTEGER NOT NULL,
      at       INTEGER NOT NULL,
      actor    TEXT NOT NULL,
      command  TEXT NOT NULL,
      type     TEXT NOT NULL,
      events   TEXT NOT NULL,
      previous TEXT NOT NULL,
      hash     TEXT NOT NULL,
      digest   TEXT NOT NULL,
      response TEXT NOT NULL,
      agency   TEXT
    ) STRICT;
    INSERT INTO new_journal SELECT *, NULL FROM journal;
    DROP TABLE journal;
    ALTER TABLE new_journal RENAME TO journal;
    CREATE UNIQUE INDEX journal_by_seq ON journal (dossier, seq);
    CREATE UNIQUE INDEX journal_by_command ON journal (dossier, command);
    CREATE INDEX journal_by_agency ON journal (agency, position) WHERE agency IS NOT NULL;

    CREATE TABLE new_task (
      ordinal   INTEGER PRIMARY KEY,
      id        TEXT NOT NULL UNIQUE,
      dossier   TEXT NOT NULL REFERENCES dossier (dossier),
      agency    TEXT,
      procedure TEXT NOT NULL,
      element   TEXT NOT NULL,
      name      TEXT NOT NULL,
      role      TEXT,
      groups    TEXT NOT NULL,
      unit      TEXT,
      assignee  TEXT,
      owner     TEXT,
      excluded  TEXT NOT NULL,
      stage     TEXT,
      form      TEXT,
      code      TEXT,
      title     TEXT NOT NULL,
      applicant TEXT NOT NULL,
      opened_at INTEGER NOT NULL,
      due       INTEGER NOT NULL
    ) STRICT;
    INSERT INTO new_task
      SELECT task.ordinal, id, dossier, NULL, procedure, element, name, role, '[]', NULL, NULL, NULL, '[]', stage, form,
        code, head ->> 'title', applicant, task.opened_at, ifnull(task.due_at, 9007199254740991)
      FROM task JOIN dossier USING (dossier);
    DROP TABLE task;
    ALTER TABLE new_task RENAME TO task;
    CREATE INDEX task_by_role ON task (role, agency, due, opened_at);
    CREATE INDEX task_by_unit ON task (unit, due, opened_at) WHERE unit IS NOT NULL;
    CREATE INDEX task_by_assignee ON task (assignee, due, opened_at) WHERE assignee IS NOT NULL;

    CREATE TABLE task_group (
      name      TEXT NOT NULL,
      due       INTEGER NOT NULL,
      opened_at INTEGER NOT NULL,
      ordinal   INTEGER NOT NULL,
      PRIMARY KEY (name, due, opened_at, ordinal)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE task_count (combination TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO task_count
      SELECT json_array(agency, procedure, element, stage, role, unit, assignee) AS combination, count(*)
      FROM task GROUP BY combination;

    CREATE TABLE new_timer (
      ordinal      INTEGER PRIMARY KEY,
      id           TEXT NOT NULL UNIQUE,
      dossier      TEXT NOT NULL REFERENCES dossier (dossier),
      due          INTEGER NOT NULL,
      wake         INTEGER NOT NULL,
      worker       TEXT,
      is_suspended INTEGER NOT NULL
    ) STRICT;
    INSERT INTO new_timer SELECT ordinal, id, dossier, due, due, NULL, 0 FROM timer;
    DROP TABLE timer;
    ALTER TABLE new_timer RENAME TO timer;
    CREATE INDEX timer_by_wake ON timer (wake) WHERE is_suspended = 0;

    CREATE TABLE new_job (
      ordinal      INTEGER PRIMARY KEY,
      id           TEXT NOT NULL UNIQUE,
      dossier      TEXT NOT NULL REFERENCES dossier (dossier),
      type         TEXT NOT NULL,
      lane         TEXT,
      instance     INTEGER,
      key          TEXT NOT NULL,
      input        TEXT NOT NULL,
      at           INTEGER NOT NULL,
      status       TEXT NOT NULL CHECK (status IN ('queued', 'leased', 'parked', 'done', 'cancelled', 'skipped')),
      tries        INTEGER NOT NULL,
      worker       TEXT,
      leased_until INTEGER,
      last_error   TEXT,
      settled      TEXT,
      wake         INTEGER,
      is_suspended INTEGER NOT NULL
    ) STRICT;
    INSERT INTO new_job
      SELECT ordinal, id, dossier, type, lane, instance, key, input, at, status, tries, worker, leased_until, last_error, NULL, wake, 0
      FROM job;
    DROP TABLE job;
    ALTER TABLE new_job RENAME TO job;
    CREATE INDEX job_by_wake ON job (wake) WHERE status IN ('queued', 'leased') AND is_suspended = 0;
    CREATE INDEX job_unfinished ON job (ordinal) WHERE status IN ('queued', 'leased', 'parked');
    CREATE INDEX job_by_lane ON job (dossier, lane);

    CREATE TABLE incident (
      ordinal   INTEGER PRIMARY KEY,
      id        TEXT NOT NULL UNIQUE,
      dossier   TEXT NOT NULL REFERENCES dossier (dossier),
      agency    TEXT,
      procedure TEXT NOT NULL,
      element   TEXT,
      code      TEXT NOT NULL,
      message   TEXT NOT NULL,
      raised_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX incident_by_age ON incident (raised_at);

    -- A number is never used again: a broadcast reaches those up to the last one that there was when it was put.
    CREATE TABLE subscription (
      ordinal      INTEGER PRIMARY KEY AUTOINCREMENT,
      id           TEXT NOT NULL UNIQUE,
      dossier      TEXT NOT NULL REFERENCES dossier (dossier),
      agency       TEXT,
      kind         TEXT NOT NULL CHECK (kind IN ('message', 'signal')),
      name         TEXT NOT NULL,
      key          TEXT,
      is_suspended INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX subscription_by_name ON subscription (name, key, agency);

    CREATE TABLE message (
      ordinal    INTEGER PRIMARY KEY,
      id         TEXT NOT NULL UNIQUE,
      agency     TEXT,
      name       TEXT NOT NULL,
      key        TEXT,
      payload    TEXT NOT NULL,
      actor      TEXT NOT NULL,
      at         INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      status     TEXT NOT NULL CHECK (status IN ('kept', 'taken', 'expired')),
      wake       INTEGER NOT NULL,
      worker     TEXT
    ) STRICT;
    CREATE INDEX message_kept ON message (expires_at) WHERE status = 'kept';

    CREATE TABLE broadcast (
      ordinal     INTEGER PRIMARY KEY,
      id          TEXT NOT NULL UNIQUE,
      agency      TEXT,
      signal      TEXT NOT NULL,
      payload     TEXT NOT NULL,
      actor       TEXT NOT NULL,
      at          INTEGER NOT NULL,
      told_up_to  INTEGER NOT NULL,
      last        INTEGER NOT NULL,
      is_over     INTEGER NOT NULL,
      wake        INTEGER NOT NULL,
      worker      TEXT
    ) STRICT;
    CREATE INDEX broadcast_by_wake ON broadcast (wake) WHERE is_over = 0;

    CREATE TABLE schedule (
      ordinal   INTEGER PRIMARY KEY,
      id        TEXT NOT NULL UNIQUE,
      agency    TEXT,
      procedure TEXT NOT NULL,
      rule      TEXT NOT NULL,
      variables TEXT NOT NULL,
      actor     TEXT NOT NULL,
      due       INTEGER,
      wake      INTEGER,
      worker    TEXT
    ) STRICT;
    CREATE INDEX schedule_by_wake ON schedule (wake) WHERE wake IS NOT NULL;

    CREATE TABLE seal (
      number    INTEGER PRIMARY KEY,
      cursor    TEXT NOT NULL,
      links     INTEGER NOT NULL,
      root      TEXT NOT NULL,
      previous  TEXT NOT NULL,
      at        INTEGER NOT NULL,
      signature TEXT,
      timestamp TEXT
    ) STRICT;
  `,
  fill(db: Database) {
    const insert = db.prepare('INSERT INTO dossier_text (rowid, marked, plain) VALUES (?, ?, ?)')
    const dossiers = db.prepare<[], [number, string]>('SELECT ordinal, search FROM dossier').raw().all()
    for (const [ordinal, search] of dossiers) insert.run(ordinal, ...indexedWords(search))
  },
}
