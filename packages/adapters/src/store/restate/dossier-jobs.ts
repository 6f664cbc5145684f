import { handlers, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk'
import { isElsewhere, type JobOutcome } from '@motcua/engine/host'
import type { Json, StoredJob } from '@motcua/engine/ports'
import type { Word } from './context-store.ts'
import { PARKED_KEY } from './index-objects.ts'
import { hostIn, type HostInContext } from './invocation.ts'
import { laneOf } from './places.ts'
import { send } from './send.ts'
import type { ServicesOptions } from './services-options.ts'
import { againAfter, type Unread } from './unread.ts'
import { NAMES } from './wire.ts'

/** What a dossier's object knows of the dossier's jobs; they are done in their lanes. */
export function jobHandlers(options: ServicesOptions) {
  return {
    /** What is to be done next for a job's sake: in a lane, its oldest job; `null`: nothing, or a person has to look at it first. */
    nextJob: handlers.object.shared(
      async (
        context: ObjectSharedContext,
        { id, lane }: { readonly id: string; readonly lane: string | null },
      ): Promise<StoredJob | null> => {
        const { store } = await hostIn(context, options)
        if (await store.isSuspended()) return null
        const next = (await store.jobs()).find((job) => (lane === null ? job.id === id : job.lane === lane))
        return next?.status === 'queued' ? next : null
      },
    ),

    /** `false`: these services cannot tell the dossier. It is told later; what is behind it in its lane waits for that. */
    jobEnded: async (context: ObjectContext, { held, ...end }: JobEnd): Promise<boolean> => {
      const inContext = await hostIn(context, options)
      const open = (await inContext.store.jobs()).find(({ id }) => id === end.job)
      if (open !== undefined) {
        try {
          await ended(inContext, open, end.outcome)
        } catch (error) {
          if (!isElsewhere(error)) throw error
          await inContext.store.putJob({ ...open, status: 'leased' })
          const again = await againAfter(context, error, { unread: held?.unread, key: end.job }, options)
          const to = { service: NAMES.dossier, key: context.key, method: 'jobEnded' }
          send(context, to, { ...end, held: { job: open, unread: again.unread } } as unknown as Json, again.delayMs)
          return false
        }
      }
      if (held !== undefined) {
        const lane = { service: NAMES.lane, key: laneOf(held.job), method: 'run' }
        send(context, lane, held.job as unknown as Json)
      }
      return true
    },

    /** A person lets a parked job be tried again; `false` when it is not parked. */
    retryJob: async (context: ObjectContext, { job, ...word }: JobWord): Promise<boolean> => {
      const { store } = await hostIn(context, options)
      const again = await store.requeue(job, word)
      if (again === undefined) return false
      send(context, { service: NAMES.parked, key: PARKED_KEY, method: 'drop' }, job)
      send(context, { service: NAMES.lane, key: laneOf(again), method: 'run' }, again as never)
      return true
    },

    /** A person ends a parked job undone; what stands behind it in its lane is done. `false` when it is not parked. */
    skipJob: async (context: ObjectContext, { job, ...word }: JobWord): Promise<boolean> => {
      const { store } = await hostIn(context, options)
      const parked = await store.skip(job, word)
      if (parked === undefined) return false
      send(context, { service: NAMES.parked, key: PARKED_KEY, method: 'drop' }, job)
      send(context, { service: NAMES.lane, key: laneOf(parked), method: 'run' }, parked as never)
      return true
    },
  }
}

/** A person's word on a parked job, as it travels. */
export interface JobWord extends Word {
  readonly job: string
}

/** How a job ended. */
export interface JobEnd {
  readonly job: string
  readonly outcome: JobOutcome
  /** The dossier could not be told so far. */
  readonly held?: { readonly job: StoredJob; readonly unread: Unread }
}

async function ended({ host, store }: HostInContext, open: StoredJob, outcome: JobOutcome): Promise<void> {
  const { instance } = open
  if (instance !== null) {
    await host.reportJob({ ...open, instance }, outcome)
  } else if (outcome.ok) {
    await store.dropJob(open.id)
  } else {
    const { code, message } = outcome.failure
    await store.park({ ...open, status: 'parked', lastError: { code, message } })
  }
}
