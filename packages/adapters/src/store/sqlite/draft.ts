import type { Commit } from '@motcua/engine/ports'

export type Value = string | number | null

/** A commit on its way into the file: texts and numbers in the order of the columns that they are bound to. */
export interface Draft {
  readonly journal: JournalValues
  /**
   * What lists show of the dossier: nothing where that stays as it is, {@link StagedValues} where nothing but its stages changes,
   * {@link ShownValues} where the dossier stays in its place in every list, {@link HeadValues} otherwise.
   */
  readonly head: readonly Value[]
  readonly close: readonly string[]
  readonly open: readonly TaskDraft[]
  readonly snapshot: SnapshotValues | null
  readonly rest: Rest | null
}

export type JournalValues = readonly [
  ...row: [dossier: string, seq: number, at: number, actor: string, command: string, type: string],
  ...chain: [events: string, previous: string, hash: string],
  ...answer: [digest: string, response: string],
  agency: string | null,
]

export type StagedValues = readonly [stages: string, combination: string | null]

export type ShownValues = readonly [head: string, combination: string | null, standing: string]

export type HeadValues = readonly [
  ...shown: ShownValues,
  ...found: [search: string, agency: string | null, procedure: string, applicant: string, code: string | null],
  ...placed: [openedAt: number, due: number, isEnded: number, isSuspended: number],
]

export interface TaskDraft {
  readonly values: TaskValues
  readonly kind: TaskKind
}

/** What a task has beside its dossier and its kind. */
export type TaskValues = readonly [
  id: string,
  code: string | null,
  title: string,
  applicant: string,
  openedAt: number,
  due: number,
]

/** What tasks of one element mostly have in common: made once for all of them in a batch. */
export interface TaskKind {
  readonly values: KindValues
  /** What they are counted by. */
  readonly combination: string
  readonly groups: readonly string[]
}

export type KindValues = readonly [
  ...place: [agency: string | null, procedure: string, element: string, name: string],
  ...whose: [
    role: string | null,
    groups: string,
    unit: string | null,
    assignee: string | null,
    owner: string | null,
    excluded: string,
  ],
  ...shown: [stage: string | null, form: string | null],
]

/** What a snapshot has beside its dossier. */
export type SnapshotValues = readonly [seq: number, kernel: number, fingerprint: string, state: string]

/** How many values each has. */
export const WIDTHS = { journal: 12, staged: 2, shown: 3, head: 12, task: 6, kind: 12, snapshot: 4 } as const

/** A list of names that has none, as a column has it. */
export const NO_NAMES = '[]'

/** What most commits have nothing of. */
export interface Rest extends Partial<
  Pick<Commit, 'timers' | 'jobs' | 'subscriptions' | 'incidents' | 'takes' | 'erase' | 'own'>
> {
  readonly isSuspended: number
}
