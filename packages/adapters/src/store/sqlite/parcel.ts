/**
 * Theory of operation
 *
 * What is bound to statements is made by the thread that asks, which has the commit before it. A batch goes to the thread that writes as one
 * list of texts and numbers, which are copied much faster than many objects; there they are bound as they came, and nothing is parsed that
 * most commits have. Parts that have no fixed number of values are preceded by it. What many tasks have in common goes once: a task says
 * how many kinds of tasks came before its own, and what is a new one follows. What is read in the file is only what a commit cannot know:
 * whether it fits, and what was counted before.
 */
import type { Commit, DossierHead, StoredTask } from '@motcua/engine/ports'
import { dossierCombination, taskCombination } from './counts.ts'
import {
  NO_NAMES,
  WIDTHS,
  type Draft,
  type JournalValues,
  type KindValues,
  type Rest,
  type SnapshotValues,
  type TaskDraft,
  type TaskKind,
  type TaskValues,
  type Value,
} from './draft.ts'
import { dueOf } from './never.ts'

export type Parcel = readonly Value[]

export function packed(batch: readonly Commit[]): Parcel {
  const values: Value[] = []
  const kinds = new Kinds()
  for (const commit of batch) {
    const { dossier, row, head, headBefore, tasks, snapshot, answer, eventsText } = commit
    values.push(dossier, row.seq, row.at, row.actor, row.command, row.type, eventsText ?? JSON.stringify(row.events))
    values.push(row.previous, row.hash, answer.digest, JSON.stringify(answer.response), head.agency)
    packHead(values, head, row.seq === 1 ? undefined : headBefore)
    values.push(tasks.close.length, ...tasks.close, tasks.open.length)
    for (const task of tasks.open) packTask(values, task, dossier, kinds)
    if (snapshot === undefined) values.push(0)
    else {
      const { seq, kernel, fingerprint, state, text } = snapshot
      values.push(1, dossier, seq, kernel, fingerprint, text ?? JSON.stringify(state))
    }
    values.push(restText(commit))
  }
  return values
}

export function unpacked(values: Parcel): readonly Draft[] {
  const batch: Draft[] = []
  const kinds: TaskKind[] = []
  let at = 0
  const take = (count: number) => values.slice(at, (at += count))
  const count = () => values[at++] as number
  while (at < values.length) {
    const journal = take(WIDTHS.journal) as unknown as JournalValues
    const head = take(count())
    const close = take(count()) as string[]
    const open: TaskDraft[] = []
    for (let left = count(); left > 0; left -= 1) {
      const number = count()
      if (number === kinds.length) kinds.push(kindOf(take(WIDTHS.kind) as unknown as KindValues))
      open.push({ values: take(WIDTHS.task) as unknown as TaskValues, kind: kinds[number] as TaskKind })
    }
    const snapshot = count() === 0 ? null : (take(WIDTHS.snapshot) as unknown as SnapshotValues)
    const rest = values[at++] as string | null
    batch.push({ journal, head, close, open, snapshot, rest: rest === null ? null : (JSON.parse(rest) as Rest) })
  }
  return batch
}

function packHead(values: Value[], head: DossierHead, before: DossierHead | undefined): void {
  if (head === before) {
    values.push(0)
    return
  }
  const hasPlace = before !== undefined && hasSamePlaces(head, before)
  if (hasPlace && hasSameContents(head, before)) {
    values.push(WIDTHS.staged, JSON.stringify(head.stages), dossierCombination(head))
    return
  }
  values.push(hasPlace ? WIDTHS.shown : WIDTHS.head, JSON.stringify(head), dossierCombination(head), head.standing)
  if (hasPlace) return
  values.push(head.search, head.agency, head.procedure, head.applicant, head.code, head.openedAt, dueOf(head.dueAt))
  values.push(Number(head.endedAt !== null), Number(head.suspendedAt !== null))
}

/** No index but that of counts has it elsewhere. */
function hasSamePlaces(head: DossierHead, before: DossierHead): boolean {
  return (
    head.search === before.search &&
    head.agency === before.agency &&
    head.procedure === before.procedure &&
    head.applicant === before.applicant &&
    head.code === before.code &&
    head.openedAt === before.openedAt &&
    head.dueAt === before.dueAt &&
    head.endedAt === before.endedAt &&
    head.suspendedAt === before.suspendedAt
  )
}

