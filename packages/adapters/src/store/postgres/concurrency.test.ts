import { afterAll, expect, test } from 'vitest'
import type { Commit, FeedRow, Store } from '@motcua/engine/ports'
import {
  at,
  commitOf,
  jobOf,
  messageOf,
  taskOf,
  timerOf,
  waitOf,
} from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { postgresStore } from './index.ts'
import { MIGRATIONS } from './schema/migrate.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()
const opened: Store[] = []
afterAll(() => Promise.all(opened.map((store) => store.close())))

let databases = 0
/** So many nodes on one new database, each with connections of its own. */
async function nodes(count: number): Promise<readonly Store[]> {
  const database = await server.database()
  databases += 1
  const stores = Array.from({ length: count }, () => postgresStore({ connectionString: server.url(database), max: 4 }))
  opened.push(...stores)
  await Promise.all(stores.map((store) => store.open()))
  return stores
}

test('nodes that open a new database at one moment migrate it once', async () => {
  const stores = await nodes(5)
  const identities = await Promise.all(stores.map((store) => store.identity()))
  expect(new Set(identities).size).toBe(1)
  const rows = await server.query<{ version: number }>(
    'SELECT version FROM motcua.motcua_migration ORDER BY 1',
    `test_${databases}`,
  )
  expect(rows.map(({ version }) => version)).toEqual(MIGRATIONS.map(({ version }) => version))
})

test('the feed misses no row and gives none twice, whatever commits at the same time', async () => {
  const [reader, ...writers] = (await nodes(5)) as [Store, ...Store[]]
  const followed: FeedRow[] = []
  let isWriting = true
  const follow = async () => {
    for (let isLast = false; ;) {
      isLast = !isWriting
      const page = await reader.feed(followed.at(-1)?.cursor ?? null, 7)
      followed.push(...page)
      if (isLast && page.length === 0) return
    }
  }
  const write = async (store: Store, writer: number) => {
    for (let round = 1; round <= 25; round += 1) {
      const names = ['x', 'y', 'z'].map((name) => `${name}${writer}`)
      // Own statements that take their time, so that transactions end in another order than they began.
      const own = round % 3 === 0 ? [{ sql: 'SELECT pg_sleep($1 * 0.01)', params: [(writer * 7 + round) % 4] }] : []
      const outcomes = await store.commit(names.map((name) => commitOf(name, round, { own })))
      expect(outcomes.every(({ status }) => status === 'committed')).toBe(true)
    }
  }
  const following = follow()
  await Promise.all(writers.map(write))
  isWriting = false
  await following
  expect(followed).toHaveLength(4 * 3 * 25)
  expect(new Set(followed.map(({ cursor }) => cursor)).size).toBe(followed.length)
  const again = await reader.feed(null, 1_000)
  expect(again).toEqual(followed)
  expect((await reader.links(null, 1_000)).map(({ cursor, hash }) => [cursor, hash])).toEqual(
    followed.map(({ cursor, row }) => [cursor, row.hash]),
  )
  for (const dossier of new Set(followed.map(({ row }) => row.dossier))) {
    const seqs = followed.filter(({ row }) => row.dossier === dossier).map(({ row }) => row.seq)
    expect(seqs).toEqual(seqs.map((_, index) => index + 1))
  }
})

test('of nodes that act on the same dossiers at once, one is first each time, and every one is told right', async () => {
  const stores = await nodes(4)
  const dossiers = ['a', 'b', 'c', 'd', 'e', 'f']
  const won: string[] = []
  const act = async (store: Store, node: number) => {
    const seqs = new Map<string, number>()
    for (let round = 0; round < 30; round += 1) {
      // Each node in another order: batches that overlap must not wait for each other in a circle.
      const batch = dossiers.map((_, index) => dossiers[(index * (node + 1) + round) % dossiers.length] as string)
      const commits = [...new Set(batch)].map((dossier) => {
        const seq = (seqs.get(dossier) ?? 0) + 1
        const next = commitOf(dossier, seq, {
          command: `${node}-${round}`,
          row: { actor: String(node) },
          add: [jobOf(dossier, `${dossier}-${node}-${round}`)],
        })
        // Every other batch is of a node that knows what stands before it.
        return round % 2 === 0 || seq === 1 ? next : { ...next, headBefore: next.head }
      })
      const outcomes = await store.commit(commits)
      outcomes.forEach((outcome, index) => {
        const { dossier, row } = commits[index] as Commit
        if (outcome.status === 'committed') won.push(`${dossier} ${row.seq} ${node}`)
        if (outcome.status === 'conflict') expect(outcome.seq).not.toBe(row.seq - 1)
        expect(['committed', 'conflict']).toContain(outcome.status)
        seqs.set(dossier, outcome.status === 'conflict' ? outcome.seq : row.seq)
      })
    }
  }
  await Promise.all(stores.map(act))
  const [store] = stores as [Store]
  const journal = (await Promise.all(dossiers.map((dossier) => store.journal(dossier, 0, 1_000)))).flat()
  expect(journal.map(({ dossier, seq, actor }) => `${dossier} ${seq} ${actor}`).sort()).toEqual([...won].sort())
  expect(journal.length).toBeGreaterThan(30)
  for (const dossier of dossiers) {
    const seqs = journal.filter((row) => row.dossier === dossier).map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.map((_, index) => index + 1))
  }
  expect(await store.jobs({ limit: 1_000 })).toHaveLength(journal.length)
})

