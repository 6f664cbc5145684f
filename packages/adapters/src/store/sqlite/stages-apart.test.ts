import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { Commit, DossierHead } from '@motcua/engine/ports'
import { at, commitOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { quickFolder } from './folder.fixture.ts'
import { sqliteStore } from './index.ts'
import { MIGRATIONS, migrate } from './schema.ts'

const folder = quickFolder('stages')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const STAGES = ['receive', 'digitize', 'verify', 'sign'] as const
const ofHead: fc.Arbitrary<Partial<DossierHead>> = fc.record(
  {
    stages: fc.subarray([...STAGES]),
    standing: fc.constantFrom('registered', 'accepted'),
    title: fc.constantFrom('An · Khai sinh', 'Bưởi · Khai sinh'),
    dueAt: fc.constantFrom(null, at + 5),
    endedAt: fc.constantFrom(null, at + 9),
  },
  { requiredKeys: ['stages'], noNullPrototype: true },
)
const step = fc.record({ changes: ofHead, knowsBefore: fc.boolean() })

function columnsOf(path: string): unknown {
  const db = new Database(path, { readonly: true })
  const row = db.prepare(`SELECT stages, head ->> '$.stages' AS inHead FROM dossier`).get()
  db.close()
  return row
}

test('a head is as the last commit had it, whatever of it changed and whether its writer said what it was before', async () => {
  let files = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const store = sqliteStore(join(folder, `${(files += 1)}.db`))
      await store.open()
      let last: Commit | undefined
      for (const { changes, knowsBefore } of steps) {
        const made = commitOf('a', (last?.row.seq ?? 0) + 1, { head: { ...last?.head, ...changes } })
        const commit = knowsBefore && last !== undefined ? { ...made, headBefore: last.head } : made
        expect(await store.commit([commit])).toEqual([{ status: 'committed' }])
        last = commit
        const { head } = commit
        expect((await store.load('a'))?.head).toEqual(head)
        expect((await store.dossiers({ limit: 9 })).items.map((item) => item.head)).toEqual([head])
        const found = await Promise.all(STAGES.map((stage) => store.dossiers({ stage, limit: 9 })))
        expect(STAGES.filter((_, index) => found[index]?.items.length === 1)).toEqual(head.endedAt === null ? head.stages : [])
        const counted = await store.countDossiers({ by: 'stage' })
        expect(counted.map(({ key }) => key).sort()).toEqual(head.endedAt === null ? [...head.stages].sort() : [])
      }
      await store.close()
    }),
    { numRuns: 40 },
  )
})

test('a dossier that only comes to another stage leaves the text of its head alone; a new head has its stages in it', async () => {
  const path = join(folder, 'one.db')
  const store = sqliteStore(path)
  await store.open()
  const first = commitOf('a', 1)
  const second = { ...commitOf('a', 2, { head: { stages: ['verify', 'sign'] } }), headBefore: first.head }
  await store.commit([first, second])
  expect(columnsOf(path)).toEqual({ stages: '["verify","sign"]', inHead: '["receive"]' })
  const third = { ...commitOf('a', 3, { head: { stages: ['return'], standing: 'accepted' } }), headBefore: second.head }
  await store.commit([third])
  expect(columnsOf(path)).toEqual({ stages: null, inHead: '["return"]' })
  await store.close()
})

test('of the first commit nothing was before, whatever it says', async () => {
  const store = sqliteStore(join(folder, 'first.db'))
  await store.open()
  const first = commitOf('a', 1)
  for (const headBefore of [first.head, { ...first.head, stages: [] }]) {
    const commit = { ...commitOf(`a${headBefore.stages.length}`, 1), headBefore }
    expect(await store.commit([commit])).toEqual([{ status: 'committed' }])
    expect((await store.load(commit.dossier))?.head).toEqual(commit.head)
  }
  await store.close()
})

test('a process of the release before, still at work, cannot write a head beside which other stages stand', async () => {
  const path = join(folder, 'before.db')
  const old = new Database(path)
  migrate(old, MIGRATIONS.slice(0, 3))
  const store = sqliteStore(path)
  await store.open()
  const first = commitOf('a', 1)
  const second = { ...commitOf('a', 2, { head: { stages: ['verify'] } }), headBefore: first.head }
  await store.commit([first])
  const write = old.prepare('UPDATE dossier SET seq = seq + 1, head = ?')
  await store.commit([second])
  expect(() => write.run(JSON.stringify({ ...second.head, stages: ['sign'] }))).toThrow('a later release has upgraded the file')
  expect((await store.load('a'))?.head).toEqual(second.head)
  old.close()
  await store.close()
})
