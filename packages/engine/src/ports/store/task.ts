/** A task that waits for a person. */
export interface StoredTask {
  /** `<dossier>:<instance>`. */
  readonly id: string
  readonly dossier: string
  /** Whose its dossier is; `null`: no agency's. */
  readonly agency: string | null
  /** Code of the procedure. */
  readonly procedure: string
  /** Id of the user task in the definition. */
  readonly element: string
  /** Of the element, in Vietnamese. */
  readonly name: string
  /** Whoever has this role may take it; `null`: only its `groups`. */
  readonly role: string | null
  /** Whoever belongs to one of these may take it too. */
  readonly groups: readonly string[]
  /** The unit that it was given to. */
  readonly unit: string | null
  /** Who has it; `null`: nobody yet. */
  readonly assignee: string | null
  /** Who answers for it while `assignee` works on it for them; `null`: nobody but the assignee. */
  readonly owner: string | null
  /** Who must not do it, because they did what it checks. */
  readonly excluded: readonly string[]
  readonly stage: string | null
  readonly form: string | null
  /**
   * Code of the dossier, its title, what text search looks in, and its applicant, as in its head: a commit that changes them there
   * opens the tasks again that stay open. A store may look at either.
   */
  readonly code: string | null
  readonly title: string
  readonly search: string
  readonly applicant: string
  /** Instant, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly openedAt: number
  /** When the task's own `limit` ends, as `openedAt`; `null`: it has none. When the dossier is due stands in its head. */
  readonly dueAt: number | null
}

/** Every condition that is there must hold. */
export interface TaskQuery {
  readonly agency?: string
  /**
   * Tasks that somebody may do: of one of the roles or groups, assigned to them or to nobody, and not excluded for them. Tasks of the
   * role `ownRole` are theirs only in dossiers whose applicant they are.
   */
  readonly candidate?: {
    readonly person: string
    readonly roles: readonly string[]
    readonly groups: readonly string[]
    readonly ownRole: string | null
  }
  /** Tasks of any of these roles; an empty list finds nothing. */
  readonly roles?: readonly string[]
  /** `null`: those that nobody has. */
  readonly assignee?: string | null
  readonly unit?: string
  readonly stage?: string
  readonly procedure?: string
  readonly element?: string
  readonly dossier?: string
  /** Due before this instant: `dueBefore: now` is overdue. */
  readonly dueBefore?: number
  readonly dueFrom?: number
  /** Words that must all begin a word of `search`, in any order; see {@link searchText}. */
  readonly text?: string
  readonly after?: string
  /** 1 to 1,000. */
  readonly limit: number
}

export interface TaskCountQuery {
  readonly agency?: string
  readonly by: 'stage' | 'role' | 'unit' | 'assignee' | 'element' | 'procedure'
  /** Only these, as the people whom a screen shows; absent: all that there are, which of people may be many thousands. */
  readonly keys?: readonly string[]
}

export interface TaskCount {
  /** `null`: the tasks that have none. */
  readonly key: string | null
  readonly count: number
}
