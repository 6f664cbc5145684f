/** What a store may be found as, on both databases: the error says what and how to mend it, and nothing is changed. */
import Database from 'better-sqlite3'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Store } from '@motcua/engine/ports'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { smallDisk, type SmallDisk } from '../faults/small-disk.ts'
import { postgresStore } from '../src/store/postgres/index.ts'
import { startServer, type PostgresServer } from '../src/store/postgres/server.fixture.ts'
import { useServer } from '../src/store/postgres/used-server.fixture.ts'
import { sqliteStore } from '../src/store/sqlite/index.ts'
import { startedOn, temporaryFolder } from './small-office.fixture.ts'

const CODE = '9.000013'
const YAML = `procedure: "${CODE}"
name: Đầu vào sai
roles: { counter: Một cửa, applicant: Người yêu cầu }
variables: { text: { type: string, optional: true } }
flow:
  begin: { startEvent: , next: check }
  check: { userTask: { role: counter }, next: done }
  done: { endEvent: }
`
interface Ground {
  open(): Store
  /** Gives a dossier a snapshot of a later release. */
  snapshotOfLater(dossier: string): Promise<void>
  /** Whatever stands in the database, as text. */
  content(): Promise<string>
}

function newerSnapshot(name: string, open: () => Promise<Ground>): void {
  test(`a snapshot from a newer version, on ${name}: its dossier is refused and left as it is, the others go on`, async () => {
    const ground = await open()
    const before = await startedOn(ground.open(), YAML)
    const { id } = await before.lodge(CODE, {}, { as: 'an' })
    const { id: other } = await before.lodge(CODE, {}, { as: 'an' })
    await before.stop()
    await ground.snapshotOfLater(id)
    const content = await ground.content()

    const engine = await startedOn(ground.open(), YAML)
    onTestFinished(() => engine.stop())
    const [task] = await engine.worklist({ as: 'binh', dossier: id })
    for (const call of [engine.dossier(id, { as: 'binh' }), engine.complete(task?.id ?? '', {}, { as: 'binh' })])
      await expect(call).rejects.toMatchObject({
        ...{ code: 'SNAPSHOT_NEWER', dossier: id },
        message: expect.stringMatching(
          /expected a snapshot of version \d+ or older, found 999999: use the release that wrote it/,
        ) as string,
      })
    expect(await ground.content()).toBe(content)
    const [next] = await engine.worklist({ as: 'binh', dossier: other })
    expect((await engine.complete(next?.id ?? '', {}, { as: 'binh' })).status).toBe('completed')
  })
}

/** Three bytes each, and nothing in them that could be written shorter. */
const longest = (seed: number) =>
  Array.from({ length: 400 }, (_, index) => String.fromCodePoint(0x4e00 + (((index + 1) * (7_919 + seed * 104)) % 20_000))).join(
    '',
  )

function longestLabels(name: string, open: () => Promise<Store>): void {
  test(`what may be looked up by has its greatest length on ${name}, too`, async () => {
    const engine = await startedOn(await open(), YAML)
    onTestFinished(() => engine.stop())
    const [command, id, system, label, agency] = [1, 2, 3, 4, 5].map(longest) as [string, string, string, string, string]
    const lodged = await engine.lodge(CODE, {}, { as: 'an', command, agency })
    expect((await engine.lodge(CODE, {}, { as: 'an', command, agency })).id).toBe(lodged.id)
    const [task] = await engine.worklist({ as: 'binh', dossier: lodged.id })
    await engine.tasks.claim(task?.id ?? '', { as: 'binh', command: system })
    await engine.tasks.reassign(task?.id ?? '', { as: 'oanh', command: id, unit: label, reason: 'x' })
    const message = { name: label, agency, keys: { k: [1] } }
    expect(await engine.messages.publish(message, { system, id })).toBe(true)
    expect(await engine.messages.publish(message, { system, id })).toBe(false)
    expect(await engine.signals.broadcast({ name: label, agency }, { system, id })).toBe(true)
    const put = await engine.schedules.put({ id, procedure: CODE, rule: '0 7 * * 1', agency }, { as: 'oanh' })
    expect(put).toMatchObject({ id, agency })
  })
}

