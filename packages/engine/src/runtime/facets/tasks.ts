import type { Stage } from '../../definition/index.ts'
import type { TaskCommand } from '../../lifecycle/index.ts'
import type { Page, Principal, StoredTask, TaskCount, TaskCountQuery, TaskQuery } from '../../ports/index.ts'
import {
  agencyOf,
  APPLICANT,
  AUDITOR,
  candidatesOf,
  isApplicantAlone,
  OPERATOR,
  requireCandidate,
  requireColleague,
  requireGroup,
  requireRole,
  SUPERVISOR,
  type Candidates,
} from '../authorisation.ts'
import type { LoadedDossier } from '../dossiers.ts'
import { openTask } from '../effects.ts'
import { EngineError } from '../engine-error.ts'
import type { DossierView } from '../view.ts'
import type { Acting, Desk } from './desk.ts'
import { asked } from './given.ts'

/** What a worklist is asked for; every condition that is there must hold. Instants are milliseconds since 1970-01-01T00:00:00Z. */
export interface WorklistQuery {
  readonly as: string
  /** Of one role of theirs; absent: of all. */
  readonly role?: string
  /** Of one group of theirs; absent: of all, and of their roles. */
  readonly group?: string
  /** `me`: theirs; `nobody`: not claimed; absent: both. */
  readonly whose?: 'me' | 'nobody'
  /** All open tasks, also those of others: for supervisors, operators and auditors. */
  readonly all?: true
  /** Of one of theirs, where they work for several. */
  readonly agency?: string
  /** Given to this unit by `reassign`. */
  readonly unit?: string
  readonly stage?: Stage
  readonly procedure?: string
  readonly element?: string
  readonly dossier?: string
  /** Whose own limit has ended. */
  readonly isOverdue?: true
  readonly dueBefore?: number
  readonly dueFrom?: number
  /** Words of the dossier's code or title; without Vietnamese marks they find words with any. */
  readonly text?: string
  /** `next` of the page before. */
  readonly after?: string
  /** At most 1,000; 100 where none is named. */
  readonly limit?: number
}

export interface Tasks {
  /** Open tasks that the actor may do, those whose own limit ends first at the top, page by page. */
  list(query: WorklistQuery): Promise<Page<StoredTask>>
  /** How many open tasks there are, of all, by stage, role, unit, person, element or procedure. For those who watch over all. */
  count(query: TaskCountQuery & { readonly as: string }): Promise<readonly TaskCount[]>
  /** Takes a task that nobody has. @throws CommandRejected TASK_TAKEN, FOUR_EYES */
  claim(task: string, options: Acting): Promise<DossierView>
  /** Gives it back: to its owner where it was delegated, else to everybody who may do it. @throws CommandRejected TASK_NOT_YOURS */
  unclaim(task: string, options: Acting): Promise<DossierView>
  /** Lets somebody else work on it; the actor goes on to answer for it. @throws CommandRejected TASK_NOT_YOURS, FOUR_EYES */
  delegate(task: string, options: Acting & { readonly to: string }): Promise<DossierView>
  /** A supervisor's or operator's word: to a person, a unit, or nobody (`null`); what is absent stays. @throws CommandRejected FOUR_EYES */
  reassign(
    task: string,
    options: Acting & { readonly assignee?: string | null; readonly unit?: string | null; readonly reason: string },
  ): Promise<DossierView>
}

const USUAL_LIMIT = 100
/** A store hands out no more at once. */
const LARGEST_PAGE = 1_000

