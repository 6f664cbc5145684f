import { service, type Context } from '@restatedev/restate-sdk'
import { AUDITOR, EngineError, OPERATOR } from '@motcua/engine'
import { agencyOf, isApplicantAlone, mustHaveReason, principalOf, requireRole } from '@motcua/engine/host'
import type { Principal, StoredJob, StoredTask } from '@motcua/engine/ports'
import { mustBeDeployed } from './deployed.ts'
import { FEED_KEY, type FeedEntry, type FeedQuery } from './feed-object.ts'
import { PARKED_KEY, type ParkedJob } from './index-objects.ts'
import { identityIn, toldToCaller } from './invocation.ts'
import { doneToMany } from './many-dossiers.ts'
import { groupDesk, roleDesk } from './places.ts'
import { readingHost } from './reading-object.ts'
import { ask } from './send.ts'
import type { ServicesOptions } from './services-options.ts'
import { NAMES, type Request } from './wire.ts'

export interface WorklistQuery {
  readonly as: string
  readonly role?: string
  readonly dossier?: string
  readonly agency?: string
  readonly limit?: number
}

/** Tasks that a worklist shows where the caller names no limit. */
const USUAL_LIMIT = 100
/** An applicant's task is for the applicant of that dossier alone. */
const APPLICANT = 'applicant'

/** What an operator says of a parked job. */
interface WordOnJob {
  readonly as: string
  readonly job: string
  readonly reason?: string
}

/** What a caller asks for that concerns more than one dossier. */
export function counterService(options: ServicesOptions) {
  const { adapters } = options
  const principal = (context: Context, actor: string) => principalOf(identityIn(context, adapters.identity), actor)
  return service({
    name: NAMES.counter,
    handlers: {
      worklist: async (context: Context, query: WorklistQuery): Promise<readonly StoredTask[]> =>
        toldToCaller(async () => {
          if (options.reading !== undefined) return (await readingHost(context, options)).worklist(query)
          mustBeOnDesks(query)
          const person = await principal(context, query.as)
          if (query.role !== undefined) requireRole(person, [query.role], `the worklist of "${query.role}"`)
          const agency = isApplicantAlone(person) ? query.agency : agencyOf(person, query.agency)
          const roles = query.role === undefined ? person.roles : [query.role]
          const groups = query.role === undefined ? (person.groups ?? []) : []
          const found = new Map<string, StoredTask>()
          for (const key of [...roles.map(roleDesk), ...groups.map(groupDesk)])
            for (const task of await ask<StoredTask[]>(context as never, { service: NAMES.desk, key, method: 'list' }, null))
              found.set(task.id, task)
          return [...found.values()]
            .filter((task) => query.dossier === undefined || task.dossier === query.dossier)
            .filter((task) => agency === undefined || task.agency === agency)
            .filter((task) => isFor(task, person.id))
            .sort(byUrgency)
            .slice(0, query.limit ?? USUAL_LIMIT)
        }),

      many: async (context: Context, request: Request): Promise<unknown> => doneToMany(context, options, request),

      /** Before anything moves here. */
      deployed: async (_: Context, procedures: readonly string[]): Promise<null> =>
        toldToCaller(async () => {
          mustBeDeployed(options.procedures, procedures)
          return null
        }),

      feed: async (context: Context, query: FeedQuery & { readonly as: string }): Promise<readonly FeedEntry[]> =>
        toldToCaller(async () => {
          const { as, agency: named, ...where } = query
          const person = await principal(context, as)
          requireRole(person, [OPERATOR, AUDITOR], 'reading every dossier')
          const agency = agencyOf(person, named)
          const asked = agency === undefined ? where : { ...where, agency }
          return ask(context as never, { service: NAMES.feed, key: FEED_KEY, method: 'read' }, asked)
        }),

      parkedJobs: async (context: Context, { as }: { readonly as: string }): Promise<readonly StoredJob[]> =>
        toldToCaller(async () => {
          const person = await principal(context, as)
          requireRole(person, [OPERATOR], 'reading parked jobs')
          return parkedFor(context, person)
        }),

      // A client of an earlier release gives no reason.
      retryJob: async (context: Context, { as, job, reason = '' }: WordOnJob): Promise<void> =>
        toldToCaller(async () => {
          const person = await principal(context, as)
          requireRole(person, [OPERATOR], 'trying a job again')
          await settleJob(context, person, { job, reason }, 'retryJob')
        }),

      skipJob: async (context: Context, { as, job, reason = '' }: WordOnJob): Promise<void> =>
        toldToCaller(async () => {
          const person = await principal(context, as)
          requireRole(person, [OPERATOR], 'skipping a job')
          mustHaveReason(reason)
          await settleJob(context, person, { job, reason }, 'skipJob')
        }),
    },
  })
}

/** What a desk's tasks can be asked for; whatever else a query names would be left out of account, and give too much. */
const ON_DESKS: ReadonlySet<string> = new Set<keyof WorklistQuery>(['as', 'role', 'dossier', 'agency', 'limit'])

/** @throws EngineError COMMAND_INVALID */
function mustBeOnDesks(query: WorklistQuery): void {
  const others = Object.keys(query).filter((name) => !ON_DESKS.has(name))
  if (others.length === 0) return
  const message = `expected services with a reading store for a worklist by ${others.join(', ')}, found none: give \`motcuaServices\` one as \`reading\``
  throw new EngineError('COMMAND_INVALID', message)
}

/** Those of the agencies that somebody works for. */
async function parkedFor(context: Context, { agencies }: Principal): Promise<readonly StoredJob[]> {
  const parked = await ask<ParkedJob[]>(context as never, { service: NAMES.parked, key: PARKED_KEY, method: 'list' }, null)
  return parked
    .filter(({ agency = null }) => agencies === undefined || (agency !== null && agencies.includes(agency)))
    .map(({ agency: _, ...job }) => job)
}

/** @throws EngineError JOB_NOT_PARKED */
async function settleJob(
  context: Context,
  person: Principal,
  { job, reason }: { readonly job: string; readonly reason: string },
  method: 'retryJob' | 'skipJob',
): Promise<void> {
  const dossier = (await parkedFor(context, person)).find(({ id }) => id === job)?.dossier
  const word = { job, actor: person.id, reason }
  const isSettled =
    dossier !== undefined && (await ask<boolean>(context as never, { service: NAMES.dossier, key: dossier, method }, word))
  if (!isSettled) throw new EngineError('JOB_NOT_PARKED', `expected "${job}" to be parked, found it otherwise`)
}

function isFor(task: StoredTask, person: string): boolean {
  if (task.role === APPLICANT && task.applicant !== person) return false
  if (task.excluded.includes(person)) return false
  return task.assignee === null || task.assignee === person
}

/** The earliest due first, those without a due instant last; then the oldest. */
function byUrgency(a: StoredTask, b: StoredTask): number {
  return (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) || a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1)
}
