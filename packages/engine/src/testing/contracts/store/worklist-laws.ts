import type { Page, Store, StoredTask, TaskCount, TaskQuery } from '../../../ports/index.ts'
import { at, commitOf, taskOf } from './fixture.ts'
import { fails, same, storeLaw } from './law.ts'

/** Who may do which task, its filters, its pages and its counts. */
export const worklistLaws = [
  storeLaw(
    'a candidate sees tasks of their roles and groups that nobody else has and that they are not kept from',
    async (store) => {
      await opened(store, [
        taskOf('a', 1, { role: 'counter' }),
        taskOf('a', 2, { role: 'registrar' }),
        taskOf('a', 3, { role: 'registrar', groups: ['evening', 'night'] }),
        taskOf('a', 4, { role: 'counter', assignee: 'binh' }),
        taskOf('a', 5, { role: 'counter', assignee: 'an' }),
        taskOf('a', 6, { role: 'counter', excluded: ['chi', 'an'] }),
        taskOf('a', 7, { role: null, groups: ['night'], assignee: 'an' }),
        taskOf('a', 8, { role: null }),
      ])
      const candidate = { person: 'an', roles: ['counter'], groups: ['night', 'evening'], ownRole: null }
      same('theirs', await found(store, { candidate }), ['a:1', 'a:3', 'a:5', 'a:7'])
      same('without groups', await found(store, { candidate: { ...candidate, groups: [] } }), ['a:1', 'a:5'])
      same('without roles', await found(store, { candidate: { ...candidate, roles: [] } }), ['a:3', 'a:7'])
      same('without both', await found(store, { candidate: { ...candidate, roles: [], groups: [] } }), [])
      same('another person', await found(store, { candidate: { ...candidate, person: 'dung' } }), ['a:1', 'a:3', 'a:6'])
      same('and assigned', await found(store, { candidate, assignee: 'an' }), ['a:5', 'a:7'])
      same('and to nobody', await found(store, { candidate, assignee: null }), ['a:1', 'a:3'])
      same('and of a role', await found(store, { candidate, roles: ['registrar'] }), ['a:3'])
    },
  ),

  storeLaw('tasks of the role that one has in one’s own dossiers alone are shown to the applicant', async (store) => {
    const [an, binh] = [{ applicant: '001' }, { applicant: '002' }]
    await store.commit([
      commitOf('a', 1, { head: an, open: [taskOf('a', 1, { role: 'applicant', ...an })] }),
      commitOf('b', 1, {
        head: binh,
        open: [
          taskOf('b', 2, { role: 'applicant', ...binh }),
          taskOf('b', 3, { role: 'counter', ...binh }),
          taskOf('b', 4, { role: 'applicant', groups: ['all'], ...binh }),
        ],
      }),
    ])
    const candidate = { person: '001', roles: ['applicant', 'counter'], groups: ['all'], ownRole: 'applicant' }
    same('own', await found(store, { candidate }), ['a:1', 'b:3'])
    same('with no such role', await found(store, { candidate: { ...candidate, ownRole: null } }), ['a:1', 'b:2', 'b:3', 'b:4'])
  }),

  storeLaw('the worklist is found by each of its conditions, and by all of them together', async (store) => {
    const other = { agency: 'H22', procedure: '2.000635', element: 'sign', stage: 'sign', unit: 'tư pháp', assignee: 'an' }
    await opened(store, [taskOf('a', 1, { dueAt: at + 5 }), taskOf('a', 2, { ...other, dueAt: at + 9 }), taskOf('a', 3)])
    await store.commit([commitOf('b', 1, { open: [taskOf('b', 1, { dueAt: at + 5, stage: null })] })])
    same('agency', await found(store, { agency: 'H22' }), ['a:2'])
    same('procedure', await found(store, { procedure: '2.000635' }), ['a:2'])
    same('element', await found(store, { element: 'sign' }), ['a:2'])
    same('stage', await found(store, { stage: 'receive' }), ['a:1', 'a:3'])
    same('unit', await found(store, { unit: 'tư pháp' }), ['a:2'])
    same('assignee', await found(store, { assignee: 'an' }), ['a:2'])
    same('nobody', await found(store, { assignee: null }), ['a:1', 'a:3', 'b:1'])
    same('overdue', await found(store, { dueBefore: at + 6 }), ['a:1', 'b:1'])
    same('due at that instant is not before', await found(store, { dueBefore: at + 5 }), [])
    same('due from', await found(store, { dueFrom: at + 5 }), ['a:1', 'a:2', 'b:1'])
    same('due within', await found(store, { dueFrom: at + 6, dueBefore: at + 10 }), ['a:2'])
    const { agency, procedure, element, stage, unit, assignee } = other
    const all = { agency, procedure, element, stage, unit, assignee, dossier: 'a', dueFrom: at, roles: ['counter'] }
    same('all', await found(store, all), ['a:2'])
    same('all but one', await found(store, { ...all, unit: 'địa chính' }), [])
  }),

  storeLaw('every two conditions of a worklist hold together', async (store) => {
    const sign = { role: 'leader', stage: 'sign', element: 'sign' }
    await opened(store, [
      taskOf('a', 1, { ...sign, unit: 'u', groups: ['night'] }),
      taskOf('a', 2, { ...sign, assignee: 'an', procedure: '2.000635', dueAt: at }),
      taskOf('a', 3, { role: 'leader', stage: 'verify', element: 'verify', agency: 'H22' }),
      taskOf('a', 4, { role: 'counter', unit: 'u', assignee: 'an', dueAt: at + 9 }),
      taskOf('a', 5, { role: null, stage: 'sign', element: 'stamp', groups: ['night'], dueAt: at }),
      taskOf('a', 6, { role: 'counter', stage: null, element: 'verify', excluded: ['an'] }),
    ])
    const of = (person: string, roles: string[], groups: string[]) => ({ candidate: { person, roles, groups, ownRole: null } })
    const some: Omit<TaskQuery, 'limit'>[] = [
      ...[
        { agency: 'H22' },
        { procedure: '2.000635' },
        { unit: 'u' },
        { assignee: 'an' },
        { assignee: null },
        { dueBefore: at + 5 },
      ],
      ...[{ roles: ['counter'] }, { roles: ['leader', 'counter'] }, { roles: ['nobody'] }, { roles: [] }],
      ...[
        { stage: 'sign' },
        { stage: 'receive' },
        { stage: 'return' },
        { element: 'sign' },
        { element: 'stamp' },
        { element: 'verify' },
      ],
      ...[
        of('an', ['leader'], []),
        of('an', ['counter', 'leader'], ['night']),
        of('binh', ['counter'], ['night']),
        of('an', [], []),
      ],
    ]
    for (const one of some) {
      for (const other of some) {
        if (Object.keys(one)[0] === Object.keys(other)[0]) continue
        const [left, right] = [await found(store, one), await found(store, other)]
        const both = left.filter((id) => right.includes(id))
        same(`${JSON.stringify(one)} and ${JSON.stringify(other)}`, await found(store, { ...one, ...other }), both)
      }
    }
  }),

  storeLaw('the pages of a worklist have every task once, in its order, whatever the size of a page', async (store) => {
    const open = Array.from({ length: 17 }, (_, index) =>
      taskOf('a', index, { dueAt: index % 3 === 0 ? null : at + (index % 4), openedAt: at + (index % 2), role: `r${index % 2}` }),
    )
    await opened(store, open)
    for (const query of [{}, { roles: ['r0', 'r1'] }, { dossier: 'a' }, { roles: ['r1'] }]) {
      const all = (await store.tasks({ ...query, limit: 1_000 })).items
      for (const limit of [1, 2, 5, 17, 18]) same(`by ${limit}`, await pages(store, { ...query, limit }), all)
    }
    same('the last page has no next', (await store.tasks({ limit: 17 })).next, null)
    for (const limit of [0, 1_001, NaN]) await fails('STORE_INPUT_INVALID', () => store.tasks({ limit }))
    await fails('STORE_INPUT_INVALID', () => store.tasks({ after: 'no cursor', limit: 1 }))
    await fails('STORE_INPUT_INVALID', () => store.tasks({ after: '["a"]', limit: 1 }))
  }),

  storeLaw('a page goes on where the one before ended, though tasks were closed, opened and moved since', async (store) => {
    await opened(
      store,
      [1, 2, 3, 4].map((number) => taskOf('a', number, { dueAt: at + number })),
    )
    const { items, next } = await store.tasks({ limit: 2 })
    same('first', ids(items), ['a:1', 'a:2'])
    const open = [taskOf('a', 5, { dueAt: at }), taskOf('a', 6, { dueAt: at + 9 }), taskOf('a', 4, { dueAt: at + 1 })]
    await store.commit([commitOf('a', 2, { close: ['a:2'], open })])
    same('second', ids((await store.tasks({ limit: 9, after: next ?? '' })).items), ['a:3', 'a:6'])
  }),

  storeLaw('open tasks are counted by what they have, those that have none under null', async (store) => {
    same('none', await store.countTasks({ by: 'role' }), [])
    await opened(store, [
      taskOf('a', 1),
      taskOf('a', 2, { role: 'registrar', stage: null, unit: 'u', agency: 'H22' }),
      taskOf('a', 3, { assignee: 'an', element: 'sign', procedure: '2.000635' }),
    ])
    same('role', counts(await store.countTasks({ by: 'role' })), ['counter 2', 'registrar 1'])
    same('stage', counts(await store.countTasks({ by: 'stage' })), ['null 1', 'receive 2'])
    same('unit', counts(await store.countTasks({ by: 'unit' })), ['null 2', 'u 1'])
    same('assignee', counts(await store.countTasks({ by: 'assignee' })), ['an 1', 'null 2'])
    same('element', counts(await store.countTasks({ by: 'element' })), ['check-components 2', 'sign 1'])
    same('procedure', counts(await store.countTasks({ by: 'procedure' })), ['1.001193 2', '2.000635 1'])
    same('agency', counts(await store.countTasks({ by: 'role', agency: 'H22' })), ['registrar 1'])
    same('some', counts(await store.countTasks({ by: 'assignee', keys: ['an', 'binh'] })), ['an 1'])
    same('some units', counts(await store.countTasks({ by: 'unit', agency: 'H22', keys: ['u', 'v'] })), ['u 1'])
    same('some roles', counts(await store.countTasks({ by: 'role', keys: ['counter'] })), ['counter 2'])
    same('nobody’s', counts(await store.countTasks({ by: 'assignee', keys: [] })), [])
    await store.commit([
      commitOf('a', 2, { close: ['a:1', 'a:8'], open: [taskOf('a', 2, { role: 'leader' })] }),
      commitOf('a', 9, { close: ['a:3'] }),
      commitOf('b', 1, { close: ['a:3'], open: [taskOf('b', 1), taskOf('b', 1)] }),
    ])
    same('after', counts(await store.countTasks({ by: 'role' })), ['counter 2', 'leader 1'])
    same('of no agency any more', await store.countTasks({ by: 'role', agency: 'H22' }), [])
  }),
] as const

async function opened(store: Store, open: readonly StoredTask[]): Promise<void> {
  same('opened', (await store.commit([commitOf('a', 1, { open })]))[0]?.status, 'committed')
}

async function found(store: Store, query: Omit<TaskQuery, 'limit'>): Promise<readonly string[]> {
  return ids((await store.tasks({ ...query, limit: 100 })).items).sort()
}

async function pages(store: Store, query: TaskQuery): Promise<readonly StoredTask[]> {
  const items: StoredTask[] = []
  let page: Page<StoredTask> = await store.tasks(query)
  items.push(...page.items)
  while (page.next !== null) {
    page = await store.tasks({ ...query, after: page.next })
    items.push(...page.items)
  }
  return items
}

function counts(found: readonly TaskCount[]): readonly string[] {
  return found.map(({ key, count }) => `${key} ${count}`).sort()
}

function ids(list: readonly { readonly id: string }[]): string[] {
  return list.map(({ id }) => id)
}
