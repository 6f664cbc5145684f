import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memoryStore } from '@motcua/engine'
import type { Commit, DossierQuery, Page, Store, StoredDossierHead } from '@motcua/engine/ports'
import { commitOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { Database } from './database.ts'
import { empty } from './empty.fixture.ts'
import { postgresStore } from './index.ts'
import { isInOrder, kindsOf, listedBy, type DossierLists } from './queries/dossier-lists.ts'
import { statementOf } from './queries/dossiers.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()
let store: Store
let db: Database
beforeAll(async () => {
  store = postgresStore({ connectionString: server.url(), max: 2 })
  await store.open()
  db = new Database({ connectionString: server.url() })
})
afterAll(() => Promise.all([store.close(), db.end()]))

/** Some end in one quarter, and some in others, also before 1970. */
const QUARTER = 2 ** 33
const INSTANTS = [-3 * QUARTER - 1, -1, 0, 5, QUARTER - 1, QUARTER, 3 * QUARTER + 7] as const
const instant = fc.constantFrom(...INSTANTS)
const procedure = fc.constantFrom('1.001193', '2.000635')
const standing = fc.constantFrom('inProgress', 'returned')
const agency = fc.constantFrom('H22', 'H23')

const dossier = fc
  .record({
    applicant: fc.constantFrom('', '001190012345'),
    agency: fc.oneof(agency, fc.constant(null)),
    procedure,
    standing,
    stages: fc.constantFrom([], ['sign'], ['sign', 'verify']),
    openedAt: instant,
    dueAt: fc.oneof(instant, fc.constant(null)),
    endedAt: fc.oneof(instant, fc.constant(null)),
    suspendedAt: fc.constantFrom(null, 7),
  })
  // An end is never before the opening.
  .map((head) => ({ ...head, endedAt: head.endedAt === null ? null : Math.max(head.openedAt, head.endedAt) }))

const FIELDS = {
  agency,
  procedure,
  standing,
  stage: fc.constantFrom('sign', 'verify'),
  isOpen: fc.boolean(),
  isSuspended: fc.boolean(),
  hasApplicant: fc.boolean(),
  dueBefore: instant,
  openedFrom: instant,
  openedBefore: instant,
  endedFrom: instant,
  endedBefore: instant,
}
type Fields = Omit<DossierQuery, 'limit'>

/** By three fields at most: more than that have hardly anything. */
const query = fc
  .tuple(
    fc.record(FIELDS),
    fc.subarray(Object.keys(FIELDS) as (keyof typeof FIELDS)[], { maxLength: 3 }),
    fc.constantFrom('due', 'opened'),
  )
  .map(([all, names, order]): Fields => ({ ...Object.fromEntries(names.map((name) => [name, all[name]])), order }))

const filling = fc.array(dossier, { minLength: 1, maxLength: 20 })

describe('lists of dossiers', () => {
  test('whatever is asked for, pages are those of the memory store, whichever list they are read from', async () => {
    await fc.assert(
      fc.asyncProperty(
        filling,
        fc.array(query, { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        async (heads, queries, limit) => {
          await empty(server, 'postgres', 'motcua')
          const model = memoryStore()
          await model.open()
          const commits = heads.map((head, n): Commit =>
            commitOf(`d${n}`, 1, { head: { ...head, stages: head.endedAt === null ? head.stages : [] } }),
          )
          await model.commit(commits)
          await store.commit(commits)
          for (const each of queries) {
            const expected = await pages((after) => model.dossiers({ ...each, ...after, limit }))
            expect(await pages((after) => store.dossiers({ ...each, ...after, limit }))).toEqual(expected)
            for (const lists of everyChoice({ ...each, limit })) {
              const { text, values } = statementOf({ ...each, limit: 99 }, 99, undefined, lists)
              const rows = await db.search<{ dossier: string }>(text, values)
              expect(rows.map((row) => row.dossier)).toEqual(expected)
            }
          }
        },
      ),
      { numRuns: 15 },
    )
  }, 120_000)
})

/** Each list that has what is asked for, whole and, where it is in order, as far as the page goes. */
function everyChoice(asked: DossierQuery): readonly DossierLists[] {
  return kindsOf(asked).reduce<readonly DossierLists[]>(
    (choices, kind) => {
      const inQuarters = kind === 'ended' ? (['quarter'] as const) : []
      const lists = [...listedBy(asked, kind), 'all' as const, ...inQuarters].flatMap((by) =>
        [true, false]
          .filter((isWhole) => (isWhole ? by !== 'quarter' : by === 'quarter' || isInOrder(by, asked)))
          .map((isWhole) => ({ by, isWhole })),
      )
      return choices.flatMap((choice) => lists.map((list) => ({ ...choice, [kind]: list })))
    },
    kindsOf(asked).length === 0 ? [] : [{}],
  )
}

async function pages(read: (after: { after?: string }) => Promise<Page<StoredDossierHead>>): Promise<readonly string[]> {
  const found: string[] = []
  for (let page = await read({}); ; page = await read({ after: page.next })) {
    found.push(...page.items.map((item) => item.dossier))
    if (page.next === null) return found
  }
}
