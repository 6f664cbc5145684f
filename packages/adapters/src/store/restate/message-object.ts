import { object, TerminalError, type ObjectContext } from '@restatedev/restate-sdk'
import { EngineError } from '@motcua/engine'
import type { Match, MessageStanding, Store } from '@motcua/engine/ports'
import { deliverSoon, LEASE_MS } from './deliver-soon.ts'
import { toldToCaller } from './invocation.ts'
import { faceted, keptStep, readingHost } from './reading-object.ts'
import { ask, send } from './send.ts'
import type { ServicesOptions } from './services-options.ts'
import { ONLY_KEY, NAMES, type Request } from './wire.ts'

const WORKER = 'restate'
/** What could not be handed over is looked at again after so long. */
const AGAIN_MS = 5_000
const AT_ONCE = 20

/** Messages that wait in the reading store for a dossier: one after another, so that each is delivered once. */
export function messageObject(options: ServicesOptions) {
  return object({
    name: NAMES.messages,
    handlers: {
      publish: async (context: ObjectContext, { args }: Request): Promise<boolean> => {
        const id = (args[1] as { readonly id: string } | undefined)?.id ?? ''
        const { isNew, expiresAt } = await keptStep(context, options, 'publish', async (host) => ({
          isNew: (await faceted(host, 'messages.publish', args)) === true,
          expiresAt: (await options.reading?.message(id))?.message.expiresAt,
        }))
        deliverSoon(context)
        if (isNew && expiresAt !== undefined) await expireAt(context, [expiresAt])
        return isNew
      },

      /**
       * From another store, each as it stands there; answers with ids under which another message is here. Told of nothing, it says whether
       * there is a place for them.
       */
      adopt: async (context: ObjectContext, moved: readonly MessageStanding[]): Promise<readonly string[]> =>
        toldToCaller(async () => {
          const { reading } = options
          const kept = moved.filter(({ status }) => status === 'kept')
          // Without a place for messages none is sent: nobody will ask for those that are over.
          if (reading === undefined && moved.length > 0 && kept.length === 0) return []
          await readingHost(context, options)
          const others = await context.run('adopt', () => toldToCaller(() => keep(reading, moved)))
          if (kept.length > 0) deliverSoon(context)
          await expireAt(
            context,
            kept.map(({ message }) => message.expiresAt),
          )
          return others
        }),

      /** @param end  when the message expires for whose sake it is called; `null`: for no such */
      deliver: async (context: ObjectContext, end: number | null): Promise<void> => {
        const { reading } = options
        if (reading === undefined) return
        await reading.open()
        // Restate's clock may be ahead of that of the services.
        if (end !== null && end > (await context.date.now())) await expireAt(context, [end])
        // What a dossier was told the reading store hears of soon, not at once; until then the next message is for the next who waits.
        const told = new Set<string>()
        let isLeft = false
        for (let isMore = true; isMore;) {
          const now = await context.date.now()
          const expired = await keptStep(context, options, 'expire', (host) => host.expireMessages())
          const matches = await context.run('match', () => reading.claimMatches(WORKER, now, LEASE_MS, AT_ONCE, [...told]))
          for (const { message, subscription } of matches) {
            const isNext = !told.has(subscription.dossier)
            told.add(subscription.dossier)
            if (isNext && (await deliver(context, { message, subscription }))) continue
            isLeft = true
            // At once: in its turn it is for the next who waits, before messages that were put after it.
            await context.run('release', async () => reading.releaseMessage(message.id, WORKER, now))
          }
          isMore = matches.length + expired > 0
        }
        if (isLeft) send(context, { service: NAMES.messages, key: ONLY_KEY, method: 'deliver' }, null, AGAIN_MS)
      },
    },
  })
}

/** Has messages whose time has run out by then marked so, whether or not anything else happens. */
async function expireAt(context: ObjectContext, instants: readonly number[]): Promise<void> {
  const now = await context.date.now()
  for (const instant of new Set(instants))
    send(context, { service: NAMES.messages, key: ONLY_KEY, method: 'deliver' }, instant, instant - now)
}

/** @throws EngineError COMMAND_INVALID  the reading store is of an earlier release of the port */
async function keep(reading: Partial<Store> | undefined, moved: readonly MessageStanding[]): Promise<readonly string[]> {
  if (reading?.keepMessages !== undefined) return reading.keepMessages(moved)
  const message =
    'expected a reading store with `keepMessages`, found none: messages from elsewhere are kept by it (port `Store`)'
  throw new EngineError('COMMAND_INVALID', message)
}

/** `false`: the dossier went on meanwhile, or cannot be told anything. */
async function deliver(context: ObjectContext, match: Match): Promise<boolean> {
  const to = { service: NAMES.dossier, key: match.subscription.dossier, method: 'deliver' }
  try {
    return await ask<boolean>(context, to, match as never)
  } catch (error) {
    // Anything else is Restate's own way of going on later.
    if (error instanceof TerminalError) return false
    throw error
  }
}
