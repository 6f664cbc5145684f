import { handlers, object, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk'
import { EngineError } from '@motcua/engine'
import type { Host, JobOutcome } from '@motcua/engine/host'
import type { Broadcast, JournalRow, Match, StoredDossier, StoredJob, StoredSchedule, StoredTimer } from '@motcua/engine/ports'
import { PARKED_KEY } from './index-objects.ts'
import { hostIn, toldToCaller } from './invocation.ts'
import type { MovedDossier } from './move-dossiers.ts'
import { laneOf } from './places.ts'
import { mustBeDeployed } from './deployed.ts'
import { faceted } from './reading-object.ts'
import { send } from './send.ts'
import type { ServicesOptions } from './services-options.ts'
import { NAMES, type Request } from './wire.ts'

/** What changes a dossier, and what reads one. */
const DEEDS = [
  ...['lodge', 'complete', 'dispatch', 'report', 'tasks.claim', 'tasks.unclaim', 'tasks.delegate', 'tasks.reassign'],
  ...['dossiers.suspend', 'dossiers.resume', 'dossiers.cancel', 'dossiers.modify', 'dossiers.migrate', 'dossiers.erase'],
  ...['dossiers.recordService', 'messages.begin'],
  ...['incidents.resolve', 'incidents.skip'],
]
const READS = ['dossier', 'journal', 'dossiers.checkMigration']

/** One dossier: Restate lets one command at a time decide. */
export function dossierObject(options: ServicesOptions) {
  return object({
    name: NAMES.dossier,
    handlers: {
      do: async (context: ObjectContext, request: Request): Promise<unknown> =>
        toldToCaller(async () => call((await hostIn(context, options)).host, DEEDS, request)),

      ask: handlers.object.shared(async (context: ObjectSharedContext, request: Request): Promise<unknown> =>
        toldToCaller(async () => call((await hostIn(context, options)).host, READS, request)),
      ),

      load: handlers.object.shared(async (context: ObjectSharedContext): Promise<StoredDossier | null> => {
        const { store } = await hostIn(context, options)
        return (await store.load(context.key)) ?? null
      }),

      rows: handlers.object.shared(
        async (
          context: ObjectSharedContext,
          { after, limit }: { readonly after: number; readonly limit: number },
        ): Promise<readonly JournalRow[]> => {
          const { store } = await hostIn(context, options)
          return store.journal(context.key, after, limit)
        },
      ),

      /** A message that waited for this dossier. `false`: it waits no more. */
      deliver: async (context: ObjectContext, match: Match): Promise<boolean> =>
        (await hostIn(context, options)).host.deliverMatch(match),

      /** A signal that this dossier waited for. One that ended meanwhile, or refuses it, is told nothing more. */
      hear: async (context: ObjectContext, broadcast: Broadcast): Promise<null> =>
        orRefused(async () => (await hostIn(context, options)).host.deliverBroadcast(broadcast, context.key)),

      /** A begin by the clock; one that is refused is over, and the next one may go better. */
      beginScheduled: async (context: ObjectContext, schedule: StoredSchedule): Promise<null> =>
        orRefused(async () => (await hostIn(context, options)).host.beginScheduled(schedule, schedule.due ?? 0)),

      adopt: async (context: ObjectContext, moved: MovedDossier): Promise<boolean> =>
        toldToCaller(async () => {
          mustBeDeployed(options.procedures, [moved.standing.head.procedure])
          return adopted(await hostIn(context, options), context.key, moved)
        }),

      /** A timer that was cleared, or set anew since, is nobody's any more. */
      timer: async (context: ObjectContext, timer: StoredTimer): Promise<void> => {
        const { host, store } = await hostIn(context, options)
        if ((await store.timer(timer.id)) === timer.due) await host.fireTimer(timer)
      },

      /** What is to be done next for a job's sake: in a lane, its oldest job; `null`: nothing, or a person has to look at it first. */
      nextJob: handlers.object.shared(
        async (
          context: ObjectSharedContext,
          { id, lane }: { readonly id: string; readonly lane: string | null },
        ): Promise<StoredJob | null> => {
          const { store } = await hostIn(context, options)
          if (await store.isSuspended()) return null
          const next = (await store.jobs()).find((job) => (lane === null ? job.id === id : job.lane === lane))
          return next?.status === 'queued' ? next : null
        },
      ),

      jobEnded: async (
        context: ObjectContext,
        { job, outcome }: { readonly job: string; readonly outcome: JobOutcome },
      ): Promise<void> => {
        const { host, store } = await hostIn(context, options)
        const open = (await store.jobs()).find(({ id }) => id === job)
        if (open === undefined) return
        const { instance } = open
        if (instance !== null) {
          await host.reportJob({ ...open, instance }, outcome)
        } else if (outcome.ok) {
          await store.dropJob(job)
        } else {
          const { code, message } = outcome.failure
          const parked = { ...open, status: 'parked' as const, lastError: { code, message } }
          await store.park(parked)
        }
      },

      /** A person lets a parked job be tried again; `false` when it is not parked. */
      retryJob: async (context: ObjectContext, job: string): Promise<boolean> => {
        const { store } = await hostIn(context, options)
        const parked = (await store.jobs()).find(({ id, status }) => id === job && status === 'parked')
        if (parked === undefined) return false
        const again = { ...parked, status: 'queued' as const, tries: 0 }
        await store.putJob(again)
        send(context, { service: NAMES.parked, key: PARKED_KEY, method: 'drop' }, job)
        send(context, { service: NAMES.lane, key: laneOf(again), method: 'run' }, again as never)
        return true
      },

      /** A person ends a parked job undone; what stands behind it in its lane is done. `false` when it is not parked. */
      skipJob: async (context: ObjectContext, job: string): Promise<boolean> => {
        const { store } = await hostIn(context, options)
        const parked = (await store.jobs()).find(({ id, status }) => id === job && status === 'parked')
        if (parked === undefined) return false
        await store.dropJob(job)
        send(context, { service: NAMES.parked, key: PARKED_KEY, method: 'drop' }, job)
        send(context, { service: NAMES.lane, key: laneOf(parked), method: 'run' }, parked as never)
        return true
      },
    },
    // The journal stays where it is until it is asked for.
    options: { enableLazyState: true },
  })
}

/** What it waits for is the engine's to say, once it is here; those who read must know it. `false`: it is here already. */
async function adopted({ host, store }: HostInContext, dossier: string, moved: MovedDossier): Promise<boolean> {
  const isNew = await store.adopt(dossier, moved)
  if (isNew && store.isRead) store.tellOfMoved(dossier, moved, await host.subscriptionsOf(dossier))
  return isNew
}

async function orRefused(work: () => Promise<void>): Promise<null> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
  }
  return null
}

type HostInContext = Awaited<ReturnType<typeof hostIn>>

async function call(host: Host, allowed: readonly string[], { method, args }: Request): Promise<unknown> {
  if (!allowed.includes(method)) throw new Error(`expected one of ${allowed.join(', ')}, found "${method}"`)
  if (method.includes('.')) return faceted(host, method, args)
  const deed = Reflect.get(host, method) as (...given: readonly unknown[]) => Promise<unknown>
  return Reflect.apply(deed, host, args)
}
