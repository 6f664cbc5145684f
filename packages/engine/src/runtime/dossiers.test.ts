import { expect, it } from 'vitest'
import { readBpmn } from '../definition/index.ts'
import { loadProcedure } from '../lifecycle/index.ts'
import { createEngine } from './create-engine.ts'
import { memoryStore } from './memory-store/memory-store.ts'
import { STATE_VERSION } from './dossiers.ts'

const identity = { find: async (id: string) => ({ id, name: id, roles: ['operator'] }) }

async function lodged() {
  const { definition } = readBpmn(
    `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p"><userTask id="a"/></process></definitions>`,
    { file: 'x.bpmn' },
  )
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error('expected a procedure')
  const store = memoryStore()
  const open = () => createEngine({ store, procedures: [{ procedure }], adapters: { identity } })
  const engine = open()
  await engine.start()
  const { id } = await engine.lodge('p', {}, { as: 'an' })
  await engine.stop()
  return { store, open, id }
}

it.each([
  ['a newer one is refused, and nothing is changed', 1, 'SNAPSHOT_NEWER'],
  ['an older one is passed over: the journal says the same', -1, undefined],
])('of snapshots, %s', async (_, by, code) => {
  const { store, open, id } = await lodged()
  const load = store.load.bind(store)
  store.load = async (dossier) => {
    const stored = await load(dossier)
    const snapshot = {
      seq: 1,
      kernel: STATE_VERSION + by,
      fingerprint: stored?.head.fingerprint ?? '',
      state: { of: 'another release' },
    }
    return stored && { ...stored, snapshot }
  }
  const engine = open()
  await engine.start()
  const found = await engine.dossier(id, { as: 'an' }).catch((error: unknown) => error)
  expect(found).toMatchObject(
    code === undefined
      ? { id, status: 'running' }
      : { code, dossier: id, remedy: expect.stringContaining('use that release') as unknown },
  )
  const [task] = await engine.worklist({ as: 'an' })
  const done = await engine.complete(task?.id ?? '', {}, { as: 'an' }).catch((error: unknown) => error)
  expect(done).toMatchObject(code === undefined ? { status: 'completed' } : { code })
  await engine.stop()
  await store.open()
  expect((await load(id))?.seq).toBe(code === undefined ? 2 : 1)
})
