import { object, type ObjectContext } from '@restatedev/restate-sdk'
import type { Broadcast, Json } from '@motcua/engine/ports'
import { LEASE_MS, sendSurely } from './deliver-soon.ts'
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

function hear(context: ObjectContext, dossier: string, broadcast: Broadcast): Promise<null> {
  return ask<null>(context, { service: NAMES.dossier, key: dossier, method: 'hear' }, broadcast as unknown as Json)
}
