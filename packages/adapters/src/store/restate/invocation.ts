import { createHash } from 'node:crypto'
import { TerminalError, type Context, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk'
import { CommandRejected, EngineError } from '@motcua/engine'
import { createHost, type Host } from '@motcua/engine/host'
import { AdapterFailure, StoreFailure, type Identity, type JsonObject } from '@motcua/engine/ports'
import { ContextStore } from './context-store.ts'
import type { ServicesOptions } from './services-options.ts'
import type { WireError } from './wire.ts'

/** How often somebody is looked up before the caller is told that the directory does not answer. */
const IDENTITY_TRIES = 4

/**
 * The engine inside one invocation. Restate runs an invocation again after a crash and gives it the same answers; so all that could
 * differ comes from Restate: the instant, identifiers, salts, and what the identity adapter said.
 */
export async function hostIn(
  context: ObjectContext | ObjectSharedContext,
  options: ServicesOptions,
): Promise<{ readonly host: Host; readonly store: ContextStore }> {
  const now = await context.date.now()
  const store = new ContextStore(context, now, options.reading !== undefined)
  const host = createHost({
    ...options,
    store,
    adapters: { ...options.adapters, identity: identityIn(context, options.adapters.identity) },
    clock: { now: () => now, wake: () => () => undefined },
    ids: {
      next: () => context.rand.uuidv4(),
      salt: () => createHash('sha256').update(context.rand.uuidv4()).digest('hex').slice(0, 32),
    },
  })
  await host.start()
  return { host, store }
}

export type HostInContext = Awaited<ReturnType<typeof hostIn>>

/** Lookups are kept by Restate: the same invocation gets the same answer. */
export function identityIn(context: Context, identity: Identity): Identity {
  return {
    find: async (actor) => {
      const found = await context.run('identity', async () => (await identity.find(actor)) ?? null, {
        maxRetryAttempts: IDENTITY_TRIES,
        initialRetryInterval: 100,
      })
      return found ?? undefined
    },
  }
}

/** What the engine refuses is final; whatever else fails, Restate tries again. */
export async function toldToCaller<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof EngineError) throw terminal(error.code, bare(error), error.dossier, error)
    if (error instanceof AdapterFailure && !error.retry) throw terminal(error.code, error.message, undefined, error)
    if (error instanceof StoreFailure && error.code === 'STORE_INPUT_INVALID')
      throw terminal(error.code, error.message, undefined, error)
    throw error
  }
}

function terminal(code: string, message: string, dossier: string | undefined, cause: Error): TerminalError {
  const rejection = cause instanceof CommandRejected ? (JSON.parse(JSON.stringify(cause.rejection)) as JsonObject) : null
  const wire: WireError = { motcua: { code, message, dossier: dossier ?? null, rejection } }
  return new TerminalError(JSON.stringify(wire), { errorCode: 409 })
}

/** The message without the code that stands before it. */
function bare({ code, message }: EngineError): string {
  return message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message
}
