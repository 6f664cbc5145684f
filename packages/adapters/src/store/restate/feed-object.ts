import { handlers, object, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk'
import type { FeedRow, JournalRow } from '@motcua/engine/ports'
import { NAMES } from './wire.ts'

/** Its one key. */
export const FEED_KEY = 'all'

const LENGTH = 'length'
const rowKey = (position: number) => `row:${position}`

/** What was committed, in the order in which it came here: of one dossier, the order of its journal. */
export const feedObject = object({
  name: NAMES.feed,
  handlers: {
    append: async (context: ObjectContext, row: JournalRow): Promise<void> => {
      const position = ((await context.get<number>(LENGTH)) ?? 0) + 1
      context.set(rowKey(position), row)
      context.set(LENGTH, position)
    },
    read: handlers.object.shared(
      async (context: ObjectSharedContext, query: { readonly after: number; readonly limit: number }): Promise<FeedRow[]> => {
        const length = (await context.get<number>(LENGTH)) ?? 0
        const rows: FeedRow[] = []
        for (let position = query.after + 1; position <= length && rows.length < query.limit; position++) {
          const row = await context.get<JournalRow>(rowKey(position))
          if (row !== null) rows.push({ cursor: String(position), row })
        }
        return rows
      },
    ),
  },
  // Rows are read one by one: the whole of them would not fit.
  options: { enableLazyState: true },
})
