/**
 * The services with their stores laid open, in a process of their own: what a dossier's object keeps, and the store that is told of it.
 * A line of its input names the schema that is read from then on.
 */
import { createInterface } from 'node:readline'
import { handlers, object, serve, TerminalError, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk'
import { StoreFailure, type Store, type StoredTimer } from '@motcua/engine/ports'
import { postgresStore } from '../postgres/index.ts'
import { ContextStore } from './context-store.ts'
import { LAW_DOSSIER, readCall, tasksById, type KeptDossier } from './law-wire.fixture.ts'
import type { ServicesChange } from './restate.fixture.ts'
import type { ServicesOptions } from './services-options.ts'
import { motcuaServices } from './services.ts'
import { NAMES } from './wire.ts'

const [ingress = '', port = '', reading = ''] = process.argv.slice(2)
const readingIn = (schema: string) => postgresStore({ connectionString: reading, schema, max: 2 })
const options: ServicesOptions & { reading: Store } = {
  procedures: [],
  adapters: { identity: { find: async () => undefined } },
  ingress: { url: ingress },
  reading: readingIn('none'),
}
const ALL = 1_000
/** What the keys of timers begin with. */
const TIMER = 'timer:'

/**
 * A dossier's state under its own keys: the object is another than the host's, so that none of the host's handlers changes it. Changes read
 * key by key, as the host does; who only looks gets all of the state at once, for each key asked for alone costs Restate a write.
 */
const dossierStore = object({
  name: LAW_DOSSIER,
  handlers: {
    change: handlers.object.exclusive({ enableLazyState: true }, async (context: ObjectContext, call: string) =>
      called(new ContextStore(context, await context.date.now(), true), call),
    ),
    read: handlers.object.shared(async (context: ObjectSharedContext, call: string) =>
      called(await storeIn(context, call), call),
    ),
    /** Restate rings each by a call of its own: nothing of the host's asks for them all. */
    timers: handlers.object.shared(async (context: ObjectSharedContext, dossier: string): Promise<StoredTimer[]> => {
      const store = await storeIn(context)
      const ids = (await context.stateKeys()).filter((key) => key.startsWith(TIMER)).map((key) => key.slice(TIMER.length))
      const timers = await Promise.all(ids.map(async (id) => ({ id, dossier, due: (await store.timer(id)) ?? NaN })))
      return timers.sort((a, b) => a.due - b.due)
    }),
    kept: handlers.object.shared(async (context: ObjectSharedContext, dossier: string): Promise<KeptDossier | null> => {
      const store = await storeIn(context)
      const stored = await store.load(dossier)
      if (stored === undefined) return null
      const { seq, hash, head } = stored
      return { seq, hash, head, rows: await store.journal(dossier, 0, ALL), tasks: tasksById((await store.tasks()).items) }
    }),
  },
})

/** The laws say themselves when a message is handed over, and at what instant. */
const nobodyDelivers = object({ name: NAMES.messages, handlers: { deliver: async () => undefined } })

/** Where nobody asks for the instant, Restate need not keep it. */
async function storeIn(context: ObjectSharedContext, call?: string): Promise<ContextStore> {
  const instant = call !== undefined && readCall(call).method === 'now' ? await context.date.now() : NaN
  return new ContextStore(context, instant, true)
}

/** What the store refuses is told to the law; whatever else fails would be tried again for ever. */
async function called(store: object, call: string): Promise<unknown> {
  const { method, args } = readCall(call)
  try {
    return await (Reflect.apply(Reflect.get(store, method) as () => unknown, store, args) as Promise<unknown>)
  } catch (error) {
    if (error instanceof StoreFailure) throw new TerminalError(JSON.stringify({ code: error.code, message: error.message }))
    throw error instanceof TypeError ? new TerminalError(String(error.stack)) : error
  }
}

createInterface(process.stdin).on('line', (line) => {
  const { schema = 'law' } = JSON.parse(line) as ServicesChange
  const was = options.reading
  options.reading = readingIn(schema)
  void was.close().then(() => process.stdout.write('CHANGED\n'))
})

const real = motcuaServices(options).filter(({ name }) => name !== NAMES.messages)
await serve({ services: [...real, nobodyDelivers, dossierStore], port: Number(port) })
process.stdout.write('SERVING\n')
