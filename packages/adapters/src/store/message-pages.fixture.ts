import fc from 'fast-check'
import { expect } from 'vitest'
import type { MessageQuery, MessageStanding, Page, Store } from '@motcua/engine/ports'
import { commitOf, messageOf } from '../../../engine/src/testing/contracts/store/fixture.ts'
import { AGENCIES, pick, type Numbers } from './model-batch.fixture.ts'

/**
 * Whatever is put, taken, expires or is kept from elsewhere between two pages of a list of messages: what stands in the list before the first
 * page and after the last comes once, nothing comes twice, and all comes in the order of the list.
 *
 * @param make  a new, empty store, not open
 */
export async function listsEachMessageOnce(make: () => Promise<Store>, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { maxLength: 12 }),
      fc.array(change, { maxLength: 12 }),
      query,
      async (first, later, asked) => {
        const store = await make()
        await store.open()
        try {
          const context = { commits: 0 }
          for (const [kind, ...numbers] of first) await CHANGES[kind](store, context, numbers)
          const before = await whole(store, asked)
          const seen: string[] = []
          const left = [...later]
          for (let after: string | null | undefined; after !== null;) {
            const page: Page<MessageStanding> = await store.messages({ ...asked, ...(after === undefined ? {} : { after }) })
            seen.push(...idsOf(page))
            const [kind, ...numbers] = left.shift() ?? NOTHING
            await CHANGES[kind](store, context, numbers)
            after = page.next
          }
          const stood = new Set(await whole(store, asked))
          expect(new Set(seen).size).toBe(seen.length)
          expect(before.filter((id) => stood.has(id) && !seen.includes(id))).toEqual([])
          const { order = 'id' } = asked
          const inOrder = await whole(store, { order })
          expect(seen).toEqual(inOrder.filter((id) => seen.includes(id)))
        } finally {
          await store.close()
        }
      },
    ),
    { numRuns },
  )
}

const STATUSES = ['kept', 'taken', 'expired'] as const

const query: fc.Arbitrary<MessageQuery> = fc.record(
  {
    limit: fc.integer({ min: 1, max: 3 }),
    agency: fc.constant('H22'),
    status: fc.constantFrom(...STATUSES),
    order: fc.constantFrom('id', 'put'),
  },
  { requiredKeys: ['limit'] },
)

type Change = (store: Store, context: { commits: number }, numbers: Numbers) => Promise<unknown>

const CHANGES = {
  put: async (store, _, [id = 0, agency = 0, end = 0]) => store.putMessage(message(id, agency, end)),
  take: async (store, context, [id = 0]) =>
    store.commit([commitOf(`d${(context.commits += 1)}`, 1, { takes: [`m${id}`], row: { at: 0 } })]),
  expire: async (store, _, [now = 0]) => store.expireMessages(now, 2),
  keep: async (store, _, [id = 0, agency = 0, end = 0, status = 0]) =>
    store.keepMessages([{ message: message(id, agency, end), status: pick(STATUSES, status) }]),
  nothing: () => Promise.resolve(),
} satisfies Record<string, Change>

const NOTHING = ['nothing'] as const

const change = fc
  .tuple(fc.constantFrom('put', 'put', 'take', 'expire', 'keep'), fc.array(fc.nat(12), { minLength: 4, maxLength: 4 }))
  .map(([kind, numbers]) => [kind, ...numbers] as const)

function message(id: number, agency: number, end: number): MessageStanding['message'] {
  return messageOf(`m${id}`, { agency: pick(AGENCIES, agency), at: 0, expiresAt: end + 1 })
}

/** The ids of a list, read at once. */
async function whole(store: Store, asked: Omit<MessageQuery, 'limit'>): Promise<readonly string[]> {
  return idsOf(await store.messages({ ...asked, limit: 1_000 }))
}

function idsOf({ items }: Page<MessageStanding>): readonly string[] {
  return items.map(({ message: { id } }) => id)
}
