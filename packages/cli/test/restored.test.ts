import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from '@motcua/adapters/sqlite'
import { fileWitness } from '@motcua/adapters/witness'
import { createEngine, type Engine } from '@motcua/engine'
import { birthRegistration, oneStop } from '@motcua/procedures'
import { expect, it, onTestFinished } from 'vitest'
import { AGENCY, CITIZEN, PEOPLE } from '../src/demo/people.ts'
import { LODGED } from '../src/demo/script.ts'
import { motcuaIn } from './command.fixture.ts'

/** A store of one dossier, whose second one was lost by a backup that was restored. */
async function restoredFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-restored-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const database = join(folder, 'dossiers.db')
  const work = async (deed: (engine: Engine) => Promise<unknown>) => {
    const engine = createEngine({
      store: sqliteStore(database),
      procedures: [oneStop(birthRegistration, { agency: AGENCY })],
      adapters: { identity: { find: (id) => Promise.resolve(PEOPLE.find((person) => person.id === id)) } },
      witness: fileWitness(join(folder, 'witness')),
      sealing: null,
    })
    await engine.start()
    await deed(engine)
    await engine.stop()
  }
  const lodge = (engine: Engine) => engine.lodge('1.001193', LODGED, { as: CITIZEN })
  await work(lodge)
  cpSync(database, join(folder, 'backup.db'))
  await work(async (engine) => {
    const { id } = await lodge(engine)
    const [task] = await engine.worklist({ as: 'binh', dossier: id })
    await engine.complete(task?.id ?? '', { missing: [] }, { as: 'binh' })
    await engine.settled()
  })
  for (const suffix of ['-wal', '-shm']) rmSync(database + suffix, { force: true })
  cpSync(join(folder, 'backup.db'), database)
  return folder
}

const motcua = (cwd: string, ...argv: string[]) => motcuaIn(cwd, 'restored', 'dossiers.db', ...argv)

it('tells what a restored store has lost, changes nothing unasked, and goes on from there when it is asked to', async () => {
  const folder = await restoredFolder()
  for (let times = 0; times < 2; times += 1) {
    const looked = await motcua(folder, '--witness', 'witness')
    expect(looked).toMatchObject({ code: 1, err: '' })
    expect(looked.out).toMatch(/give-dossier-code .* its command is lost/)
    expect(looked.out).toContain('Nothing was changed')
  }
  expect(await motcua(folder, '--witness', 'witness', '--reconcile', 'the disk died')).toMatchObject({ code: 2, out: '' })
  const done = await motcua(folder, '--witness', 'witness', '--reconcile', 'the disk died', '--as', 'oanh', '--json')
  expect(done.code).toBe(0)
  expect(JSON.parse(done.out)).toMatchObject({ behind: true, isReconciled: true, serials: [{ serial: 1 }] })
  expect(await motcua(folder, '--witness', 'witness')).toMatchObject({ code: 0, out: 'Nothing is missing.\n' })
})

it('says what is wrong with a folder or a file that cannot be used', async () => {
  const folder = await restoredFolder()
  expect(await motcua(folder, '--witness', 'nowhere')).toEqual({ code: 2, out: '', err: 'nowhere: no such folder\n' })
  mkdirSync(join(folder, 'other'))
  await fileWitness(join(folder, 'other')).open('another store')
  const other = await motcua(folder, '--witness', 'other')
  expect(other).toMatchObject({ code: 2, out: '' })
  expect(other.err).toContain('WITNESS_OF_ANOTHER_STORE')
})
