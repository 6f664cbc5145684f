import type { Migration } from './migration.ts'

/**
 * Theory of the schema.
 *
 * - What changes with every command stands apart from what lists look for. `dossier` has one index, on what never changes, so that
 *   its update stays within the page; since schema 14 it has the stages too. `head` and its indices are written only when a list would show
 *   something else.
 * - `journal` is only ever added to; its place in the feed is the transaction's number and the place within the batch (see `feed.ts`).
 *   The answer to the command is part of its row: one command is one row.
 * - Agencies lead the indices of lists, as the empty text where a store serves one alone: a list of one agency never reads another's.
 * - `due` is 2^53 - 1 where there is none: so those come last by the index's own order.
 * - `words` (since schema 15 two tables, of what is open and of what has ended) holds a text once for the dossier and all its tasks: words cost far more to index than anything else of a task. `word` has
 *   every word, cut to its first letters, once for all dossiers: what begins with some letters is looked up there (see `text-search.ts`).
 * - `task_group` has only tasks that nobody has yet, and so has the index that a candidate's list is read from: what others have taken
 *   never stands in the way.
 * - `wake` is when work may be claimed: its instant, or the end of its lease; NULL where a person, an older job of the lane or nothing
 *   comes first. `held` is true while the dossier is suspended. Both are kept up by who changes them, so that a claim reads nothing
 *   but what it can have.
 * - `counter` and `counter_delta` together are the counts: who commits only adds deltas, so that no two commits wait for one row.
 * - There are no foreign keys: only `commit_batch` writes them, under the dossier's lock, and a key's check would lock rows again.
 */
