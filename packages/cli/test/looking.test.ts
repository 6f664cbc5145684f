import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from '@motcua/adapters/sqlite'
import { fileWitness } from '@motcua/adapters/witness'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useServer } from '../../adapters/src/store/postgres/used-server.fixture.ts'
import { makeEarlier, makeOtherProgram } from '../../adapters/src/store/sqlite/other-program.fixture.ts'
import { motcuaIn } from './command.fixture.ts'

/** Commands that only look at a database. */
const LOOKS: readonly (readonly string[])[] = [
  ['journal', 'verify', 'DB'],
  ['restored', 'DB', '--witness', 'witness'],
  ['restored', 'DB', '--witness', 'witness', '--reconcile', 'vì sao', '--as', 'oanh'],
  ['report', 'DB', '--period', '2025'],
]

const folder = mkdtempSync(join(tmpdir(), 'motcua-looking-'))
beforeAll(async () => {
  mkdirSync(join(folder, 'witness'))
  await fileWitness(join(folder, 'witness')).open('a store')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const look = (argv: readonly string[], database: string) =>
  motcuaIn(folder, ...argv.map((word) => (word === 'DB' ? database : word)))

/** Every file in the folder, with what is in it. */
const contents = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => [name, statSync(join(folder, name)).isFile() ? readFileSync(join(folder, name)).toString('base64') : null])

describe('a command that only looks makes and changes nothing', () => {
  const FILES: readonly (readonly [name: string, code: string, make: (path: string) => unknown])[] = [
    [
      'an empty file',
      'STORE_FOREIGN',
      (path) => {
        writeFileSync(path, '')
      },
    ],
    [
      'a text',
      'STORE_FOREIGN',
      (path) => {
        writeFileSync(path, 'Kính gửi Ủy ban nhân dân xã '.repeat(50))
      },
    ],
    [
      'a file of another program',
      'STORE_FOREIGN',
      (path) => {
        makeOtherProgram(path, 'DELETE')
      },
    ],
    [
      'a file of another program with a log',
      'STORE_FOREIGN',
      (path) => {
        makeOtherProgram(path, 'WAL', 3)
      },
    ],
    [
      'a file of an earlier release',
      'STORE_OLDER',
      async (path) => {
        const store = sqliteStore(path)
        await store.open()
        await store.close()
        makeEarlier(path, 2)
      },
    ],
  ]
  it.each(FILES)('of %s', async (_, code, make) => {
    await make(join(folder, 'some.db'))
    const before = contents()
    for (const argv of LOOKS) {
      const { code: exit, err } = await look(argv, 'some.db')
      expect([argv[0], exit, err]).toEqual([argv[0], 2, expect.stringContaining(code)])
      expect(contents()).toEqual(before)
    }
    rmSync(join(folder, 'some.db'))
  })

  it('of a folder that is no witness', async () => {
    const store = sqliteStore(join(folder, 'ours.db'))
    await store.open()
    await store.close()
    mkdirSync(join(folder, 'photos'))
    const before = contents()
    const { code, err } = await motcuaIn(folder, 'restored', 'ours.db', '--witness', 'photos')
    expect([code, err]).toEqual([2, 'photos: no witness in this folder\n'])
    expect((await motcuaIn(folder, 'journal', 'verify', 'ours.db')).code).toBe(0)
    expect(contents()).toEqual(before)
  })

  describe('of a database on a server', () => {
    const server = useServer()

    it.each([
      ['that is empty', 'SELECT 1', 'expected a schema of ours, found none'],
      ['of another program', 'CREATE SCHEMA motcua; CREATE TABLE motcua.invoice (number integer)', 'found one with invoice'],
    ])('%s', async (_, make, why) => {
      const database = await server.database()
      await server.query(make, database)
      const all = () =>
        server.query(
          `SELECT nspname AS schema, (SELECT count(*) FROM pg_class AS c WHERE c.relnamespace = n.oid) AS relations
          FROM pg_namespace AS n ORDER BY 1`,
          database,
        )
      const before = await all()
      for (const argv of LOOKS) {
        const { code, err } = await look(argv, server.url(database))
        expect([argv[0], code, err]).toEqual([argv[0], 2, expect.stringContaining('STORE_FOREIGN')])
        expect(err).toContain(why)
        expect(await all()).toEqual(before)
      }
    })
  })
})
