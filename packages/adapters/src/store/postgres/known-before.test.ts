import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { Commit, DossierHead, Store, StoredTask } from '@motcua/engine/ports'
import { at, commitOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { empty } from './empty.fixture.ts'
import { postgresStore } from './index.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()
const opened: Store[] = []
afterAll(() => Promise.all(opened.map((store) => store.close())))

async function nodes(count: number): Promise<readonly Store[]> {
  const stores = Array.from({ length: count }, () => postgresStore({ connectionString: server.url(), max: 2 }))
  opened.push(...stores)
  for (const store of stores) await store.open()
  return stores
}

const DOSSIERS = ['a', 'b', 'c', 'd'] as const
const STAGES = [['receive'], ['receive', 'verify'], ['verify'], ['sign'], []] as const

/** A dossier as whoever has read it last knows it. */
interface Seen {
  readonly seq: number
  readonly hash: string
  readonly head: DossierHead
  readonly open: readonly StoredTask[]
}

/** How one commit of a batch goes on: on what stands there, or on what stood there one commit ago. */
const step = fc.record({
  dossier: fc.constantFrom(...DOSSIERS),
  isLate: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  isRepeated: fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  knowsHead: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  head: fc.constantFrom('stays', 'enters', 'enters', 'moves', 'moves', 'ends', 'is renamed', 'is suspended'),
  stages: fc.constantFrom(...STAGES),
  dueAt: fc.constantFrom(null, 7, 9),
  agency: fc.constantFrom(null, 'H22'),
  closes: fc.boolean(),
  opens: fc.constantFrom('none', 'new', 'new', 'again'),
  task: fc.record({
    role: fc.constantFrom('counter', 'leader', null),
    unit: fc.constantFrom(null, 'u'),
    assignee: fc.constantFrom(null, 'an'),
    groups: fc.constantFrom<readonly string[]>([], [], ['night']),
  }),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const batches = fc.array(
  fc.record({ node: fc.nat(2), steps: fc.uniqueArray(step, { minLength: 1, maxLength: 4, selector: ({ dossier }) => dossier }) }),
  { minLength: 4, maxLength: 20, size: 'max' },
)

test('whatever nodes know or believe to know, each commit is told right, and counts and stages are those of the dossiers and tasks there', async () => {
  const stores = await nodes(3)
  // Goes on from one case to the next: nodes remember, and a hash that came again would stand for another dossier's tasks.
  let number = 0
  await fc.assert(
    fc.asyncProperty(batches, async (all) => {
      await empty(server, 'postgres', 'motcua')
      const seen = new Map<string, readonly Seen[]>()
      for (const { node, steps } of all) {
        const commits = steps.map((each) => nextOf(each, seen.get(each.dossier) ?? [], (number += 1)))
        const outcomes = await (stores[node] as Store).commit(commits.map(({ commit }) => commit))
        expect(outcomes.map(({ status }) => status)).toEqual(commits.map(({ expected }) => expected))
        commits.forEach(({ commit, expected, after }) => {
          if (expected === 'committed') seen.set(commit.dossier, [...(seen.get(commit.dossier) ?? []), after])
        })
      }
      await mustBeCountedRight(seen)
    }),
    { numRuns: 10 },
  )
}, 120_000)

function nextOf(given: Step, all: readonly Seen[], number: number) {
  const { dossier, isLate, isRepeated, knowsHead, stages, dueAt, agency, task } = given
  const before = all.at(isLate ? -2 : -1)
  const seq = (before?.seq ?? 0) + 1
  const [first] = before?.open ?? []
  const again = before?.open.at(-1)
  const opened = given.opens === 'again' ? (again ?? taskOf(dossier, number)) : taskOf(dossier, number)
  const open = given.opens === 'none' ? [] : [{ ...opened, ...task, agency: given.agency }]
  const closed = given.closes && first !== undefined ? [first.id] : []
  const repeats = isRepeated && all.length > 0
  const name = `${dossier}-${number}`
  const plain = commitOf(dossier, seq, {
    command: repeats ? `of-${all[0]?.hash}` : `of-${name}`,
    row: { hash: name, previous: before?.hash ?? '' },
    head: { stages, dueAt, agency, standing: stages[0] ?? 'registered', ...(given.head === 'ends' ? { endedAt: at } : {}) },
    ...{ open, close: closed },
  })
  const head: DossierHead =
    (given.head === 'stays' || given.head === 'enters') && before !== undefined
      ? given.head === 'stays'
        ? before.head
        : { ...before.head, stages }
      : {
          ...plain.head,
          ...(given.head === 'is renamed' ? { search: name } : { search: before?.head.search ?? plain.head.search }),
          suspendedAt: given.head === 'is suspended' ? 3 : null,
        }
  const commit: Commit = { ...plain, head, ...(before !== undefined && knowsHead ? { headBefore: before.head } : {}) }
  const staying = (before?.open ?? []).filter(({ id }) => !closed.includes(id) && !open.some((each) => each.id === id))
  const fits = seq === (all.at(-1)?.seq ?? 0) + 1
  const expected = repeats ? 'duplicate' : fits ? 'committed' : 'conflict'
  const after: Seen = { seq, hash: name, head, open: [...staying, ...open] }
  return { commit, expected, after }
}

async function mustBeCountedRight(seen: ReadonlyMap<string, readonly Seen[]>): Promise<void> {
  const now = [...seen.entries()].map(([dossier, all]) => ({ dossier, ...(all.at(-1) as Seen) }))
  const counts = new Map<string, number>()
  const count = (...parts: readonly (string | null)[]) => {
    const name = parts.map((part) => part ?? '').join('/')
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const places: string[] = []
  for (const { dossier, head, open } of now) {
    for (const { agency, procedure, element, stage, role, unit, assignee } of open) {
      count('task', agency, procedure, element, stage, role)
      if (unit !== null) count('unit', agency, '', unit, '', '')
      if (assignee !== null) count('assignee', agency, '', assignee, '', '')
    }
    if (head.endedAt !== null) continue
    count('standing', head.agency, head.procedure, head.standing, '', '')
    for (const stage of head.stages) {
      count('stage', head.agency, head.procedure, '', stage, '')
      places.push([head.agency ?? '', stage, head.dueAt ?? Number.MAX_SAFE_INTEGER, dossier].join('/'))
    }
  }
  const counted = await server.query<{ name: string; n: string }>(
    `SELECT concat_ws('/', kind, agency, procedure, key, stage, role) AS name, sum(n)::text AS n FROM
     (SELECT * FROM motcua.counter UNION ALL SELECT * FROM motcua.counter_delta) AS c GROUP BY 1 HAVING sum(n) <> 0`,
  )
  expect(Object.fromEntries(counted.map(({ name, n }) => [name, Number(n)]))).toEqual(Object.fromEntries(counts))
  const stood = await server.query<{ place: string }>(
    `SELECT concat_ws('/', agency, stage, due, dossier) AS place FROM motcua.stage`,
  )
  expect(stood.map(({ place }) => place).sort()).toEqual(places.sort())
  const tasks = await server.query<{ id: string }>('SELECT id FROM motcua.task')
  expect(tasks.map(({ id }) => id).sort()).toEqual(now.flatMap(({ open }) => open.map(({ id }) => id)).sort())
  const groups = await server.query<{ task: string }>('SELECT task FROM motcua.task_group')
  const free = now.flatMap(({ open }) => open.filter(({ groups: of, assignee }) => of.length > 0 && assignee === null))
  expect(groups.map(({ task }) => task).sort()).toEqual(free.map(({ id }) => id).sort())
}

test('a commit that comes too late takes nothing from the groups of the tasks that it would have opened again', async () => {
  const [store] = (await nodes(1)) as [Store]
  await empty(server, 'postgres', 'motcua')
  const task = taskOf('a', 1, { groups: ['night'] })
  await store.commit([commitOf('a', 1, { open: [task] }), commitOf('b', 1)])
  const late = commitOf('a', 1, { command: 'late', open: [{ ...task, assignee: 'an' }] })
  expect(await store.commit([late, commitOf('b', 2)])).toEqual([{ status: 'conflict', seq: 1 }, { status: 'committed' }])
  const candidate = { person: 'binh', roles: [], groups: ['night'], ownRole: null }
  expect((await store.tasks({ candidate, limit: 9 })).items.map(({ id }) => id)).toEqual(['a:1'])
})

test('a dossier that stands at the same number with another hash, as after a backup was restored, is a conflict', async () => {
  const [left, right] = (await nodes(2)) as [Store, Store]
  await empty(server, 'postgres', 'motcua')
  const first = commitOf('a', 1, { head: { stages: ['receive'] }, open: [taskOf('a', 1)] })
  await left.commit([first])
  const mine = commitOf('a', 2, { row: { hash: 'mine' }, head: { stages: ['verify'] }, open: [taskOf('a', 2)], close: ['a:1'] })
  await left.commit([{ ...mine, headBefore: first.head }])
  // What the other node has made of the same dossier stands there instead.
  await server.query(`DELETE FROM motcua.journal WHERE seq = 2; UPDATE motcua.dossier SET seq = 1, hash = '${first.row.hash}'`)
  const other = commitOf('a', 2, {
    row: { hash: 'other' },
    command: 'o',
    head: { stages: ['sign'] },
    open: [taskOf('a', 2, { role: 'x' })],
  })
  await right.commit([other])
  const next = commitOf('a', 3, { row: { previous: 'mine' }, head: { stages: ['return'] }, close: ['a:2'] })
  const neighbour = commitOf('b', 1, { head: { stages: ['receive'] }, open: [taskOf('b', 1)] })
  expect(await left.commit([{ ...next, headBefore: mine.head }, neighbour])).toEqual([
    { status: 'conflict', seq: 2 },
    { status: 'committed' },
  ])
  expect(await left.countDossiers({ by: 'stage' })).toEqual(
    expect.arrayContaining([
      { key: 'sign', count: 1 },
      { key: 'receive', count: 1 },
    ]),
  )
  expect(await left.countDossiers({ by: 'stage' })).toHaveLength(2)
  expect(await left.countTasks({ by: 'role' })).toEqual(
    expect.arrayContaining([
      { key: 'counter', count: 1 },
      { key: 'x', count: 1 },
    ]),
  )
})
