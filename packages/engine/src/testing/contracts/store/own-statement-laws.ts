import { commitOf, jobOf, taskOf } from './fixture.ts'
import { same, storeLaw } from './law.ts'

const broken = { sql: 'INSERT INTO no_such_table VALUES (1)', params: [] }

/** The embedder's own rows in the engine's transaction. */
export const ownStatementLaws = [
  storeLaw('a commit whose own statement fails is refused alone; its neighbours in the batch are not', async (store) => {
    await store.commit([commitOf('a', 1)])
    const outcomes = await store.commit([
      commitOf('b', 1, { open: [taskOf('b', 1)] }),
      commitOf('a', 2, {
        own: [broken],
        open: [taskOf('a', 1)],
        add: [jobOf('a', 'j1')],
        snapshot: { seq: 2, kernel: 1, fingerprint: 'f', state: 1 },
      }),
      commitOf('c', 1, { open: [taskOf('c', 1)], add: [jobOf('c', 'j1')] }),
      commitOf('d', 1, { own: [broken] }),
    ])
    same(
      'outcomes',
      outcomes.map(({ status }) => status),
      ['committed', 'refused', 'committed', 'refused'],
    )
    same(
      'why',
      outcomes.every((outcome) => outcome.status !== 'refused' || outcome.message.length > 0),
      true,
    )
    same(
      'nothing of it',
      [(await store.load('a'))?.seq, (await store.load('a'))?.snapshot, await store.load('d')],
      [1, null, undefined],
    )
    const { items } = await store.tasks({ limit: 9 })
    same('nor its task', items.map(({ id }) => id).sort(), ['b:1', 'c:1'])
    same('nor in the counts', await store.countTasks({ by: 'role' }), [{ key: 'counter', count: 2 }])
    same('its command may come again', (await store.commit([commitOf('a', 2)]))[0]?.status, 'committed')
  }),

  storeLaw('an empty list of own statements is none', async (store) => {
    same('committed', await store.commit([commitOf('a', 1, { own: [] })]), [{ status: 'committed' }])
  }),

  storeLaw('own rows stand or fall with their commit', async (store, { own }) => {
    if (own === undefined) {
      const insert = { sql: 'INSERT INTO own VALUES (1)', params: [] }
      same('without SQL', (await store.commit([commitOf('a', 1, { own: [insert] })]))[0]?.status, 'refused')
      return
    }
    const outcomes = await store.commit([
      commitOf('a', 1, { own: [own.create, own.insert(1), own.insert(2)] }),
      commitOf('a', 1, { own: [own.insert(3)], command: 'late' }),
      commitOf('a', 2, { own: [own.insert(4), broken] }),
      commitOf('a', 2, { own: [own.insert(5)] }),
      commitOf('a', 9, { own: [own.insert(6)], command: 'a/command-1' }),
    ])
    same(
      'outcomes',
      outcomes.map(({ status }) => status),
      ['committed', 'conflict', 'refused', 'committed', 'duplicate'],
    )
    same('rows', await own.numbers(store), [1, 2, 5])
  }),

  storeLaw(
    'a commit whose own statement takes the transaction along fails alone: its neighbours are committed',
    async (store, { own }) => {
      if (own === undefined) return
      await store.commit([commitOf('made', 1, { own: [own.create] })])
      const expected: number[] = []
      for (const [index, [name, ruin]] of Object.entries(own.ruins).entries()) {
        const [before, between, after] = [10 * index + 1, 10 * index + 2, 10 * index + 3]
        const outcomes = await store.commit([
          commitOf(`before ${name}`, 1, { open: [taskOf(`before ${name}`, 1)], own: [own.insert(before)] }),
          commitOf(`ruin ${name}`, 1, { open: [taskOf(`ruin ${name}`, 1)], own: [own.insert(9), ...ruin] }),
          commitOf(`between ${name}`, 1, { own: [own.insert(between)] }),
          commitOf(`ruin again ${name}`, 1, { own: ruin }),
          commitOf(`before ${name}`, 2),
          commitOf(`after ${name}`, 1, { own: [own.insert(after)] }),
        ])
        same(
          name,
          outcomes.map(({ status }) => status),
          ['committed', 'refused', 'committed', 'refused', 'committed', 'committed'],
        )
        same(
          `${name}: nothing of it`,
          [await store.load(`ruin ${name}`), await store.load(`ruin again ${name}`)],
          [undefined, undefined],
        )
        same(`${name}: the others`, (await store.load(`before ${name}`))?.seq, 2)
        same(`${name}: its command may come again`, await store.commit([commitOf(`ruin ${name}`, 1)]), [{ status: 'committed' }])
        expected.push(before, between, after)
        same(`${name}: rows`, await own.numbers(store), expected)
      }
      const { items } = await store.tasks({ limit: 99 })
      same('tasks', items.length, Object.keys(own.ruins).length)
      same('counts', await store.countTasks({ by: 'role' }), [{ key: 'counter', count: items.length }])
    },
  ),

  storeLaw('an own statement that would end the transaction is refused', async (store, { own }) => {
    const sneaky = ['COMMIT', ' rollback', '-- a comment\nEND', '/* x */ BEGIN', 'SAVEPOINT s', 'commit; SELECT 1', ';COMMIT']
    for (const sql of sneaky) {
      const outcomes = await store.commit([commitOf('a', 1, { own: [{ sql, params: [] }] }), commitOf('b', 1, { own: [broken] })])
      same(
        sql,
        outcomes.map(({ status }) => status),
        ['refused', 'refused'],
      )
    }
    same('nothing', [await store.load('a'), own === undefined], [undefined, own === undefined])
  }),
] as const
