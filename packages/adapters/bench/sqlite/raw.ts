import type Database from 'better-sqlite3'
import type { Commit, DossierHead } from '@motcua/engine/ports'
import { dossierCombination, taskCombination } from '../../src/store/sqlite/counts.ts'
import { dueOf } from '../../src/store/sqlite/never.ts'
import { openDatabase } from '../../src/store/sqlite/open.ts'
import { indexedWords } from '../../src/store/sqlite/words.ts'

type Value = string | number | null

interface Batch {
  readonly rows: readonly Row[]
  readonly commits: number
}

/** No more than fit into memory. */
const COMMITS_AT_ONCE = 12_000

/** One statement with its parameters, ready to run. */
type Row = readonly [statement: number, ...values: Value[]]

const SQL = [
  `INSERT INTO dossier (dossier, seq, hash, head, search, combination, agency, procedure, applicant, code, standing, opened_at, due, is_ended,
     is_suspended) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  `UPDATE dossier SET seq = ?, hash = ?, head = ?, search = ?, combination = ?, agency = ?, procedure = ?, applicant = ?, code = ?,
     standing = ?, opened_at = ?, due = ?, is_ended = ?, is_suspended = ?, stages = NULL WHERE dossier = ?`,
  'UPDATE dossier SET seq = ?, hash = ? WHERE dossier = ?',
  `INSERT INTO journal (dossier, seq, at, actor, command, type, events, previous, hash, digest, response, agency)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  `INSERT INTO snapshot (dossier, seq, kernel, fingerprint, state) VALUES (?, ?, ?, ?, ?)
   ON CONFLICT (dossier) DO UPDATE SET seq = excluded.seq, state = excluded.state`,
  'DELETE FROM task WHERE id = ?',
  `INSERT INTO task (id, dossier, agency, procedure, element, name, role, groups, unit, assignee, owner, excluded, stage, form, code,
     title, applicant, opened_at, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  'INSERT INTO dossier_text (rowid, marked, plain) VALUES ((SELECT ordinal FROM dossier WHERE dossier = ?), ?, ?)',
  'INSERT INTO task_count VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count',
  'INSERT INTO dossier_count VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count',
  'UPDATE dossier SET seq = ?, hash = ?, head = ?, combination = ?, standing = ?, stages = NULL WHERE dossier = ?',
  'UPDATE dossier SET seq = ?, hash = ?, stages = ?, combination = ? WHERE dossier = ?',
] as const

const [
  INSERT_DOSSIER,
  UPDATE_DOSSIER,
  ADVANCE,
  JOURNAL,
  SNAPSHOT,
  CLOSE_TASK,
  OPEN_TASK,
  TEXT,
  COUNT_TASK,
  COUNT_DOSSIER,
  SHOW,
  STAGE,
] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const

export interface RawWriter {
  write(batch: Batch): void
  /** Batches of one size: many dossiers go forward a step in each, as in the engine. */
  prepare(recorded: readonly Commit[], size: number): readonly Batch[]
  fill(recorded: readonly Commit[], open: number): void
  close(): void
}

/**
 * The driver by itself: the rows that recorded commits come to, in a file of the same schema and with the same pragmas. It looks nothing
 * up, decides nothing, and makes no JSON while the clock runs.
 */
export function rawWriter(path: string): RawWriter {
  const db = openDatabase(path)
  const statements = SQL.map((sql) => db.prepare<Value[]>(sql))
  const run = db.transaction((rows: readonly Row[]) => {
    for (const [statement, ...values] of rows) (statements[statement] as Database.Statement<Value[]>).run(...values)
  })
  let named = 0
  return {
    write({ rows }) {
      run.immediate(rows)
    },
    prepare(recorded, size) {
      const [first] = byDossier(recorded)
      const batches: Batch[] = []
      while (first !== undefined && batches.length * size < COMMITS_AT_ONCE) {
        const dossiers = Array.from({ length: size }, () => renamed(first, `raw-${(named += 1)}`))
        first.forEach((_, step) => {
          const commits = dossiers.flatMap((all) => all[step] ?? [])
          const rows = rowsOf(
            commits,
            dossiers.map((all) => all[step - 1]),
          )
          batches.push({ rows, commits: commits.length })
        })
      }
      return batches
    },
    fill(recorded, open) {
      const lodging = byDossier(recorded)[0]?.[0]
      for (let from = 0; from < open; from += 1_000) {
        const size = Math.min(1_000, open - from)
        const commits = Array.from({ length: size }, (_, index) =>
          renamed(lodging === undefined ? [] : [lodging], `open-${from + index}`),
        ).flat()
        run.immediate(rowsOf(commits, []))
      }
    },
    close() {
      db.close()
    },
  }
}

/** The same commits of another dossier, whose name is as long as the engine's. */
function renamed(commits: readonly Commit[], name: string): readonly Commit[] {
  const id = commits[0]?.dossier ?? ''
  return JSON.parse(JSON.stringify(commits).replaceAll(id, name.padEnd(id.length, '-'))) as Commit[]
}

function byDossier(recorded: readonly Commit[]): readonly (readonly Commit[])[] {
  const found = new Map<string, Commit[]>()
  for (const commit of recorded) found.set(commit.dossier, [...(found.get(commit.dossier) ?? []), commit])
  return [...found.values()]
}

function rowsOf(commits: readonly Commit[], befores: readonly (Commit | undefined)[]): Row[] {
  const rows: Row[] = []
  const counts = new Map<string, number>()
  const count = (table: number, combination: string | null, by: number) => {
    if (combination !== null) counts.set(`${table} ${combination}`, (counts.get(`${table} ${combination}`) ?? 0) + by)
  }
  commits.forEach((commit, index) => {
    const { dossier, row, head, snapshot, tasks, answer } = commit
    const before = befores[index]
    const json = JSON.stringify(head)
    const columns = [
      row.seq,
      row.hash,
      json,
      head.search,
      dossierCombination(head),
      head.agency,
      head.procedure,
      head.applicant,
      head.code,
    ]
    const more = [
      head.standing,
      head.openedAt,
      dueOf(head.dueAt),
      Number(head.endedAt !== null),
      Number(head.suspendedAt !== null),
    ]
    if (before === undefined) {
      rows.push([INSERT_DOSSIER, dossier, ...columns, ...more], [TEXT, dossier, ...indexedWords(head.search)])
    } else if (JSON.stringify(before.head) === json) rows.push([ADVANCE, row.seq, row.hash, dossier])
    else if (JSON.stringify({ ...before.head, stages: head.stages }) === json)
      rows.push([STAGE, row.seq, row.hash, JSON.stringify(head.stages), dossierCombination(head), dossier])
    else if (hasSamePlaces(before.head, head))
      rows.push([SHOW, row.seq, row.hash, json, dossierCombination(head), head.standing, dossier])
    else rows.push([UPDATE_DOSSIER, ...columns, ...more, dossier])
    if (before === undefined || dossierCombination(before.head) !== dossierCombination(head)) {
      count(COUNT_DOSSIER, before === undefined ? null : dossierCombination(before.head), -1)
      count(COUNT_DOSSIER, dossierCombination(head), 1)
    }
    rows.push([
      ...([JOURNAL, dossier, row.seq, row.at, row.actor, row.command, row.type, JSON.stringify(row.events)] as const),
      ...[row.previous, row.hash, answer.digest, JSON.stringify(answer.response), head.agency],
    ])
    if (snapshot !== undefined) {
      rows.push([SNAPSHOT, dossier, snapshot.seq, snapshot.kernel, snapshot.fingerprint, JSON.stringify(snapshot.state)])
    }
    for (const id of tasks.close) {
      const closed = before?.tasks.open.find((task) => task.id === id)
      if (closed !== undefined) count(COUNT_TASK, taskCombination(closed), -1)
      rows.push([CLOSE_TASK, id])
    }
    for (const task of tasks.open) {
      count(COUNT_TASK, taskCombination(task), 1)
      rows.push([
        ...([OPEN_TASK, task.id, dossier, task.agency, task.procedure, task.element, task.name, task.role, '[]'] as const),
        ...[task.unit, task.assignee, task.owner, '[]', task.stage, task.form, task.code, task.title, task.applicant],
        ...[task.openedAt, dueOf(task.dueAt)],
      ])
    }
  })
  for (const [key, by] of counts) rows.push([Number(key[0]), key.slice(2), by])
  return rows
}

/** No index is to be written. */
function hasSamePlaces(before: DossierHead, head: DossierHead): boolean {
  const places = ({ search, agency, procedure, applicant, code, openedAt, dueAt, endedAt, suspendedAt }: DossierHead) =>
    JSON.stringify([search, agency, procedure, applicant, code, openedAt, dueAt, endedAt, suspendedAt])
  return places(before) === places(head)
}
