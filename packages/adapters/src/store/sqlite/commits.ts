import type { Database } from 'better-sqlite3'
import type { Commit, CommitOutcome, StoredAnswer } from '@motcua/engine/ports'
import { mustBeConsistent } from './check.ts'
import { prepareLanes } from './lanes.ts'

/**
 * Theory of operation: a batch is one transaction, hence one fsync, which costs more than everything else together. Each commit is
 * looked up before anything of it is written: a conflict or a duplicate writes nothing, so there is nothing to undo and its
 * neighbours never notice. What remains, a commit that breaks the schema's rules, is a defect and undoes the whole batch.
 *
 * The transaction takes the write lock first (`immediate`): what it reads cannot change under it.
 */
export function prepareCommits(db: Database): (batch: readonly Commit[]) => readonly CommitOutcome[] {
  const standing = prepareStanding(db)
  const write = prepareWrite(db)
  const transaction = db.transaction((batch: readonly Commit[]): readonly CommitOutcome[] =>
    batch.map((commit) => {
      mustBeConsistent(commit)
      const { seq, answer } = standing(commit.dossier, commit.row.command)
      if (answer !== undefined) return { status: 'duplicate', answer }
      if (commit.row.seq - 1 !== seq) return { status: 'conflict', seq }
      return { status: 'committed', position: write(commit) }
    }),
  )
  return (batch) => (batch.length === 0 ? [] : transaction.immediate(batch))
}

interface Standing {
  /** 0: no such dossier. */
  readonly seq: number
  /** Of the command, where it was committed before. */
  readonly answer: StoredAnswer | undefined
}

function prepareStanding(db: Database): (dossier: string, command: string) => Standing {
  const seqOf = db.prepare<[string], number>('SELECT seq FROM dossier WHERE dossier = ?').pluck()
  const answerOf = db
    .prepare<[string, string], [string, string]>('SELECT digest, response FROM journal WHERE dossier = ? AND command = ?')
    .raw()
  return (dossier, command) => {
    const seq = seqOf.get(dossier)
    if (seq === undefined) return { seq: 0, answer: undefined }
    const found = answerOf.get(dossier, command)
    if (found === undefined) return { seq, answer: undefined }
    const [digest, response] = found
    return { seq, answer: { command, digest, response: JSON.parse(response) as StoredAnswer['response'] } }
  }
}

/** Writes a commit that fits, and gives its position in the feed. */
function prepareWrite(db: Database): (commit: Commit) => number {
  const newDossier = db.prepare('INSERT INTO dossier (seq, hash, head, dossier) VALUES (?, ?, ?, ?)')
  const nextSeq = db.prepare('UPDATE dossier SET seq = ?, hash = ?, head = ? WHERE dossier = ?')
  const journal = db.prepare(
    `INSERT INTO journal (dossier, seq, at, actor, command, type, events, previous, hash, digest, response)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const snapshot = db.prepare(
    `INSERT INTO snapshot (dossier, seq, kernel, fingerprint, state) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (dossier) DO UPDATE SET seq = excluded.seq, kernel = excluded.kernel,
       fingerprint = excluded.fingerprint, state = excluded.state`,
  )
  const work = prepareWork(db)
  return (commit) => {
    const { dossier, row, head, answer } = commit
    const standing = row.seq === 1 ? newDossier : nextSeq
    standing.run(row.seq, row.hash, JSON.stringify(head), dossier)
    const { lastInsertRowid: position } = journal.run(
      ...[dossier, row.seq, row.at, row.actor, row.command, row.type, JSON.stringify(row.events), row.previous, row.hash],
      ...[answer.digest, JSON.stringify(answer.response)],
    )
    if (commit.snapshot !== undefined) {
      const { seq, kernel, fingerprint, state } = commit.snapshot
      snapshot.run(dossier, seq, kernel, fingerprint, JSON.stringify(state))
    }
    work(commit)
    return Number(position)
  }
}

/** The tasks, timers and jobs that follow from a commit. */
function prepareWork(db: Database): (commit: Commit) => void {
  const closeTask = db.prepare('DELETE FROM task WHERE id = ? AND dossier = ?')
  const openTask = db.prepare(
    `INSERT INTO task (id, dossier, element, name, role, stage, form, opened_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET dossier = excluded.dossier, element = excluded.element, name = excluded.name,
       role = excluded.role, stage = excluded.stage, form = excluded.form, opened_at = excluded.opened_at, due_at = excluded.due_at`,
  )
  const clearTimer = db.prepare('DELETE FROM timer WHERE id = ? AND dossier = ?')
  const setTimer = db.prepare(
    `INSERT INTO timer (id, dossier, due) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET dossier = excluded.dossier, due = excluded.due`,
  )
  const lanes = prepareLanes(db)
  return ({ dossier, tasks, timers, jobs }) => {
    for (const id of tasks.close) closeTask.run(id, dossier)
    for (const { id, element, name, role, stage, form, openedAt, dueAt } of tasks.open) {
      openTask.run(id, dossier, element, name, role, stage, form, openedAt, dueAt)
    }
    for (const id of timers.clear) clearTimer.run(id, dossier)
    for (const { id, due } of timers.set) setTimer.run(id, dossier, due)
    for (const job of jobs.add) lanes.add(job)
    for (const id of jobs.finish) lanes.end(id, dossier, 'done')
    for (const id of jobs.cancel) lanes.end(id, dossier, 'cancelled')
  }
}