test('the same command at two nodes at once is committed once and answered alike', async () => {
  const stores = await nodes(4)
  for (let round = 1; round <= 15; round += 1) {
    const outcomes = await Promise.all(
      stores.map((store, node) => {
        const next = commitOf('a', round, { command: `c${round}`, answer: { response: node } })
        return store.commit([node % 2 === 0 || round === 1 ? next : { ...next, headBefore: next.head }])
      }),
    )
    const [committed, ...others] = outcomes.flat().sort((a, b) => (a.status < b.status ? -1 : 1))
    expect(committed?.status).toBe('committed')
    const answer = await stores[0]?.answer('a', `c${round}`)
    expect(others).toEqual(others.map(() => ({ status: 'duplicate', answer })))
  }
})

test('work is leased to one node at a time, and a dead node’s passes on', async () => {
  const stores = await nodes(3)
  const [first] = stores as [Store]
  const ids = Array.from({ length: 60 }, (_, index) => index)
  await first.commit(
    ids.map((id) => commitOf(`d${id}`, 1, { add: [jobOf(`d${id}`, `j${id}`)], set: [timerOf(`d${id}`, 1, at)] })),
  )
  const claimed = await Promise.all(
    stores.map(async (store, node) => {
      const mine: string[] = []
      for (;;) {
        const jobs = await store.claimJobs(`node-${node}`, at, 1_000, 4)
        const timers = await store.claimTimers(`node-${node}`, at, 1_000, 4)
        if (jobs.length + timers.length === 0) return mine
        mine.push(...jobs.map(({ id }) => id), ...timers.map(({ id }) => id))
      }
    }),
  )
  expect(claimed.flat()).toHaveLength(120)
  expect(new Set(claimed.flat()).size).toBe(120)
  // Nobody finished anything: when the leases run out, another takes it all.
  expect(await first.claimJobs('heir', at + 999, 1_000, 100)).toEqual([])
  expect(await first.claimJobs('heir', at + 1_000, 1_000, 100)).toHaveLength(60)
  expect(await first.claimTimers('heir', at + 1_000, 1_000, 100)).toHaveLength(60)
  expect(await first.finishJob('j1', 'node-0')).toBe(false)
  expect(await first.finishJob('j1', 'heir')).toBe(true)
})

test('a lane whose jobs are added and finished at the same moment never gets stuck', async () => {
  const [a, b] = (await nodes(2)) as [Store, Store]
  await a.commit([commitOf('a', 1, { add: [jobOf('a', 'j1', { lane: 'l' })] })])
  for (let round = 1; round <= 25; round += 1) {
    const [job] = await a.claimJobs('w', at, 1_000, 5)
    expect(job?.id).toBe(`j${round}`)
    const [, finished] = await Promise.all([
      b.commit([commitOf('a', round + 1, { add: [jobOf('a', `j${round + 1}`, { lane: 'l' })] })]),
      a.finishJob(`j${round}`, 'w'),
    ])
    expect(finished).toBe(true)
  }
})

test('a message and whoever waits for it find each other, though they come at the same moment', async () => {
  const [a, b] = (await nodes(2)) as [Store, Store]
  for (let round = 1; round <= 25; round += 1) {
    const key = String(round)
    await Promise.all([
      a.putMessage(messageOf(`m${round}`, { key })),
      b.commit([commitOf(`d${round}`, 1, { subscriptions: { open: [waitOf(`d${round}`, 1, { key })], close: [] } })]),
    ])
    const matches = await a.claimMatches('w', at, 1_000, 5)
    expect(matches.map(({ message, subscription }) => [message.id, subscription.dossier])).toEqual([[`m${round}`, `d${round}`]])
    // Two nodes that both believe they have it: one takes it.
    const both = await Promise.all([
      a.commit([commitOf(`d${round}`, 2, { takes: [`m${round}`], command: 'a' })]),
      b.commit([commitOf(`e${round}`, 1, { takes: [`m${round}`], command: 'b' })]),
    ])
    expect(
      both
        .flat()
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['committed', 'conflict'])
  }
})

