import { handlers, object, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk'
import { EngineError } from '@motcua/engine'
import { isElsewhere, type Host } from '@motcua/engine/host'
import type { Broadcast, Json, JournalRow, Match, StoredDossier, StoredSchedule, StoredTimer } from '@motcua/engine/ports'
import { jobHandlers } from './dossier-jobs.ts'
import { hostIn, toldToCaller, type HostInContext } from './invocation.ts'
import type { MovedDossier } from './move-dossiers.ts'
import { mustBeDeployed } from './deployed.ts'
import { faceted } from './reading-object.ts'
import { send } from './send.ts'
import type { ServicesOptions } from './services-options.ts'
import { againAfter, type Unread } from './unread.ts'
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
      hear: async (context: ObjectContext, { unread, ...broadcast }: Broadcast & { readonly unread?: Unread }): Promise<null> => {
        try {
          await (await hostIn(context, options)).host.deliverBroadcast(broadcast, context.key)
        } catch (error) {
          if (!(error instanceof EngineError)) throw error
          if (!isElsewhere(error)) return null
          const again = await againAfter(context, error, { unread, key: context.key }, options)
          const to = { service: NAMES.dossier, key: context.key, method: 'hear' }
          send(context, to, { ...broadcast, unread: again.unread } as unknown as Json, again.delayMs)
        }
        return null
      },

      /** A begin by the clock; one that is refused is over, and the next one may go better. `false`: not here and now. */
      beginScheduled: async (context: ObjectContext, schedule: StoredSchedule): Promise<boolean> => {
        try {
          await (await hostIn(context, options)).host.beginScheduled(schedule, schedule.due ?? 0)
        } catch (error) {
          if (!(error instanceof EngineError)) throw error
          context.console.error(`SCHEDULE_REFUSED: "${schedule.id}" begins nothing at ${schedule.due}: ${error.code}`)
          return !isElsewhere(error)
        }
        return true
      },

      adopt: async (context: ObjectContext, moved: MovedDossier): Promise<boolean> =>
        toldToCaller(async () => {
          mustBeDeployed(options.procedures, [moved.standing.head.procedure])
          return adopted(await hostIn(context, options), context.key, moved)
        }),

      timer: async (context: ObjectContext, timer: StoredTimer): Promise<void> =>
        toldToCaller(async () => fired(context, await hostIn(context, options), timer)),

      ...jobHandlers(options),
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

/** `undefined`: the engine refuses it. */
async function orRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof EngineError) return undefined
    throw error
  }
}

async function call(host: Host, allowed: readonly string[], { method, args }: Request): Promise<unknown> {
  if (!allowed.includes(method)) throw new Error(`expected one of ${allowed.join(', ')}, found "${method}"`)
  if (method.includes('.')) return faceted(host, method, args)
  const deed = Reflect.get(host, method) as (...given: readonly unknown[]) => Promise<unknown>
  return Reflect.apply(deed, host, args)
}
