import { handlers, object, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk'
import type { StoredDefinition, StoredJob } from '@motcua/engine/ports'
import { NAMES } from './wire.ts'

/** Serial numbers of one series: from 1, without gaps, and the same one for the same key. */
export const seriesObject = object({
  name: NAMES.series,
  handlers: {
    next: async (context: ObjectContext, key: string): Promise<number> => {
      const known = await context.get<number>(`of:${key}`)
      if (known !== null) return known
      const next = ((await context.get<number>('last')) ?? 0) + 1
      context.set('last', next)
      context.set(`of:${key}`, next)
      return next
    },
  },
  options: { enableLazyState: true },
})

/** A procedure as dossiers were started with it; the first under a fingerprint stays. */
export const editionObject = object({
  name: NAMES.edition,
  handlers: {
    put: async (context: ObjectContext, definition: StoredDefinition): Promise<void> => {
      if ((await context.get('definition')) === null) context.set('definition', definition)
    },
    get: handlers.object.shared(async (context: ObjectSharedContext): Promise<StoredDefinition | null> =>
      context.get<StoredDefinition>('definition'),
    ),
  },
})

/** `agency`: whose its dossier is; absent: an earlier release put it. */
export type ParkedJob = StoredJob & { readonly agency?: string | null }

/** Its one key. */
export const PARKED_KEY = 'all'

/** Jobs that nobody waits for and that failed for good. */
export const parkedObject = object({
  name: NAMES.parked,
  handlers: {
    put: async (context: ObjectContext, job: ParkedJob): Promise<void> => {
      context.set(job.id, job)
    },
    drop: async (context: ObjectContext, id: string): Promise<void> => {
      context.clear(id)
    },
    list: handlers.object.shared(async (context: ObjectSharedContext): Promise<ParkedJob[]> => {
      const jobs: ParkedJob[] = []
      for (const id of await context.stateKeys()) {
        const job = await context.get<ParkedJob>(id)
        if (job !== null) jobs.push(job)
      }
      return jobs
    }),
  },
})
