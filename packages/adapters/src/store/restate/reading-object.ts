/**
 * Theory of operation
 *
 * Restate keeps state by key: nobody finds a dossier there whom they cannot name. So every commit of a dossier also goes to a store that
 * lists, counts and searches read, one after another and each exactly once; what timers and jobs do there is Restate's business and stays
 * out. The store is a little behind, decides nothing and can be made anew.
 */
import { handlers, object, type Context, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk'
import { EngineError } from '@motcua/engine'
import { createHost, type Deeds, type Host } from '@motcua/engine/host'
import type { Commit, Store } from '@motcua/engine/ports'
import { deliverSoon } from './deliver-soon.ts'
import { identityIn, toldToCaller } from './invocation.ts'
import type { ServicesOptions } from './services-options.ts'
import { NAMES, type Request } from './wire.ts'

/** What is read there, as the engine's facets name it. */
const LISTS = [
  'tasks.list',
  'tasks.count',
  'dossiers.list',
  'dossiers.count',
  'incidents.list',
  'messages.status',
  'schedules.list',
] as const

/** A dossier's commits on their way to the reading store, and what is asked of that. */
export function readingObject(options: ServicesOptions) {
  return object({
    name: NAMES.reading,
    handlers: {
      put: async (context: ObjectContext, commit: Commit): Promise<void> => {
        const { reading } = options
        if (reading === undefined) return
        await context.run('put', () => put(reading, commit))
        const isAwaiting = commit.subscriptions?.open.some(({ kind }) => kind === 'message') === true
        if (isAwaiting) deliverSoon(context)
      },

      ask: handlers.object.shared(async (context: ObjectSharedContext, { method, args }: Request): Promise<unknown> =>
        toldToCaller(async () => {
          const known = LISTS.find((name) => name === method)
          if (known === undefined) throw new Error(`expected one of ${LISTS.join(', ')}, found "${method}"`)
          return faceted(await readingHost(context, options), known, args)
        }),
      ),
    },
  })
}

async function put(reading: Store, commit: Commit): Promise<void> {
  await reading.open()
  const { dossier, row, takes, ...rest } = commit
  const [outcome] = await reading.commit([commit])
  if (outcome?.status !== 'conflict' || outcome.seq >= row.seq) return
  if (outcome.seq === row.seq - 1 && takes !== undefined) {
    // It was delivered all the same: the message's time ran out on the way.
    await reading.commit([{ dossier, row, ...rest }])
    return
  }
  const message = `expected the reading store to have ${row.seq - 1} rows of dossier ${dossier}, found ${outcome.seq}: fill it first`
  throw new Error(message)
}

interface ReadingHostOptions {
  /** It is used within one step of Restate's, which keeps its outcome: nothing in it is a step of its own. */
  readonly isInRun?: true
  /** The reading store, as this invocation reads it. */
  readonly store?: Store
  readonly deeds?: Deeds
}

/** The engine over the reading store: for what it lists, and for what belongs to no dossier; never for what it would change in one. */
export async function readingHost(context: Context, options: ServicesOptions, more: ReadingHostOptions = {}): Promise<Host> {
  const { reading, adapters } = options
  if (reading === undefined) {
    const message = 'expected services with a reading store, found none: give `motcuaServices` one as `reading`'
    throw new EngineError('COMMAND_INVALID', message)
  }
  const now = await context.date.now()
  const host = createHost({
    ...options,
    store: more.store ?? reading,
    adapters: more.isInRun === true ? adapters : { ...adapters, identity: identityIn(context, adapters.identity) },
    clock: { now: () => now, wake: () => () => undefined },
    ...(more.deeds === undefined ? {} : { deeds: more.deeds }),
  })
  await host.start()
  return host
}

/** Calls `tasks.list` and its like. */
export async function faceted(host: Host, path: string, args: readonly unknown[]): Promise<unknown> {
  const [facet = '', method = ''] = path.split('.')
  const of = Reflect.get(host, facet) as Readonly<Record<string, (...given: readonly unknown[]) => unknown>>
  return (await of[method]?.(...args)) ?? null
}

/** What belongs to no dossier is kept in the reading store, by the engine's own facets, in one step that Restate keeps the outcome of. */
export async function keptStep<T>(
  context: ObjectContext,
  options: ServicesOptions,
  name: string,
  work: (host: Host) => Promise<T>,
): Promise<T> {
  return toldToCaller(async () => {
    const host = await readingHost(context, options, { isInRun: true })
    return await context.run(name, () => toldToCaller(() => work(host)))
  })
}
