/**
 * Theory of operation
 *
 * A batch goes to another thread as one list of texts and numbers, which are copied much faster than many objects; and it leaves out what
 * that thread reads in the file anyway: of a dossier's head it says what has changed, and of a task nothing that its dossier's head says.
 */
import type { Commit, DossierHead, StoredTask } from '@motcua/engine/ports'
import type { Draft, ReadyCommit } from './draft.ts'

export type Parcel = readonly (string | number | null)[]

/** How many values one commit has in a parcel. */
const VALUES = 13

export function packed(batch: readonly Commit[]): Parcel {
  const values: (string | number | null)[] = []
  for (const commit of batch) {
    const { dossier, row, answer, eventsText = JSON.stringify(row.events) } = commit
    values.push(dossier, row.seq, row.at, row.actor, row.command, row.type, eventsText, row.previous, row.hash)
    values.push(answer.digest, JSON.stringify(answer.response), changesText(commit), restText(commit))
  }
  return values
}

export function unpacked(values: Parcel): readonly Draft[] {
  const batch: Draft[] = []
  for (let from = 0; from < values.length; from += VALUES)
    batch.push(draftIn(values.slice(from, from + VALUES) as unknown as PackedCommit))
  return batch
}

type PackedCommit = readonly [
  ...row: [dossier: string, seq: number, at: number, actor: string, command: string, type: string],
  ...chain: [eventsText: string, previous: string, hash: string],
  ...answer: [digest: string, responseText: string],
  changes: string | null,
  rest: string | null,
]

function draftIn(values: PackedCommit): Draft {
  const [dossier, seq, at, actor, command, type, eventsText, previous, hash, digest, responseText, changes, rest] = values
  const { close = [], open = [], ...work } = rest === null ? NOTHING : (JSON.parse(rest) as Rest)
  const row = { dossier, seq, at, actor, command, type, events: [], previous, hash }
  return {
    dossier,
    row,
    takes: work.takes ?? [],
    complete(standing): ReadyCommit {
      const before = standing && (JSON.parse(standing.head) as DossierHead)
      const head = changes === null ? before : { ...before, ...(JSON.parse(changes) as DossierHead) }
      if (head === undefined) throw new Error(`DEFECT_HEAD_MISSING: expected what lists show of ${dossier}, please report this`)
      return {
        ...{ timers: NO_TIMERS, jobs: NO_JOBS, ...work, dossier, row, eventsText, head, responseText },
        ...(before === undefined ? undefined : { headBefore: before }),
        tasks: { close, open: open.map((task) => ('fields' in task ? fullTask(task, dossier, head) : task)) },
        answer: { command, digest, response: null },
      }
    },
  }
}

const NO_TIMERS: Commit['timers'] = { set: [], clear: [] }
const NO_JOBS: Commit['jobs'] = { add: [], finish: [], cancel: [] }

/** What has changed of the head, or all of it where it is not known how it was; `null`: nothing. */
function changesText({ head, headBefore }: Commit): string | null {
  if (headBefore === undefined) return JSON.stringify(head)
  if (head === headBefore) return null
  const changes: Partial<Record<keyof DossierHead, unknown>> = {}
  for (const key in head) {
    const name = key as keyof DossierHead
    if (head[name] !== headBefore[name]) changes[name] = head[name]
  }
  return JSON.stringify(changes)
}

/** What most commits have little of. */
type Rest = Partial<Pick<Commit, 'timers' | 'jobs' | 'subscriptions' | 'incidents' | 'snapshot' | 'takes' | 'erase' | 'own'>> & {
  readonly close?: readonly string[]
  readonly open?: readonly (StoredTask | PackedTask)[]
}

const NOTHING: Rest = {}

/** `null`: there is nothing. */
function restText({
  dossier,
  head,
  tasks,
  timers,
  jobs,
  subscriptions,
  incidents,
  snapshot,
  takes,
  erase,
  own,
}: Commit): string | null {
  const { open, close } = tasks
  const rest: Rest = {
    ...(close.length > 0 ? { close } : undefined),
    ...(open.length > 0 ? { open: open.map((task) => packedTask(task, dossier, head)) } : undefined),
    ...(timers.set.length + timers.clear.length > 0 ? { timers } : undefined),
    ...(jobs.add.length + jobs.finish.length + jobs.cancel.length > 0 ? { jobs } : undefined),
    ...(sizeOf(subscriptions) > 0 ? { subscriptions } : undefined),
    ...(sizeOf(incidents) > 0 ? { incidents } : undefined),
    ...(snapshot === undefined ? undefined : { snapshot }),
    ...(takes === undefined ? undefined : { takes }),
    ...(erase === undefined ? undefined : { erase }),
    ...(own === undefined ? undefined : { own }),
  }
  for (const _ in rest) return JSON.stringify(rest)
  return null
}

function sizeOf(group: { readonly open: readonly unknown[]; readonly close: readonly unknown[] } | undefined): number {
  return group === undefined ? 0 : group.open.length + group.close.length
}

/** A task without what its dossier's head says. */
interface PackedTask {
  readonly fields: readonly [
    ...place: [end: string, element: string, name: string, role: string | null, stage: string | null, form: string | null],
    ...whose: [unit: string | null, assignee: string | null, owner: string | null, openedAt: number, dueAt: number | null],
    groups: readonly string[],
    excluded: readonly string[],
  ]
}

function packedTask(task: StoredTask, dossier: string, head: DossierHead): StoredTask | PackedTask {
  const says =
    task.dossier === dossier &&
    task.agency === head.agency &&
    task.procedure === head.procedure &&
    task.code === head.code &&
    task.title === head.title &&
    task.search === head.search &&
    task.applicant === head.applicant
  if (!says) return task
  const { element, name, role, stage, form, unit, assignee, owner, openedAt, dueAt, groups, excluded } = task
  const end = task.id.slice(dossier.length)
  return { fields: [end, element, name, role, stage, form, unit, assignee, owner, openedAt, dueAt, groups, excluded] }
}

function fullTask({ fields }: PackedTask, dossier: string, head: DossierHead): StoredTask {
  const [end, element, name, role, stage, form, unit, assignee, owner, openedAt, dueAt, groups, excluded] = fields
  const { agency, procedure, code, title, search, applicant } = head
  return {
    ...{
      id: `${dossier}${end}`,
      dossier,
      element,
      name,
      role,
      stage,
      form,
      unit,
      assignee,
      owner,
      openedAt,
      dueAt,
      groups,
      excluded,
    },
    ...{ agency, procedure, code, title, search, applicant },
  }
}
