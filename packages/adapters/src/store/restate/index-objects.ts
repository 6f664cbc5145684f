import { handlers, object, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk'
import type { StoredDefinition, StoredJob } from '@motcua/engine/ports'
import { NAMES } from './wire.ts'

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
