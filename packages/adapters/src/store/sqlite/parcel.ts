/**
 * Theory of operation
 *
 * What is bound to statements is made by the thread that asks, which has the commit before it. A batch goes to the thread that writes as one
 * list of texts and numbers, which are copied much faster than many objects; there they are bound as they came, and nothing is parsed that
 * most commits have. Parts that have no fixed number of values are preceded by it. What many tasks have in common goes once: a task says
 * how many kinds of tasks came before its own, and what is a new one follows; so does what dossiers are counted by. What is read in the file is
 * only what a commit cannot know: whether it fits, and what was counted before.
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
  type StagedValues,
  type TaskDraft,
  type TaskKind,
  type TaskValues,
  type Value,
} from './draft.ts'
import { dueOf } from './never.ts'

export type Parcel = readonly Value[]

export function packed(batch: readonly Commit[]): Parcel {
  const values: Value[] = []
  const kinds = new Numbered(elementOf, isOfSameKind)
  const counted = new Numbered(leadingStage, areCountedTogether)
  for (const commit of batch) {
    const { dossier, row, head, headBefore, tasks, snapshot, answer, eventsText } = commit
    values.push(dossier, row.seq, row.at, row.actor, row.command, row.type, eventsText ?? JSON.stringify(row.events))
    values.push(row.previous, row.hash, answer.digest, JSON.stringify(answer.response), head.agency)
    packHead(values, head, row.seq === 1 ? undefined : headBefore, counted)
    values.push(tasks.close.length, ...tasks.close, tasks.open.length)
    for (const task of tasks.open) packTask(values, task, kinds)
    if (snapshot === undefined) values.push(0)
    else {
      const { seq, kernel, fingerprint, state, text } = snapshot
      values.push(1, seq, kernel, fingerprint, text ?? JSON.stringify(state))
    }
    values.push(restText(commit))
  }
  return values
}

export function unpacked(values: Parcel): readonly Draft[] {
  const batch: Draft[] = []
  const kinds: TaskKind[] = []
  const counted: StagedValues[] = []
  let at = 0
  const take = (count: number) => values.slice(at, (at += count))
  const count = () => values[at++] as number
  const takeHead = (width: number): readonly Value[] => {
    if (width === 0) return NOTHING
    const number = count()
    if (number === counted.length) counted.push(take(WIDTHS.staged) as unknown as StagedValues)
    const staged = counted[number] as StagedValues
    if (width === WIDTHS.staged) return staged
    const [head = null, ...placed] = take(width - 1)
    return [head, staged[1], ...placed]
  }
  while (at < values.length) {
    const journal = take(WIDTHS.journal) as unknown as JournalValues
    const head = takeHead(count())
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

const NOTHING: readonly never[] = []

function packHead(values: Value[], head: DossierHead, before: DossierHead | undefined, counted: Numbered<DossierHead>): void {
  if (head === before) {
    values.push(0)
    return
  }
  const hasPlace = before !== undefined && hasSamePlaces(head, before)
  if (hasPlace && hasSameContents(head, before)) {
    values.push(WIDTHS.staged)
    packStaged(values, head, counted)
    return
  }
  values.push(hasPlace ? WIDTHS.shown : WIDTHS.head)
  packStaged(values, head, counted)
  values.push(JSON.stringify(head), head.standing)
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

function packStaged(values: Value[], head: DossierHead, counted: Numbered<DossierHead>): void {
  const { number, isNew } = counted.of(head)
  values.push(number)
  if (isNew) values.push(JSON.stringify(head.stages), dossierCombination(head))
}

/** What a batch had so far, each the first time that it came. */
class Numbered<T> {
  /** The last under each name: one that comes again mostly looks the same. */
  readonly #last = new Map<string, { readonly item: T; readonly number: number }>()
  #count = 0

  constructor(
    private readonly nameOf: (item: T) => string,
    private readonly areAlike: (item: T, other: T) => boolean,
  ) {}

  /** `isNew`: the last of its name was not like it, and it is to be written out. */
  of(item: T): { readonly number: number; readonly isNew: boolean } {
    const name = this.nameOf(item)
    const last = this.#last.get(name)
    if (last !== undefined && this.areAlike(item, last.item)) return { number: last.number, isNew: false }
    const number = this.#count
    this.#count += 1
    this.#last.set(name, { item, number })
    return { number, isNew: true }
  }
}

function leadingStage({ stages }: DossierHead): string {
  return stages[0] ?? ''
}

function areCountedTogether(head: DossierHead, other: DossierHead): boolean {
  return (
    (head.endedAt === null) === (other.endedAt === null) &&
    head.agency === other.agency &&
    head.procedure === other.procedure &&
    head.standing === other.standing &&
    areSame(head.stages, other.stages)
  )
}

function elementOf({ element }: StoredTask): string {
  return element
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

function packTask(values: Value[], task: StoredTask, kinds: Numbered<StoredTask>): void {
  const { number, isNew } = kinds.of(task)
  values.push(number)
  if (isNew) {
    const { agency, procedure, element, name, role, unit, assignee, owner } = task
    values.push(agency, procedure, element, name, role, namesText(task.groups), unit, assignee, owner)
    values.push(namesText(task.excluded), task.stage, task.form)
  }
  values.push(task.id, task.code, task.title, task.applicant, task.openedAt, dueOf(task.dueAt))
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
