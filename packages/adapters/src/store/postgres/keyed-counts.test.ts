import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { Store } from '@motcua/engine/ports'
import { commitOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { empty } from './empty.fixture.ts'
import { postgresStore } from './index.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()
const opened: Store[] = []
afterAll(() => Promise.all(opened.map((store) => store.close())))

/** Some have in them what stands between two names, or what cannot be written as it is. */
const PEOPLE = ['an', 'binh', 'an\u001Fbinh', '\u001F', 'chi\0', '\uE000', null] as const

test('tasks are counted by person whatever people are called, of one agency and of all, from counters and from what was added since', async () => {
  const store = postgresStore({ connectionString: server.url(), max: 2 })
  opened.push(store)
  await store.open()
  const task = fc.record({ agency: fc.constantFrom('H22', 'H23'), assignee: fc.constantFrom(...PEOPLE), isLate: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(task, { maxLength: 12 }), async (tasks) => {
      await empty(server, 'postgres', 'motcua')
      for (const isLate of [false, true]) {
        await store.commit(
          tasks.flatMap((each, index) => {
            const { agency, assignee } = each
            const open = [taskOf(`d${index}`, 1, { agency, assignee })]
            return each.isLate === isLate ? [commitOf(`d${index}`, 1, { head: { agency }, open })] : []
          }),
        )
        if (!isLate) await server.query('SELECT motcua.compact_counters()')
      }
      for (const agency of ['H22', 'H23', undefined]) {
        const expected = new Map<string | null, number>()
        for (const each of tasks)
          if (agency === undefined || each.agency === agency) expected.set(each.assignee, (expected.get(each.assignee) ?? 0) + 1)
        const counts = await store.countTasks({ by: 'assignee', ...(agency === undefined ? {} : { agency }) })
        expect(new Map(counts.map(({ key, count }) => [key, count]))).toEqual(expected)
        expect(counts).toHaveLength(expected.size)
      }
    }),
    { numRuns: 15 },
  )
}, 60_000)
