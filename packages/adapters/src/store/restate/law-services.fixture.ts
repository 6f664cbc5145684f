/**
 * The services with their stores laid open, in a process of their own: what a dossier's object keeps, and the store that is told of it.
 * A line of its input names the schema that is read from then on.
 */
import { createInterface } from 'node:readline'
import {
  handlers,
  object,
  serve,
  service,
  TerminalError,
  type ObjectContext,
  type ObjectSharedContext,
} from '@restatedev/restate-sdk'
import { StoreFailure, type Store, type StoredTask, type StoredTimer } from '@motcua/engine/ports'
import { postgresStore } from '../postgres/index.ts'
import { ContextStore } from './context-store.ts'
import { LAW_NAMES, readCall, type KeptDossier } from './law-wire.fixture.ts'
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
/** What has not arrived by then does not come. */
const PATIENCE_MS = 60_000
/** What the keys of timers begin with. */
const TIMER = 'timer:'

/** A dossier's state under its own keys: the object is another than the host's, so that none of the host's handlers changes it. */
const dossierStore = object({
  name: LAW_NAMES.dossier,
  handlers: {
    change: async (context: ObjectContext, call: string) => ofDossier(context, call),
    read: handlers.object.shared(async (context: ObjectSharedContext, call: string) => ofDossier(context, call)),
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
      return { seq, hash, head, rows: await store.journal(dossier, 0, ALL), tasks: byId((await store.tasks()).items) }
    }),
  },
  options: { enableLazyState: true },
})

const readingStore = service({
  name: LAW_NAMES.reading,
  handlers: {
    ask: async (_: unknown, call: string) => ofReading(call),
    /** Until every dossier stands there at the sequence number named. */
    arrived: async (_: unknown, dossiers: Readonly<Record<string, number>>): Promise<null> => {
      await options.reading.open()
      const end = Date.now() + PATIENCE_MS
      for (const [dossier, seq] of Object.entries(dossiers))
        while (((await options.reading.load(dossier))?.seq ?? 0) < seq) {
          if (Date.now() > end) throw new TerminalError(`expected dossier ${dossier} to be read at ${seq}, found it is not`)
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
      return null
    },
    kept: async (_: unknown, dossier: string): Promise<KeptDossier | null> => {
      const { reading: store } = options
      await store.open()
      const stored = await store.load(dossier)
      if (stored === undefined) return null
      const { seq, hash, head } = stored
      const tasks = byId((await store.tasks({ dossier, limit: ALL })).items)
      return { seq, hash, head, rows: await store.journal(dossier, 0, ALL), tasks }
    },
  },
})

/** The laws say themselves when a message is handed over, and at what instant. */
const nobodyDelivers = object({ name: NAMES.messages, handlers: { deliver: async () => undefined } })

async function storeIn(context: ObjectContext | ObjectSharedContext): Promise<ContextStore> {
  return new ContextStore(context, await context.date.now(), true)
}

async function ofDossier(context: ObjectContext | ObjectSharedContext, call: string): Promise<unknown> {
  return called(await storeIn(context), call)
}

async function ofReading(call: string): Promise<unknown> {
  await options.reading.open()
  return called(options.reading, call)
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

function byId(tasks: readonly StoredTask[]): Readonly<Record<string, StoredTask>> {
  return Object.fromEntries(tasks.map((task) => [task.id, task]))
}

createInterface(process.stdin).on('line', (line) => {
  const { schema } = JSON.parse(line) as ServicesChange
  const was = options.reading
  options.reading = readingIn(schema)
  void was.close().then(() => process.stdout.write('CHANGED\n'))
})

const real = motcuaServices(options).filter(({ name }) => name !== NAMES.messages)
await serve({ services: [...real, nobodyDelivers, dossierStore, readingStore], port: Number(port) })
process.stdout.write('SERVING\n')