export const tables: Migration = {
  version: 1,
  about: 'journal, dossiers, worklist, timers, jobs, messages, signals, schedules, incidents, seals, serials',
  sql: `
    CREATE TABLE @dossier (
      dossier      text COLLATE "C" PRIMARY KEY,
      seq          bigint NOT NULL,
      hash         text NOT NULL,
      tx           bigint NOT NULL,
      digest       text NOT NULL,
      suspended    boolean NOT NULL,
      snapshot_seq bigint,
      kernel       integer,
      fingerprint  text,
      state        text
    ) WITH (fillfactor = 60);

    CREATE TABLE @head (
      dossier      text COLLATE "C" PRIMARY KEY,
      procedure    text COLLATE "C" NOT NULL,
      version      integer NOT NULL,
      fingerprint  text NOT NULL,
      agency       text COLLATE "C" NOT NULL,
      code         text COLLATE "C",
      status       text NOT NULL,
      standing     text COLLATE "C" NOT NULL,
      stages       text[] COLLATE "C" NOT NULL,
      applicant    text COLLATE "C" NOT NULL,
      title        text NOT NULL,
      digest       text COLLATE "C" NOT NULL,
      opened_at    bigint NOT NULL,
      due          bigint NOT NULL,
      ended_at     bigint,
      suspended_at bigint
    );
    CREATE INDEX head_open_by_due ON @head (agency, due, dossier) WHERE ended_at IS NULL;
    CREATE INDEX head_ended_by_due ON @head (agency, due, dossier) WHERE ended_at IS NOT NULL;
    CREATE INDEX head_by_opened ON @head (agency, opened_at DESC, dossier);
    CREATE INDEX head_by_ended ON @head (agency, ended_at) WHERE ended_at IS NOT NULL;
    CREATE INDEX head_by_applicant ON @head (applicant);
    CREATE INDEX head_by_code ON @head (code) WHERE code IS NOT NULL;
    CREATE INDEX head_open_by_procedure ON @head (agency, procedure, due, dossier) WHERE ended_at IS NULL;
    CREATE INDEX head_open_by_standing ON @head (agency, standing, due, dossier) WHERE ended_at IS NULL;
    CREATE INDEX head_suspended ON @head (agency, due, dossier) WHERE suspended_at IS NOT NULL;

    CREATE TABLE @stage (
      agency  text COLLATE "C" NOT NULL,
      stage   text COLLATE "C" NOT NULL,
      due     bigint NOT NULL,
      dossier text COLLATE "C" NOT NULL,
      PRIMARY KEY (agency, stage, due, dossier)
    );

    CREATE TABLE @words (
      dossier text COLLATE "C" NOT NULL,
      digest  text COLLATE "C" NOT NULL,
      search  text NOT NULL,
      vector  tsvector NOT NULL,
      PRIMARY KEY (dossier, digest)
    );
    CREATE INDEX words_by_vector ON @words USING gin (vector) WITH (fastupdate = off);

    CREATE TABLE @word (lexeme text COLLATE "C" PRIMARY KEY);

    CREATE TABLE @journal (
      tx       bigint NOT NULL,
      n        integer NOT NULL,
      dossier  text COLLATE "C" NOT NULL,
      agency   text COLLATE "C" NOT NULL,
      seq      bigint NOT NULL,
      at       bigint NOT NULL,
      actor    text NOT NULL,
      command  text COLLATE "C" NOT NULL,
      type     text NOT NULL,
      events   text NOT NULL,
      previous text NOT NULL,
      hash     text NOT NULL,
      digest   text NOT NULL,
      response text NOT NULL
    );
    CREATE UNIQUE INDEX journal_by_feed ON @journal (tx, n);
    CREATE UNIQUE INDEX journal_by_seq ON @journal (dossier, seq);
    CREATE UNIQUE INDEX journal_by_command ON @journal (dossier, command);
    CREATE INDEX journal_by_agency ON @journal (agency, tx, n) WHERE agency <> '';

    CREATE TABLE @definition (
      fingerprint text COLLATE "C" PRIMARY KEY,
      procedure   text NOT NULL,
      version     integer NOT NULL,
      definition  text NOT NULL
    );

    CREATE TABLE @task (
      id         text COLLATE "C" PRIMARY KEY,
      ordinal    bigint GENERATED BY DEFAULT AS IDENTITY,
      dossier    text COLLATE "C" NOT NULL,
      agency     text COLLATE "C" NOT NULL,
      procedure  text COLLATE "C" NOT NULL,
      element    text COLLATE "C" NOT NULL,
      name       text NOT NULL,
      role       text COLLATE "C",
      groups     text[] COLLATE "C" NOT NULL,
      unit       text COLLATE "C",
      assignee   text COLLATE "C",
      owner      text,
      excluded   text[] COLLATE "C" NOT NULL,
      stage      text COLLATE "C",
      form       text,
      code       text,
      title      text NOT NULL,
      digest     text COLLATE "C" NOT NULL,
      applicant  text COLLATE "C" NOT NULL,
      opened_at  bigint NOT NULL,
      due        bigint NOT NULL
    );
    CREATE INDEX task_by_due ON @task (agency, due, opened_at, ordinal);
    CREATE INDEX task_free_by_role ON @task (agency, role, due, opened_at, ordinal) WHERE assignee IS NULL;
    CREATE INDEX task_taken_by_role ON @task (agency, role, due, opened_at, ordinal) WHERE assignee IS NOT NULL;
    CREATE INDEX task_by_assignee ON @task (agency, assignee, due, opened_at, ordinal) WHERE assignee IS NOT NULL;
    CREATE INDEX task_by_unit ON @task (agency, unit, due, opened_at, ordinal) WHERE unit IS NOT NULL;
    CREATE INDEX task_by_stage ON @task (agency, stage, due, opened_at, ordinal);
    CREATE INDEX task_by_procedure ON @task (agency, procedure, due, opened_at, ordinal);
    CREATE INDEX task_by_applicant ON @task (applicant, role);
    CREATE INDEX task_by_dossier ON @task (dossier);

    CREATE TABLE @task_group (
      agency    text COLLATE "C" NOT NULL,
      name      text COLLATE "C" NOT NULL,
      due       bigint NOT NULL,
      opened_at bigint NOT NULL,
      ordinal   bigint NOT NULL,
      task      text COLLATE "C" NOT NULL,
      PRIMARY KEY (agency, name, due, opened_at, ordinal)
    );
    CREATE INDEX task_group_by_task ON @task_group (task);

    CREATE TABLE @timer (
      id           text COLLATE "C" PRIMARY KEY,
      ordinal      bigint GENERATED BY DEFAULT AS IDENTITY,
      dossier      text COLLATE "C" NOT NULL,
      due          bigint NOT NULL,
      wake         bigint NOT NULL,
      worker       text,
      held         boolean NOT NULL
    );
    CREATE INDEX timer_by_wake ON @timer (wake, ordinal) WHERE NOT held;
    CREATE INDEX timer_by_dossier ON @timer (dossier);

    CREATE TABLE @job (
      id           text COLLATE "C" PRIMARY KEY,
      ordinal      bigint GENERATED BY DEFAULT AS IDENTITY,
      dossier      text COLLATE "C" NOT NULL,
      type         text COLLATE "C" NOT NULL,
      lane         text COLLATE "C",
      instance     bigint,
      key          text NOT NULL,
      input        text NOT NULL,
      at           bigint NOT NULL,
      status       text COLLATE "C" NOT NULL,
      tries        integer NOT NULL,
      worker       text,
      leased_until bigint,
      last_error   text,
      settled      text,
      wake         bigint,
      held         boolean NOT NULL
    );
    CREATE INDEX job_by_wake ON @job (wake, ordinal) WHERE wake IS NOT NULL AND NOT held;
    CREATE INDEX job_unfinished ON @job (dossier, lane, ordinal) WHERE status IN ('queued', 'leased', 'parked');
    CREATE INDEX job_parked ON @job (ordinal) WHERE status = 'parked';
    CREATE INDEX job_by_dossier ON @job (dossier, ordinal);

    CREATE TABLE @subscription (
      id         text COLLATE "C" PRIMARY KEY,
      ordinal    bigint GENERATED BY DEFAULT AS IDENTITY,
      dossier    text COLLATE "C" NOT NULL,
      agency     text COLLATE "C",
      kind       text COLLATE "C" NOT NULL,
      name       text COLLATE "C" NOT NULL,
      key        text COLLATE "C",
      held       boolean NOT NULL
    );
    CREATE INDEX subscription_to_message ON @subscription (name, key, ordinal) WHERE kind = 'message';
    CREATE INDEX subscription_to_signal ON @subscription (name, dossier) WHERE kind = 'signal';
    CREATE INDEX subscription_by_dossier ON @subscription (dossier);

    CREATE TABLE @message (
      id           text COLLATE "C" PRIMARY KEY,
      ordinal      bigint GENERATED BY DEFAULT AS IDENTITY,
      agency       text COLLATE "C",
      name         text COLLATE "C" NOT NULL,
      key          text COLLATE "C",
      payload      text NOT NULL,
      actor        text NOT NULL,
      at           bigint NOT NULL,
      expires_at   bigint NOT NULL,
      status       text COLLATE "C" NOT NULL,
      awaited      boolean NOT NULL,
      wake         bigint NOT NULL,
      worker       text
    );
    CREATE INDEX message_awaited ON @message (wake, ordinal) WHERE status = 'kept' AND awaited;
    CREATE INDEX message_kept ON @message (name, key) WHERE status = 'kept';
    CREATE INDEX message_by_expiry ON @message (expires_at, ordinal) WHERE status = 'kept';

    CREATE TABLE @broadcast (
      id           text COLLATE "C" PRIMARY KEY,
      ordinal      bigint GENERATED BY DEFAULT AS IDENTITY,
      agency       text COLLATE "C",
      signal       text COLLATE "C" NOT NULL,
      payload      text NOT NULL,
      actor        text NOT NULL,
      at           bigint NOT NULL,
      until        bigint NOT NULL,
      told         bigint NOT NULL,
      wake         bigint,
      worker       text
    );
    CREATE INDEX broadcast_by_wake ON @broadcast (wake, ordinal) WHERE wake IS NOT NULL;

    CREATE TABLE @schedule (
      id        text COLLATE "C" PRIMARY KEY,
      agency    text,
      procedure text NOT NULL,
      rule      text NOT NULL,
      variables text NOT NULL,
      actor     text NOT NULL,
      due       bigint,
      wake      bigint,
      worker    text,
      ordinal   bigint GENERATED BY DEFAULT AS IDENTITY
    );
    CREATE INDEX schedule_by_wake ON @schedule (wake, ordinal) WHERE wake IS NOT NULL;

    CREATE TABLE @incident (
      id         text COLLATE "C" PRIMARY KEY,
      ordinal    bigint GENERATED BY DEFAULT AS IDENTITY,
      dossier    text COLLATE "C" NOT NULL,
      agency     text COLLATE "C" NOT NULL,
      procedure  text COLLATE "C" NOT NULL,
      element    text,
      code       text COLLATE "C" NOT NULL,
      message    text NOT NULL,
      raised_at  bigint NOT NULL
    );
    CREATE INDEX incident_by_age ON @incident (raised_at, ordinal);
    CREATE INDEX incident_by_dossier ON @incident (dossier);

    CREATE TABLE @seal (
      number    bigint PRIMARY KEY,
      cursor    text NOT NULL,
      links     bigint NOT NULL,
      root      text NOT NULL,
      previous  text NOT NULL,
      at        bigint NOT NULL,
      signature text,
      timestamp text
    );

    CREATE TABLE @series (series text COLLATE "C" PRIMARY KEY, last bigint NOT NULL);
    CREATE TABLE @serial (
      series text COLLATE "C" NOT NULL,
      key    text COLLATE "C" NOT NULL,
      serial bigint NOT NULL,
      PRIMARY KEY (series, key)
    );

    CREATE TABLE @counter (
      kind      text COLLATE "C" NOT NULL,
      agency    text COLLATE "C" NOT NULL,
      procedure text COLLATE "C" NOT NULL,
      key       text COLLATE "C" NOT NULL,
      stage     text COLLATE "C" NOT NULL,
      role      text COLLATE "C" NOT NULL,
      n         bigint NOT NULL,
      PRIMARY KEY (kind, agency, procedure, key, stage, role)
    );
    CREATE TABLE @counter_delta (
      kind      text COLLATE "C" NOT NULL,
      agency    text COLLATE "C" NOT NULL,
      procedure text COLLATE "C" NOT NULL,
      key       text COLLATE "C" NOT NULL,
      stage     text COLLATE "C" NOT NULL,
      role      text COLLATE "C" NOT NULL,
      n         bigint NOT NULL
    ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
  `,
}
