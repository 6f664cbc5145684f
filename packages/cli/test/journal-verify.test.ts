import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from '@motcua/adapters/sqlite'
import { createEngine } from '@motcua/engine'
import { officeModules, people } from '@motcua/engine/testing'
import { afterAll, expect, it } from 'vitest'
import { motcuaIn } from './command.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'motcua-verify-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A dossier of one row, and what somebody with all rights on the file does to it. */
async function tampered(file: string, sql: string): Promise<string> {
  const [module] = officeModules()
  const store = sqliteStore(join(folder, file))
  const engine = createEngine({ store, procedures: officeModules(), adapters: { identity: people }, sealing: null })
  await engine.start()
  const lodge = (own: readonly { readonly sql: string; readonly params: readonly [] }[]) =>
    engine.lodge(module?.procedure.program.procedure ?? '', {}, { as: 'an', own })
  const { id } = await lodge([])
  await lodge([{ sql, params: [] }])
  await engine.stop()
  return id
}

it.each([
  ['changed', "UPDATE journal SET actor = 'mallory' WHERE seq = 1 AND position = 1"],
  ['gone', 'DELETE FROM journal'],
])('names the broken entry though it is the very first one and is %s', async (how, sql) => {
  const id = await tampered(`${how}.db`, sql)
  const { code, out } = await motcuaIn(folder, 'journal', 'verify', `${how}.db`)
  expect([code, out]).toEqual([1, expect.stringContaining(id)])
  expect(out).not.toContain('no rows')
})

it('says that an empty journal has no rows', async () => {
  const store = sqliteStore(join(folder, 'empty.db'))
  await store.open()
  await store.close()
  expect(await motcuaIn(folder, 'journal', 'verify', 'empty.db')).toMatchObject({
    code: 0,
    out: 'The journal has no rows yet.\n',
  })
})
