/**
 * Theory of operation
 *
 * What is bound to statements is made by the thread that asks, which has the commit before it. A batch goes to the thread that writes as one
 * list of texts and numbers, which are copied much faster than many objects; there they are bound as they came, and nothing is parsed that
 * most commits have. Parts that have no fixed number of values are preceded by it. What is read in the file is only what a commit cannot know:
 * whether it fits, and what was counted before.
 */
import type { Commit, DossierHead, StoredTask } from '@motcua/engine/ports'
import { dossierCombination } from './counts.ts'
import {
  NO_NAMES,
  WIDTHS,
  type Draft,
  type JournalValues,
  type Rest,
  type SnapshotValues,
  type TaskValues,
  type Value,
} from './draft.ts'
import { dueOf } from './never.ts'

export type Parcel = readonly Value[]

export function packed(batch: readonly Commit[]): Parcel {
  const values: Value[] = []
  for (const commit of batch) {
    const { dossier, row, head, headBefore, tasks, snapshot, answer, eventsText } = commit
    values.push(dossier, row.seq, row.at, row.actor, row.command, row.type, eventsText ?? JSON.stringify(row.events))
    values.push(row.previous, row.hash, answer.digest, JSON.stringify(answer.response), head.agency)
    packHead(values, head, headBefore)
    values.push(tasks.close.length, ...tasks.close, tasks.open.length)
    for (const task of tasks.open) packTask(values, task, dossier)
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
  let at = 0
  const take = (count: number) => values.slice(at, (at += count))
  const count = () => values[at++] as number
  while (at < values.length) {
    const journal = take(WIDTHS.journal) as unknown as JournalValues
    const head = take(count())
    const close = take(count()) as string[]
    const open: TaskValues[] = []
    for (let left = count(); left > 0; left -= 1) open.push(take(WIDTHS.task) as unknown as TaskValues)
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
  const isShownElsewhere = before === undefined || !hasSamePlaces(head, before)
  values.push(isShownElsewhere ? WIDTHS.head : WIDTHS.shown, JSON.stringify(head), dossierCombination(head), head.standing)
  if (!isShownElsewhere) return
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

function packTask(values: Value[], task: StoredTask, dossier: string): void {
  const { id, agency, procedure, element, name, role, unit, assignee, owner } = task
  values.push(id, dossier, agency, procedure, element, name, role, namesText(task.groups), unit, assignee, owner)
  values.push(
    namesText(task.excluded),
    task.stage,
    task.form,
    task.code,
    task.title,
    task.applicant,
    task.openedAt,
    dueOf(task.dueAt),
  )
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