test('messages that are kept from elsewhere meet those who wait for them, put them or take them at the same moment', async () => {
  const [a, b, c] = (await nodes(3)) as [Store, Store, Store]
  const keys = ['x', 'y', 'z']
  for (let round = 1; round <= 25; round += 1) {
    const of = (key: string) => messageOf(`${key}${round}`, { key: `${key}${round}` })
    const [taker, waiter] = [`t${round}`, `w${round}`]
    await a.putMessage(messageOf(`taken${round}`, { key: `z${round}` }))
    const open = [...keys].reverse().map((key, index) => waitOf(waiter, index + 1, { key: `${key}${round}` }))
    const [, , [committed]] = await Promise.all([
      a.keepMessages([
        { message: of('x'), status: 'kept' },
        { message: messageOf(`taken${round}`, { key: `z${round}` }), status: 'taken' },
        { message: of('y'), status: 'kept' },
      ]),
      Promise.all([b.putMessage(of('y')), b.putMessage(of('z'))]),
      c.commit([commitOf(taker, 1, { takes: [`taken${round}`] }), commitOf(waiter, 1, { subscriptions: { open, close: [] } })]),
      b.keepMessages([{ message: of('z'), status: 'kept' }]),
    ])
    // It was given here, or had been given elsewhere: never both.
    expect(['committed', 'conflict']).toContain(committed?.status)
    expect((await a.message(`taken${round}`))?.status).toBe('taken')
    const matches = await a.claimMatches('w', at, 1_000, 9)
    expect(matches.map(({ message }) => message.id).sort()).toEqual(keys.map((key) => `${key}${round}`))
  }
})

test('serials of many nodes have no gap and no double', async () => {
  const stores = await nodes(3)
  const given = await Promise.all(
    stores.flatMap((store, node) => Array.from({ length: 20 }, (_, index) => store.serial('H22', `${node}-${index % 15}`))),
  )
  const numbers = [...new Set(given)].sort((a, b) => a - b)
  expect(numbers).toEqual(Array.from({ length: 45 }, (_, index) => index + 1))
})

test('counts are right while nodes commit and counts are compacted', async () => {
  const stores = await nodes(3)
  const database = `test_${databases}`
  let isWriting = true
  const compact = async () => {
    while (isWriting) await server.query('SELECT motcua.compact_counters()', database)
  }
  const compacting = compact()
  await Promise.all(
    stores.map(async (store, node) => {
      for (let round = 1; round <= 30; round += 1) {
        const close = round > 2 ? [`n${node}:${round - 2}`] : []
        await store.commit([
          commitOf(`n${node}`, round, { open: [taskOf(`n${node}`, round)], close, head: { stages: [`s${round}`] } }),
        ])
        const [count] = await store.countTasks({ by: 'role' })
        expect(count?.count).toBeLessThanOrEqual(6)
      }
    }),
  )
  isWriting = false
  await compacting
  const [store] = stores as [Store]
  expect(await store.countTasks({ by: 'role' })).toEqual([{ key: 'counter', count: 6 }])
  expect(await store.countDossiers({ by: 'stage' })).toEqual([{ key: 's30', count: 3 }])
  expect(await store.figures(at)).toMatchObject({ openDossiers: 3, openTasks: 6 })
})

test('a copy that is restored elsewhere, where transactions count anew, goes on behind its journal', async () => {
  const [store] = (await nodes(1)) as [Store]
  const database = `test_${databases}`
  await store.commit([commitOf('a', 1), commitOf('b', 1)])
  const before = await store.feed(null, 10)
  await store.close()
  // As in a younger cluster: its numbers are far below those of the rows that came with the copy.
  await server.query('UPDATE motcua.journal SET tx = tx + 1000000; UPDATE motcua.dossier SET tx = tx + 1000000', database)
  const copy = postgresStore({ connectionString: server.url(database) })
  opened.push(copy)
  await copy.open()
  expect(await copy.commit([commitOf('c', 1), commitOf('a', 2)])).toMatchObject([
    { status: 'committed' },
    { status: 'committed' },
  ])
  const after = await copy.feed(null, 10)
  expect(after.map(({ row }) => `${row.dossier}${row.seq}`)).toEqual(['a1', 'b1', 'c1', 'a2'])
  expect(before).toHaveLength(2)
})
