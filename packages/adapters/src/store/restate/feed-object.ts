import { handlers, object, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk'
import type { JournalRow } from '@motcua/engine/ports'
import { NAMES } from './wire.ts'

/** Its one key. */
export const FEED_KEY = 'all'

/** A row as the feed keeps it. `agency`: whose its dossier is; absent: an earlier release appended it. */
export type FedRow = JournalRow & { readonly agency?: string | null }

/** A row with its place. `null`: of a dossier that the reader asked nothing of. */
export interface FeedEntry {
  readonly cursor: string
  readonly row: JournalRow | null
}

export interface FeedQuery {
  readonly after: number
  readonly limit: number
  /** Only rows of this agency's dossiers. */
  readonly agency?: string
}

const LENGTH = 'length'
const rowKey = (position: number) => `row:${position}`
const placesKey = (dossier: string) => `of:${dossier}`

/** What was committed, in the order in which it came here: of one dossier, the order of its journal. */
export const feedObject = object({
  name: NAMES.feed,
  handlers: {
    append: async (context: ObjectContext, row: FedRow): Promise<void> => {
      const position = ((await context.get<number>(LENGTH)) ?? 0) + 1
      context.set(rowKey(position), row)
      context.set(LENGTH, position)
      const places = (await context.get<number[]>(placesKey(row.dossier))) ?? []
      context.set(placesKey(row.dossier), [...places, position])
    },
    /** What was known of persons goes here too. */
    erase: async (
      context: ObjectContext,
      { dossier, upTo }: { readonly dossier: string; readonly upTo: number },
    ): Promise<void> => {
      for (const position of (await context.get<number[]>(placesKey(dossier))) ?? []) {
        const row = await context.get<FedRow>(rowKey(position))
        if (row !== null && row.seq <= upTo) context.set(rowKey(position), withoutData(row))
      }
    },
    read: handlers.object.shared(async (context: ObjectSharedContext, query: FeedQuery): Promise<FeedEntry[]> => {
      const length = (await context.get<number>(LENGTH)) ?? 0
      const entries: FeedEntry[] = []
      for (let position = query.after + 1; position <= length && entries.length < query.limit; position++) {
        const kept = await context.get<FedRow>(rowKey(position))
        if (kept === null) continue
        const { agency, ...row } = kept
        const isAsked = query.agency === undefined || query.agency === agency
        entries.push({ cursor: String(position), row: isAsked ? row : null })
      }
      return entries
    }),
  },
  // Rows are read one by one: the whole of them would not fit.
  options: { enableLazyState: true },
})

/** Digests and hashes stay. */
export function withoutData<R extends JournalRow>(row: R): R {
  return { ...row, events: row.events.map((event) => ({ ...event, data: null, salt: null })) }
}