longestLabels('SQLite', () => Promise.resolve(sqliteStore(join(temporaryFolder('bad-input'), 'dossiers.db'))))

newerSnapshot('SQLite', () => {
  const path = join(temporaryFolder('bad-input'), 'dossiers.db')
  return Promise.resolve({
    open: () => sqliteStore(path),
    snapshotOfLater(dossier) {
      const db = new Database(path)
      db.prepare(`INSERT INTO snapshot VALUES (?, 1, 999999, 'f', '{"of":"another release"}')`).run(dossier)
      db.pragma('wal_checkpoint(TRUNCATE)')
      db.close()
      return Promise.resolve()
    },
    content: () => Promise.resolve(readFileSync(path).toString('base64')),
  })
})

describe('on a server', () => {
  const server = useServer()

  longestLabels('PostgreSQL', async () => postgresStore({ connectionString: server.url(await server.database()), max: 3 }))

  newerSnapshot('PostgreSQL', async () => {
    const database = await server.database()
    const rows = (table: string) => server.query(`SELECT x::text FROM motcua.${table} AS x ORDER BY 1`, database)
    return {
      open: () => postgresStore({ connectionString: server.url(database), max: 3 }),
      async snapshotOfLater(dossier) {
        const newer = `snapshot_seq = 1, kernel = 999999, fingerprint = 'f', state = '{"of":"another release"}'`
        const changed = await server.query(
          `UPDATE motcua.dossier SET ${newer} WHERE dossier = '${dossier}' RETURNING 1`,
          database,
        )
        expect(changed).toHaveLength(1)
      },
      content: async () => JSON.stringify(await Promise.all(['journal', 'dossier', 'task', 'job'].map(rows))),
    }
  })
})

describe('a PostgreSQL server whose disk is full', () => {
  const isRoot = process.getuid?.() === 0
  let disk: SmallDisk
  let server: PostgresServer | undefined
  beforeAll(async () => {
    if (!isRoot) return
    disk = smallDisk(256)
    const before = process.env.TMPDIR
    process.env.TMPDIR = disk.folder
    server = await startServer({ settings: { max_wal_size: '32MB', min_wal_size: '32MB' } }).finally(() => {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
    })
  }, 60_000)
  afterAll(async () => {
    await server?.remove()
    if (isRoot) disk.remove()
  })

  test.skipIf(!isRoot)(
    'says STORE_FULL and how to mend it, loses nothing that was acknowledged, and goes on when there is room (skipped where nothing can be mounted)',
    async (context) => {
      if (!disk.canFill || server === undefined) return context.skip()
      const store = postgresStore({ connectionString: server.url(await server.database()), max: 3 })
      const engine = await startedOn(store, YAML)
      onTestFinished(() => engine.stop())
      disk.fill()
      const accepted = new Set<string>()
      let failure: unknown
      // Incompressible, so that pages fill up.
      const text = Array.from({ length: 2_000 }, (_, index) => (index * 7_919).toString(36)).join('')
      for (let number = 0; number < 3_000 && failure === undefined; number += 1) {
        await engine.lodge(CODE, { text }, { as: 'an', command: `c${number}` }).then(
          ({ id }) => accepted.add(id),
          (error: unknown) => (failure = error),
        )
      }
      expect(failure).toMatchObject({
        name: 'StoreFailure',
        code: 'STORE_FULL',
        message: expect.stringMatching(/make room/) as string,
      })
      disk.makeRoom()
      const again = await engine.lodge(CODE, { text }, { as: 'an', command: 'again' })
      expect(again.status).toBe('running')
      for (const id of accepted) expect((await engine.dossier(id, { as: 'an' })).seq).toBe(1)
      expect((await store.dossiers({ limit: 1_000 })).items.length).toBe(Math.min(1_000, accepted.size + 1))
    },
    60_000,
  )
})
