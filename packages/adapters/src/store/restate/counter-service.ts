import { service, type Context } from '@restatedev/restate-sdk'
import { AUDITOR, EngineError, OPERATOR } from '@motcua/engine'
import { mustHaveReason, principalOf, requireRole } from '@motcua/engine/host'
import type { FeedRow, StoredJob, StoredTask } from '@motcua/engine/ports'
import { FEED_KEY } from './feed-object.ts'
import { PARKED_KEY } from './index-objects.ts'
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
  readonly limit?: number
}

/** Tasks that a worklist shows where the caller names no limit. */
const USUAL_LIMIT = 100
/** An applicant's task is for the applicant of that dossier alone. */
const APPLICANT = 'applicant'

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
          const person = await principal(context, query.as)
          if (query.role !== undefined) requireRole(person, [query.role], `the worklist of "${query.role}"`)
          const roles = query.role === undefined ? person.roles : [query.role]
          const groups = query.role === undefined ? (person.groups ?? []) : []
          const found = new Map<string, StoredTask>()
          for (const key of [...roles.map(roleDesk), ...groups.map(groupDesk)])
            for (const task of await ask<StoredTask[]>(context as never, { service: NAMES.desk, key, method: 'list' }, null))
              found.set(task.id, task)
          return [...found.values()]
            .filter((task) => query.dossier === undefined || task.dossier === query.dossier)
            .filter((task) => isFor(task, person.id))
            .sort(byUrgency)
            .slice(0, query.limit ?? USUAL_LIMIT)
        }),

      many: async (context: Context, request: Request): Promise<unknown> => doneToMany(context, options, request),

      feed: async (
        context: Context,
        query: { readonly as: string; readonly after: number; readonly limit: number },
      ): Promise<readonly FeedRow[]> =>
        toldToCaller(async () => {
          requireRole(await principal(context, query.as), [OPERATOR, AUDITOR], 'reading every dossier')
          const { after, limit } = query
          return ask(context as never, { service: NAMES.feed, key: FEED_KEY, method: 'read' }, { after, limit })
        }),

      parkedJobs: async (context: Context, { as }: { readonly as: string }): Promise<readonly StoredJob[]> =>
        toldToCaller(async () => {
          requireRole(await principal(context, as), [OPERATOR], 'reading parked jobs')
          return ask(context as never, { service: NAMES.parked, key: PARKED_KEY, method: 'list' }, null)
        }),

      retryJob: async (context: Context, { as, job }: { readonly as: string; readonly job: string }): Promise<void> =>
        toldToCaller(async () => {
          requireRole(await principal(context, as), [OPERATOR], 'trying a job again')
          await settleJob(context, job, 'retryJob')
        }),

      skipJob: async (
        context: Context,
        { as, job, reason }: { readonly as: string; readonly job: string; readonly reason: string },
      ): Promise<void> =>
        toldToCaller(async () => {
          requireRole(await principal(context, as), [OPERATOR], 'skipping a job')
          mustHaveReason(reason)
          await settleJob(context, job, 'skipJob')
        }),
    },
  })
}

/** @throws EngineError JOB_NOT_PARKED */
async function settleJob(context: Context, job: string, method: 'retryJob' | 'skipJob'): Promise<void> {
  const parked = await ask<StoredJob[]>(context as never, { service: NAMES.parked, key: PARKED_KEY, method: 'list' }, null)
  const dossier = parked.find(({ id }) => id === job)?.dossier
  const isSettled =
    dossier !== undefined && (await ask<boolean>(context as never, { service: NAMES.dossier, key: dossier, method }, job))
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
