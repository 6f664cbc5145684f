import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from '@motcua/adapters/sqlite'
import { createEngine, sealText } from '@motcua/engine'
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
  ['answered otherwise', "UPDATE journal SET response = json_set(response, '$.seq', 7) WHERE seq = 1 AND position = 1"],
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

it('says how long rows stood unsealed, and misses a seal that was kept elsewhere', async () => {
  const [module] = officeModules()
  const store = sqliteStore(join(folder, 'sealed.db'))
  const engine = createEngine({ store, procedures: officeModules(), adapters: { identity: people }, sealing: null })
  await engine.start()
  const lodge = (sql = 'select 1') =>
    engine.lodge(module?.procedure.program.procedure ?? '', {}, { as: 'an', own: [{ sql, params: [] }] })
  await lodge()
  const seal = await engine.seal({ as: 'oanh' })
  if (seal === undefined) throw new Error('expected a seal')
  writeFileSync(join(folder, 'seal.txt'), sealText(await store.identity(), seal))
  await engine.stop()
  const verify = () => motcuaIn(folder, 'journal', 'verify', 'sealed.db', '--kept', 'seal.txt')
  expect(await verify()).toMatchObject({
    code: 0,
    out: expect.stringMatching(/every sealed row stood for \d+ seconds at most .*\n {2}1 seals have no time stamp/) as string,
  })
  expect(await motcuaIn(folder, 'journal', 'verify', 'sealed.db', '--stamped')).toMatchObject({
    code: 1,
    out: expect.stringContaining('seal 1: its time stamp does not hold, or is missing') as string,
  })
  await engine.start()
  await lodge('delete from seal')
  await engine.stop()
  expect(await verify()).toMatchObject({
    code: 1,
    out: expect.stringContaining('seal 1: it is not there as it was kept elsewhere') as string,
  })
})
