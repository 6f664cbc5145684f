import type { Json } from '../json.ts'

/** What lists and searches need of a dossier without opening it. */
export interface DossierHead {
  readonly procedure: string
  readonly version: number
  readonly fingerprint: string
  /** The agency that it belongs to; `null` where a store serves one alone. */
  readonly agency: string | null
  readonly code: string | null
  readonly status: string
  readonly standing: string
  readonly stages: readonly string[]
  readonly applicant: string
  /** What a list shows of it beside its code: for whom and what. */
  readonly title: string
  /** What text search looks in; see {@link searchText}. */
  readonly search: string
  readonly openedAt: number
  readonly dueAt: number | null
  /** Never before `openedAt`, whatever clocks said: a store refuses a commit that says otherwise. `null`: it is open. */
  readonly endedAt: number | null
  /** Since when nothing of it moves; `null`: it moves. */
  readonly suspendedAt: number | null
}

export interface Snapshot {
  /** The last row that it contains. */
  readonly seq: number
  /** Version of the kernel's state shape: another version is not read but rebuilt from the journal. */
  readonly kernel: number
  readonly fingerprint: string
  readonly state: Json
  /** `state` as JSON, where whoever gives it to a store has it already; what a store gives back has none. */
  readonly text?: string
}

export interface StoredDossier {
  readonly dossier: string
  readonly seq: number
  readonly hash: string
  readonly head: DossierHead
  readonly snapshot: Snapshot | null
}

export interface StoredDossierHead {
  readonly dossier: string
  readonly seq: number
  readonly head: DossierHead
}

/** Every condition that is there must hold. */
export interface DossierQuery {
  readonly agency?: string
  readonly procedure?: string
  readonly applicant?: string
  /** Whether its applicant is known: of a dossier that was erased `applicant` is empty. */
  readonly hasApplicant?: boolean
  readonly code?: string
  readonly standing?: string
  /** Open ones that stand in this stage among others: what has ended stands nowhere. */
  readonly stage?: string
  readonly isOpen?: boolean
  readonly isSuspended?: boolean
  /** Due before this instant, and not ended: `dueBefore: now` is overdue. */
  readonly dueBefore?: number
  /** Opened at or after, and before. */
  readonly openedFrom?: number
  readonly openedBefore?: number
  readonly endedFrom?: number
  readonly endedBefore?: number
  /** Words that must all begin a word of `search`, in any order; see {@link searchText}. */
  readonly text?: string
  /** `due` (usual): the earliest `dueAt` first, those without one last. `opened`: the latest first. Equal ones by id. */
  readonly order?: 'due' | 'opened'
  readonly after?: string
  /** 1 to 1,000. */
  readonly limit: number
}

export interface DossierCountQuery {
  readonly agency?: string
  readonly procedure?: string
  /** Open dossiers; a dossier counts in each stage that it stands in. */
  readonly by: 'stage' | 'standing' | 'procedure' | 'agency'
}

export interface DossierCount {
  /** `null`: those that belong to no agency. */
  readonly key: string | null
  readonly count: number
}
