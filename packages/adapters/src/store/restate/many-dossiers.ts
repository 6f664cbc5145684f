import { TerminalError, type Context } from '@restatedev/restate-sdk'
import type { Deeds } from '@motcua/engine/host'
import type { Json, Store } from '@motcua/engine/ports'
import { toldToCaller } from './invocation.ts'
import { faceted, readingHost } from './reading-object.ts'
import { ask } from './send.ts'
import type { ServicesOptions } from './services-options.ts'
import { engineErrorOf, NAMES, type Request } from './wire.ts'

/** What is done to many dossiers: they are found in the reading store, and each is told by a call of its own. */
const OF_MANY = ['dossiers.migrateAll', 'dossiers.eraseEnded']

export function doneToMany(context: Context, options: ServicesOptions, { method, args }: Request): Promise<unknown> {
  return toldToCaller(async () => {
    if (!OF_MANY.includes(method)) throw new Error(`expected one of ${OF_MANY.join(', ')}, found "${method}"`)
    const { reading } = options
    const store = reading === undefined ? {} : { store: listedOnce(context, reading) }
    return faceted(await readingHost(context, options, { ...store, deeds: deedsOf(context) }), method, args)
  })
}

/** What was found stays so when Restate begins the invocation again. */
function listedOnce(context: Context, reading: Store): Store {
  return new Proxy(reading, {
    get(target, name: keyof Store) {
      if (name === 'dossiers')
        return (query: Parameters<Store['dossiers']>[0]) => context.run('list', () => target.dossiers(query))
      const found: unknown = Reflect.get(target, name, target)
      return typeof found === 'function' ? (found.bind(target) as unknown) : found
    },
  })
}

function deedsOf(context: Context): Deeds {
  const tell = async <T>(handler: 'do' | 'ask', method: string, dossier: string, args: readonly unknown[]): Promise<T> => {
    const request = { method: `dossiers.${method}`, args: [dossier, ...args] } as unknown as Json
    try {
      return await ask<T>(context as never, { service: NAMES.dossier, key: dossier, method: handler }, request)
    } catch (error) {
      throw (error instanceof TerminalError ? engineErrorOf(error.message) : undefined) ?? error
    }
  }
  return {
    checkMigration: (dossier, target, by) => tell('ask', 'checkMigration', dossier, [target, by]),
    migrate: (dossier, target, by) => tell('do', 'migrate', dossier, [target, by]),
    erase: (dossier, by) => tell('do', 'erase', dossier, [by]),
  }
}