/** Nothing but its stages is another, of what {@link hasSamePlaces} does not look at. */
function hasSameContents(head: DossierHead, before: DossierHead): boolean {
  return (
    head.version === before.version &&
    head.fingerprint === before.fingerprint &&
    head.status === before.status &&
    head.standing === before.standing &&
    head.title === before.title
  )
}

/** The kinds of tasks that a batch had so far. */
class Kinds {
  /** The last of each element: one that comes again mostly looks the same. */
  readonly #last = new Map<string, { readonly task: StoredTask; readonly number: number }>()
  #count = 0

  /** `isNew`: no task before was of its kind, which is to be written out. */
  of(task: StoredTask): { readonly number: number; readonly isNew: boolean } {
    const last = this.#last.get(task.element)
    if (last !== undefined && isOfSameKind(task, last.task)) return { number: last.number, isNew: false }
    const number = this.#count
    this.#count += 1
    this.#last.set(task.element, { task, number })
    return { number, isNew: true }
  }
}

function isOfSameKind(task: StoredTask, other: StoredTask): boolean {
  return (
    task.agency === other.agency &&
    task.procedure === other.procedure &&
    task.element === other.element &&
    task.name === other.name &&
    task.role === other.role &&
    areSame(task.groups, other.groups) &&
    task.unit === other.unit &&
    task.assignee === other.assignee &&
    task.owner === other.owner &&
    areSame(task.excluded, other.excluded) &&
    task.stage === other.stage &&
    task.form === other.form
  )
}

function areSame(names: readonly string[], others: readonly string[]): boolean {
  return names.length === others.length && names.every((name, index) => name === others[index])
}

function packTask(values: Value[], task: StoredTask, dossier: string, kinds: Kinds): void {
  const { number, isNew } = kinds.of(task)
  values.push(number)
  if (isNew) {
    const { agency, procedure, element, name, role, unit, assignee, owner } = task
    values.push(agency, procedure, element, name, role, namesText(task.groups), unit, assignee, owner)
    values.push(namesText(task.excluded), task.stage, task.form)
  }
  values.push(task.id, dossier, task.code, task.title, task.applicant, task.openedAt, dueOf(task.dueAt))
}

function kindOf(values: KindValues): TaskKind {
  const [agency, procedure, element, , role, groups, unit, assignee, , , stage] = values
  return {
    values,
    combination: taskCombination({ agency, procedure, element, stage, role, unit, assignee }),
    groups: groups === NO_NAMES ? [] : (JSON.parse(groups) as string[]),
  }
}

function namesText(names: readonly string[]): string {
  return names.length === 0 ? NO_NAMES : JSON.stringify(names)
}

/** `null`: there is nothing. */
function restText({ head, timers, jobs, subscriptions, incidents, takes, erase, own }: Commit): string | null {
  const hasTimers = timers.set.length + timers.clear.length > 0
  const hasJobs = jobs.add.length + jobs.finish.length + jobs.cancel.length > 0
  const [hasSubscriptions, hasIncidents] = [sizeOf(subscriptions) > 0, sizeOf(incidents) > 0]
  const isThere = hasTimers || hasJobs || hasSubscriptions || hasIncidents || (takes ?? erase ?? own) !== undefined
  if (!isThere) return null
  return JSON.stringify({
    isSuspended: Number(head.suspendedAt !== null),
    ...(hasTimers ? { timers } : undefined),
    ...(hasJobs ? { jobs } : undefined),
    ...(hasSubscriptions ? { subscriptions } : undefined),
    ...(hasIncidents ? { incidents } : undefined),
    ...{ takes, erase, own },
  } satisfies { readonly [K in keyof Rest]: Rest[K] | undefined })
}

function sizeOf(group: { readonly open: readonly unknown[]; readonly close: readonly unknown[] } | undefined): number {
  return group === undefined ? 0 : group.open.length + group.close.length
}
