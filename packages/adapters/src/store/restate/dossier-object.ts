import { handlers, object, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk'
import { EngineError } from '@motcua/engine'
import type { Host, JobOutcome } from '@motcua/engine/host'
import type {
  Broadcast,
  Json,
  JournalRow,
  Match,
  StoredDossier,
  StoredJob,
  StoredSchedule,
  StoredTimer,
} from '@motcua/engine/ports'
import { PARKED_KEY } from './index-objects.ts'
import { hostIn, toldToCaller } from './invocation.ts'
import type { MovedDossier } from './move-dossiers.ts'
import { laneOf } from './places.ts'
import { mustBeDeployed } from './deployed.ts'
import { faceted } from './reading-object.ts'
import { send } from './send.ts'
import type { ServicesOptions } from './services-options.ts'
import { NAMES, type Request } from './wire.ts'

/** What the engine refuses now it may take later, as when a procedure is deployed that was forgotten: as nodes that poll leave a timer alone. */
const AGAIN_MS = 60_000

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

      /** A message that waited for this dossier. `false`: it waits no more, or cannot be told now. */
      deliver: async (context: ObjectContext, match: Match): Promise<boolean> =>
        (await orRefused(async () => (await hostIn(context, options)).host.deliverMatch(match))) ?? false,

      /** A signal that this dossier waited for. One that ended meanwhile, or refuses it, is told nothing more. */
      hear: async (context: ObjectContext, broadcast: Broadcast): Promise<null> => {
        await orRefused(async () => (await hostIn(context, options)).host.deliverBroadcast(broadcast, context.key))
        return null
      },

      /** A begin by the clock; one that is refused is over, and the next one may go better. */
      beginScheduled: async (context: ObjectContext, schedule: StoredSchedule): Promise<null> => {
        await orRefused(async () => (await hostIn(context, options)).host.beginScheduled(schedule, schedule.due ?? 0))
        return null
      },

      adopt: async (context: ObjectContext, moved: MovedDossier): Promise<boolean> =>
        toldToCaller(async () => {
          mustBeDeployed(options.procedures, [moved.standing.head.procedure])
          return adopted(await hostIn(context, options), context.key, moved)
        }),

      timer: async (context: ObjectContext, timer: StoredTimer): Promise<void> =>
        toldToCaller(async () => fired(context, await hostIn(context, options), timer)),

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
        await ended(await hostIn(context, options), job, outcome)
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

/**
 * A timer that was cleared, or set anew since, is nobody's any more. One that the engine refuses comes again: tried until it goes, it would
 * hold up its dossier.
 */
async function fired(context: ObjectContext, { host, store }: HostInContext, timer: StoredTimer): Promise<void> {
  if ((await store.timer(timer.id)) !== timer.due) return
  try {
    await host.fireTimer(timer)
  } catch (error) {
    const again = { service: NAMES.dossier, key: context.key, method: 'timer' }
    if (error instanceof EngineError) send(context, again, timer as unknown as Json, AGAIN_MS)
    throw error
  }
}

async function ended({ host, store }: HostInContext, job: string, outcome: JobOutcome): Promise<void> {
  const open = (await store.jobs()).find(({ id }) => id === job)
  if (open === undefined) return
  const { instance } = open
  if (instance !== null) {
    await host.reportJob({ ...open, instance }, outcome)
  } else if (outcome.ok) {
    await store.dropJob(job)
  } else {
    const { code, message } = outcome.failure
    await store.park({ ...open, status: 'parked', lastError: { code, message } })
  }
}

/** `undefined`: the engine refuses it. */
async function orRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof EngineError) return undefined
    throw error
  }
}

type HostInContext = Awaited<ReturnType<typeof hostIn>>

async function call(host: Host, allowed: readonly string[], { method, args }: Request): Promise<unknown> {
  if (!allowed.includes(method)) throw new Error(`expected one of ${allowed.join(', ')}, found "${method}"`)
  if (method.includes('.')) return faceted(host, method, args)
  const deed = Reflect.get(host, method) as (...given: readonly unknown[]) => Promise<unknown>
  return Reflect.apply(deed, host, args)
}
