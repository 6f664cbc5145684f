import type { Database } from 'better-sqlite3'
import type { DossierHead, StoredTask } from '@motcua/engine/ports'

/** All that open dossiers are counted by; `null`: it has ended and is not counted. */
export function dossierCombination({ agency, procedure, standing, stages, endedAt }: DossierHead): string | null {
  return endedAt === null ? JSON.stringify([agency, procedure, standing, stages]) : null
}

export type DossierCombination = readonly [agency: string | null, procedure: string, standing: string, stages: readonly string[]]

type Counted = Pick<StoredTask, 'agency' | 'procedure' | 'element' | 'stage' | 'role' | 'unit' | 'assignee'>

/** What {@link taskCombination} has at each place. */
export const TASK_PARTS = ['agency', 'procedure', 'element', 'stage', 'role', 'unit', 'assignee'] as const

export type TaskCombination = readonly (string | null)[]

/** All that open tasks are counted by. */
export function taskCombination(task: Counted): string {
  return JSON.stringify(TASK_PARTS.map((part) => task[part]))
}

type Table = 'dossier_count' | 'task_count'

/**
 * How the counts change by a batch. Many commits of a batch change the same few numbers: they are written once, at its end. What a
 * commit added is taken back when it is undone.
 */
export class CountChanges {
  #changes: (readonly [Table, combination: string, by: number])[] = []

  add(table: Table, combination: string | null, by: number): void {
    if (combination !== null) this.#changes.push([table, combination, by])
  }

  /** A place to go back to. */
  mark(): number {
    return this.#changes.length
  }

  undoTo(mark: number): void {
    this.#changes.length = mark
  }

  *take(): Generator<readonly [Table, combination: string, by: number]> {
    const sums = { dossier_count: new Map<string, number>(), task_count: new Map<string, number>() }
    for (const [table, combination, by] of this.#changes) sums[table].set(combination, (sums[table].get(combination) ?? 0) + by)
    this.#changes = []
    for (const table of ['dossier_count', 'task_count'] as const)
      for (const [combination, by] of sums[table]) if (by !== 0) yield [table, combination, by]
  }
}

/** Writes what has gathered. */
export function prepareCounts(db: Database): (changes: CountChanges) => void {
  const statements = (table: Table) => ({
    add: db.prepare(
      `INSERT INTO ${table} (combination, count) VALUES (?, ?) ON CONFLICT (combination) DO UPDATE SET count = count + excluded.count`,
    ),
    drop: db.prepare(`DELETE FROM ${table} WHERE combination = ? AND count = 0`),
  })
  const tables = { dossier_count: statements('dossier_count'), task_count: statements('task_count') }
  return (changes) => {
    for (const [table, combination, by] of changes.take()) {
      tables[table].add.run(combination, by)
      if (by < 0) tables[table].drop.run(combination)
    }
  }
}
