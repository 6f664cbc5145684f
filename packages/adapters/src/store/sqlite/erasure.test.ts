import Database from 'better-sqlite3'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { at, commitOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { quickFolder } from './folder.fixture.ts'
import { sqliteStore } from './index.ts'

it('what docs/operate/interventions.md names leaves no byte of an erased name in the file', async () => {
  const folder = quickFolder('erasure')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'dossiers.db')
  const store = sqliteStore(path)
  await store.open()
  const known = { title: 'Lò Thị Phượng', search: 'H22-1 Lò Thị Phượng' }
  const event = { type: 'e', version: 1, data: { name: 'Lò Thị Phượng' }, salt: 's', digest: '0'.repeat(64) }
  await store.commit([commitOf('a', 1, { head: known, row: { events: [event] } })])
  await store.commit([commitOf('b', 1, { head: { title: 'Khác', search: 'H22-2 Khác' } })])
  await store.commit([commitOf('a', 2, { head: { title: '', search: 'H22-1', endedAt: at }, erase: { upTo: 1 } })])
  await store.close()
  const holds = () => /ph(ư|u)(ợ|o)ng/iu.test(readFileSync(path).toString('utf8'))
  expect(holds()).toBe(true)
  const db = new Database(path)
  db.exec("INSERT INTO dossier_text (dossier_text) VALUES ('optimize'); VACUUM")
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  expect(holds()).toBe(false)
})