export function tasksOf(desk: Desk, find: (actor: string) => Promise<Principal>): Tasks {
  const { store } = desk.world
  const send = async (task: string, options: Acting, rest: object, make: (instance: number) => Made) => {
    const { dossier, instance } = placeOf(task)
    const made = make(instance)
    return desk.send(dossier, options, [made.type, task, rest], (loaded, principal) => {
      const candidates = candidatesFor(loaded, instance)
      if (made.type === 'reassignTask') requireRole(principal, [SUPERVISOR, OPERATOR], 'reassigning a task', dossier)
      else if (candidates !== undefined) requireCandidate(principal, candidates, loaded.head, dossier)
      return made
    })
  }
  /** Whoever is given a task must be known, work for its agency and have its role, or belong to one of its groups. */
  const requireFit = async (task: string, person: string, as: string) => {
    const { dossier, instance } = placeOf(task)
    const loaded = await desk.open(dossier, await desk.world.principal(as))
    const principal = await find(person)
    const candidates = candidatesFor(loaded, instance)
    requireColleague(principal, loaded.head, dossier)
    if (candidates !== undefined) requireCandidate(principal, candidates, loaded.head, dossier)
  }
  return {
    async list(query) {
      const principal = await desk.world.principal(query.as)
      if (query.group !== undefined) requireGroup(principal, query)
      if (query.all === true) requireRole(principal, [SUPERVISOR, OPERATOR, AUDITOR], 'reading the tasks of others')
      else if (query.role !== undefined) requireRole(principal, [query.role], `the worklist of "${query.role}"`)
      return asked(listFor(store, principal, storeQuery(query, principal, await desk.now())))
    },
    async count({ as, ...query }) {
      const principal = await desk.world.principal(as)
      requireRole(principal, [SUPERVISOR, OPERATOR, AUDITOR], 'counting tasks')
      const agency = agencyOf(principal, query.agency)
      return store.countTasks({ ...query, ...(agency === undefined ? {} : { agency }) })
    },
    claim: (task, options) => send(task, options, {}, (instance) => ({ type: 'claimTask', origin: 'person', instance })),
    unclaim: (task, options) => send(task, options, {}, (instance) => ({ type: 'unclaimTask', origin: 'person', instance })),
    async delegate(task, options) {
      await requireFit(task, options.to, options.as)
      const { to } = options
      return send(task, options, { to }, (instance) => ({ type: 'delegateTask', origin: 'person', instance, to }))
    },
    async reassign(task, options) {
      const { assignee, unit, reason } = options
      if (assignee === undefined && unit === undefined)
        throw new EngineError('COMMAND_INVALID', 'reassign: expected an assignee or a unit, or null for nobody, found neither')
      if (typeof assignee === 'string') await requireFit(task, assignee, options.as)
      const given = { ...(assignee === undefined ? {} : { assignee }), ...(unit === undefined ? {} : { unit }), reason }
      return send(task, options, given, (instance) => ({ type: 'reassignTask', origin: 'person', instance, ...given }))
    },
  }
}

type Made = TaskCommand extends infer C ? (C extends TaskCommand ? Omit<C, 'at'> : never) : never

/** Cursors of the second list begin so. */
const LINKED = 'linked:'

/** An applicant's dossiers are those of their account, and then those of the identifier that it is linked to. */
async function listFor(store: Desk['world']['store'], { identifier }: Principal, query: TaskQuery): Promise<Page<StoredTask>> {
  const { candidate, after } = query
  if (candidate === undefined || identifier === undefined || identifier === candidate.person) return store.tasks(query)
  const isFirst = after?.startsWith(LINKED) !== true
  const own = isFirst ? await store.tasks(query) : { items: [], next: null }
  const limit = query.limit - own.items.length
  if (own.next !== null || limit === 0) return own.next === null ? { items: own.items, next: LINKED } : own
  const { after: _, ...rest } = query
  const cursor = isFirst || after === LINKED ? {} : { after: after?.slice(LINKED.length) ?? '' }
  const linked = { ...candidate, roles: candidate.roles.filter((role) => role === APPLICANT), groups: [], person: identifier }
  const page = await store.tasks({ ...rest, ...cursor, candidate: linked, limit })
  return { items: [...own.items, ...page.items], next: page.next === null ? null : `${LINKED}${page.next}` }
}

function storeQuery(query: WorklistQuery, principal: Principal, now: number): TaskQuery {
  const { as: _, role, group, whose, all, isOverdue, limit = USUAL_LIMIT, agency: named, ...rest } = query
  const agency = isApplicantAlone(principal) ? named : agencyOf(principal, named)
  const dueBefore = isOverdue === true ? Math.min(now, rest.dueBefore ?? now) : rest.dueBefore
  const isOfAll = role === undefined && group === undefined
  const roles = isOfAll ? principal.roles : role === undefined ? [] : [role]
  const groups = isOfAll ? (principal.groups ?? []) : group === undefined ? [] : [group]
  return {
    ...rest,
    ...(agency === undefined ? {} : { agency }),
    ...(dueBefore === undefined ? {} : { dueBefore }),
    ...(whose === undefined ? {} : { assignee: whose === 'nobody' ? null : principal.id }),
    // An applicant's task is for the applicant of that dossier alone.
    ...(all === true
      ? role === undefined
        ? {}
        : { roles: [role] }
      : { candidate: { person: principal.id, roles, groups, ownRole: APPLICANT } }),
    limit: Math.min(limit, LARGEST_PAGE),
  }
}

/** @throws EngineError TASK_UNKNOWN */
export function placeOf(task: string): { readonly dossier: string; readonly instance: number } {
  const colon = task.lastIndexOf(':')
  const number = task.slice(colon + 1)
  if (colon < 1 || !/^\d+$/.test(number))
    throw new EngineError('TASK_UNKNOWN', `expected a task of the worklist, found "${task}"`)
  return { dossier: task.slice(0, colon), instance: Number(number) }
}

/** Who may do an open task. */
function candidatesFor({ edition, state }: LoadedDossier, instance: number): Candidates | undefined {
  const { program } = edition.procedure
  const open = openTask(edition.procedure, state, instance)
  const node = open === undefined ? undefined : program.nodes[program.nodeById.get(open.element) ?? -1]
  return node?.kind === 'userTask' ? candidatesOf(node) : undefined
}
