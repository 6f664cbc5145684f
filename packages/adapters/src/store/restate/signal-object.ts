import { object, type ObjectContext } from '@restatedev/restate-sdk'
import { EngineError } from '@motcua/engine'
import type { Broadcast, Json, Store } from '@motcua/engine/ports'
import { LEASE_MS, sendSurely } from './deliver-soon.ts'
import { toldToCaller } from './invocation.ts'
import { faceted, keptStep } from './reading-object.ts'
import { ask } from './send.ts'
import type { ServicesOptions } from './services-options.ts'
import { NAMES, ONLY_KEY, type Request } from './wire.ts'

const WORKER = 'restate'
const AT_ONCE = 20
/** Dossiers that one turn tells. */
const AUDIENCE = 100

/** Signals for all that wait, as the reading store knows them: each is told once. */
export function signalObject(options: ServicesOptions) {
  return object({
    name: NAMES.signals,
    handlers: {
      broadcast: async (context: ObjectContext, { args }: Request): Promise<boolean> => {
        const isNew = await keptStep(context, options, 'broadcast', async (host) => {
          return (await faceted(host, 'signals.broadcast', args)) === true
        })
        sendSurely(context, { service: NAMES.signals, key: ONLY_KEY, method: 'tell' })
        return isNew
      },

      /** From another store, where they are told: here their ids are taken. Answers with ids under which another signal is here. */
      adopt: async (context: ObjectContext, moved: readonly Broadcast[]): Promise<readonly string[]> =>
        toldToCaller(async () => {
          const { reading } = options
          // Without a place for signals none is sent.
          if (reading === undefined) return []
          await reading.open()
          return context.run('adopt', () => toldToCaller(() => keep(reading, moved)))
        }),

      tell: async (context: ObjectContext): Promise<void> => {
        const { reading } = options
        if (reading === undefined) return
        await reading.open()
        for (let isMore = true; isMore;) {
          const now = await context.date.now()
          const turns = await context.run('turn', () => reading.claimBroadcasts(WORKER, now, LEASE_MS, AT_ONCE, AUDIENCE))
          for (const { broadcast, dossiers, turn } of turns) {
            await Promise.all(dossiers.map((dossier) => hear(context, dossier, broadcast)))
            await context.run('told', () => reading.advanceBroadcast(broadcast.id, WORKER, turn))
          }
          isMore = turns.length > 0
        }
      },
    },
  })
}

/** @throws EngineError COMMAND_INVALID  the reading store is of an earlier release of the port */
async function keep(reading: Partial<Store>, moved: readonly Broadcast[]): Promise<readonly string[]> {
  if (reading.keepBroadcasts !== undefined) return reading.keepBroadcasts(moved)
  const message =
    'expected a reading store with `keepBroadcasts`, found none: ids of signals from elsewhere are kept by it (port `Store`)'
  throw new EngineError('COMMAND_INVALID', message)
}

function hear(context: ObjectContext, dossier: string, broadcast: Broadcast): Promise<null> {
  return ask<null>(context, { service: NAMES.dossier, key: dossier, method: 'hear' }, broadcast as unknown as Json)
}
