import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { at } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { quickFolder } from './folder.fixture.ts'
import { sqliteStore } from './index.ts'
import { MIGRATIONS, migrate } from './schema.ts'

const folder = quickFolder('migration')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const hash = 'c3'.repeat(32)
const head = {
  ...{ procedure: '1.001193', version: 3, fingerprint: hash, code: 'H22.01-1', status: 'running', standing: 'accepted' },
  ...{ stages: ['verify', 'sign'], applicant: '001190012345', openedAt: at, dueAt: at + 9, endedAt: null },
}

/** A file as the first release left it: one open dossier with all kinds of work, and one that has ended. */
function firstRelease(path: string): void {
  const db = new Database(path)
  migrate(db, MIGRATIONS.slice(0, 1))
  const dossier = db.prepare('INSERT INTO dossier (dossier, seq, hash, head) VALUES (?, 1, ?, ?)')
  dossier.run('a', hash, JSON.stringify(head))
  dossier.run('b', hash, JSON.stringify({ ...head, code: null, applicant: 'An', endedAt: at + 5, dueAt: null }))
  const row = db.prepare(
    `INSERT INTO journal (dossier, seq, at, actor, command, type, events, previous, hash, digest, response)
     VALUES (?, 1, ?, 'an', 'c1', 'start', '[]', ?, ?, ?, '{"seq":1}')`,
  )
  for (const name of ['a', 'b']) row.run(name, at, '0'.repeat(64), hash, hash)
  db.prepare(`INSERT INTO snapshot VALUES ('a', 1, 2001, ?, '{"tokens":[1]}')`).run(hash)
  const task = db.prepare(`INSERT INTO task VALUES (?, ?, 'a', 'sign', 'Ký', 'leader', 'sign', NULL, ?, ?)`)
  task.run(7, 'a:2', at, null)
  task.run(3, 'a:1', at, at + 4)
  db.prepare(`INSERT INTO timer VALUES (1, 'a:3', 'a', ?)`).run(at + 2)
  const job = db.prepare(`INSERT INTO job VALUES (?, ?, 'a', 'sync', 'portal', NULL, 'k', '{"n":1}', ?, ?, ?, ?, ?, NULL, ?)`)
  job.run(1, 'j1', at, 'done', 1, null, null, null)
  job.run(2, 'j2', at, 'leased', 2, 'w', at + 60, at + 60)
  job.run(3, 'j3', at, 'queued', 0, null, null, null)
  db.prepare(`INSERT INTO serial VALUES ('2025', 'a', 1)`).run()
  db.close()
}

test('a file of the first release is brought up in place, with everything that it holds', async () => {
  const path = join(folder, 'first.db')
  firstRelease(path)
  const store = sqliteStore(path)
  await store.open()
  expect((await store.feed(null, 10)).map(({ cursor, row }) => [cursor, row.dossier, row.seq])).toEqual([
    ['1', 'a', 1],
    ['2', 'b', 1],
  ])
  const title = { agency: null, title: '1.001193', search: 'H22.01-1 1.001193 001190012345', suspendedAt: null }
  expect(await store.load('a')).toEqual({
    ...{ dossier: 'a', seq: 1, hash, head: { ...head, ...title } },
    snapshot: { seq: 1, kernel: 2001, fingerprint: hash, state: { tokens: [1] } },
  })
  expect(await store.answer('a', 'c1')).toEqual({ command: 'c1', digest: hash, response: { seq: 1 } })
  const { items } = await store.tasks({ limit: 10 })
  expect(items.map(({ id, code, applicant, dueAt, groups }) => [id, code, applicant, dueAt, groups])).toEqual([
    ['a:1', 'H22.01-1', '001190012345', at + 4, []],
    ['a:2', 'H22.01-1', '001190012345', null, []],
  ])
  expect((await store.tasks({ text: 'h22 0011', limit: 10 })).items).toHaveLength(2)
  expect((await store.dossiers({ text: 'an', limit: 10 })).items.map(({ dossier }) => dossier)).toEqual(['b'])
  expect(await store.countDossiers({ by: 'stage' })).toEqual([
    { key: 'verify', count: 1 },
    { key: 'sign', count: 1 },
  ])
  expect(await store.countTasks({ by: 'role' })).toEqual([{ key: 'leader', count: 2 }])
  expect(await store.claimTimers('w', at + 2, 10, 9)).toEqual([{ id: 'a:3', dossier: 'a', due: at + 2 }])
  expect(await store.job('j2')).toMatchObject({ status: 'leased', tries: 2, leasedUntil: at + 60, settled: null })
  expect(await store.finishJob('j2', 'w')).toBe(true)
  expect((await store.claimJobs('v', at, 10, 9)).map(({ id }) => id)).toEqual(['j3'])
  expect(await store.serial('2025', 'b')).toBe(2)
  expect(await store.identity()).toMatch(/^[0-9a-f]{32}$/)
  await store.close()
  const db = new Database(path)
  expect(db.pragma('foreign_key_check')).toEqual([])
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.close()
})

test('a file that was brought up differs in nothing from a new one', async () => {
  const [old, fresh] = [join(folder, 'old.db'), join(folder, 'fresh.db')]
  firstRelease(old)
  const schemas = []
  for (const path of [old, fresh]) {
    const store = sqliteStore(path)
    await store.open()
    await store.close()
    const db = new Database(path)
    schemas.push(db.prepare(`SELECT name, sql FROM sqlite_schema ORDER BY name`).all())
    db.close()
  }
  expect(schemas[0]).toEqual(schemas[1])
})
