import { object, type ObjectContext } from '@restatedev/restate-sdk'
import { vietnamCalendar } from '@motcua/engine'
import { dossierOfSchedule, nextOf } from '@motcua/engine/host'
import type { Json, StoredSchedule } from '@motcua/engine/ports'
import { AFTER_LEASE_MS, LEASE_MS } from './deliver-soon.ts'
import { toldToCaller } from './invocation.ts'
import { faceted, keptStep, readingHost } from './reading-object.ts'
import { ask, send } from './send.ts'
import type { ServicesOptions } from './services-options.ts'
import { NAMES, ONLY_KEY, type Request } from './wire.ts'

const WORKER = 'restate'
const AT_ONCE = 20

/**
 * What begins dossiers by the clock. The rules stand in the reading store; the clock is Restate's: each begin calls this object again at the
 * next. A call too many finds nothing due.
 */
export function scheduleObject(options: ServicesOptions) {
  const { calendar = vietnamCalendar() } = options
  return object({
    name: NAMES.schedules,
    handlers: {
      put: async (context: ObjectContext, { args }: Request): Promise<StoredSchedule> => {
        const put = (await keptStep(context, options, 'put', (host) => faceted(host, 'schedules.put', args))) as StoredSchedule
        await tickAt(context, put.due)
        return put
      },

      drop: async (context: ObjectContext, { args }: Request): Promise<boolean> =>
        keptStep(context, options, 'drop', async (host) => (await faceted(host, 'schedules.drop', args)) === true),

      /** From another store. What stands here under the same id has gone on since and stays; told of nothing, it says whether there is a place for them. */
      adopt: async (context: ObjectContext, moved: readonly StoredSchedule[]): Promise<null> =>
        toldToCaller(async () => {
          await readingHost(context, options)
          await context.run('adopt', () => putNew(moved, options))
          for (const { due } of moved) await tickAt(context, due)
          return null
        }),

      tick: async (context: ObjectContext): Promise<void> => {
        const { reading } = options
        if (reading === undefined) return
        await reading.open()
        for (let isMore = true; isMore;) {
          const now = await context.date.now()
          const due = await context.run('due', () => reading.claimSchedules(WORKER, now, LEASE_MS, AT_ONCE))
          // A process that ends between the claim and the word of it leaves one that is free again when its lease is over.
          if (due.length > 0) await tickAt(context, now + AFTER_LEASE_MS)
          for (const schedule of due) {
            const { id, rule, due: at } = schedule
            if (at === null) continue
            const to = { service: NAMES.dossier, key: dossierOfSchedule(id, at), method: 'beginScheduled' }
            // What cannot be begun here stays leased, and is looked at again when the lease is over.
            if ((await ask<boolean | null>(context, to, schedule as unknown as Json)) === false) continue
            const next = nextOf(rule, at, calendar)
            await context.run('begun', () => reading.advanceSchedule(id, WORKER, at, next))
            await tickAt(context, next)
          }
          isMore = due.length > 0
        }
      },
    },
  })
}

async function putNew(moved: readonly StoredSchedule[], { reading }: ServicesOptions): Promise<void> {
  if (reading === undefined || moved.length === 0) return
  await reading.open()
  const present = new Set((await reading.schedules()).map(({ id }) => id))
  for (const schedule of moved) if (!present.has(schedule.id)) await reading.putSchedule(schedule)
}

async function tickAt(context: ObjectContext, instant: number | null): Promise<void> {
  if (instant === null) return
  const now = await context.date.now()
  send(context, { service: NAMES.schedules, key: ONLY_KEY, method: 'tick' }, null, instant - now)
}
