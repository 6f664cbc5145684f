import { expect, it, vi } from 'vitest'
import { readBpmn } from '../definition/index.ts'
import { loadProcedure } from '../lifecycle/index.ts'
import type { JournalRow } from '../ports/index.ts'
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

it('of the ended dossiers that are to be erased, one that cannot be holds up no other, and is named at last', async () => {
  const { store, open, id } = await lodged()
  const engine = open()
  await engine.start()
  const ids = [id, (await engine.lodge('p', {}, { as: 'an' })).id, (await engine.lodge('p', {}, { as: 'an' })).id]
  for (const task of await engine.worklist({ as: 'an' })) await engine.complete(task.id, {}, { as: 'an' })
  await engine.stop()
  const load = store.load.bind(store)
  const newer = { seq: 1, kernel: STATE_VERSION + 1, fingerprint: 'f', state: { of: 'another release' } }
  store.load = async (dossier) => {
    const stored = await load(dossier)
    return stored && (dossier === ids[1] ? { ...stored, snapshot: newer } : stored)
  }
  const next = open()
  await next.start()
  const erase = () => next.dossiers.eraseEnded({ before: Date.now() + 1 }, { as: 'an', reason: 'hết thời hạn lưu trữ' })
  expect(await erase()).toBe(2)
  await expect(erase()).rejects.toMatchObject({ code: 'SNAPSHOT_NEWER', dossier: ids[1] })
  await next.stop()
})

it('however many dossiers are erased already, those that are yet to be erased are found at once', async () => {
  const { store, open } = await lodged()
  const engine = open()
  await engine.start()
  for (let more = 0; more < 249; more++) await engine.lodge('p', {}, { as: 'an' })
  const tasks = async () => engine.worklist({ as: 'an', limit: 250 })
  for (const task of await tasks()) await engine.complete(task.id, {}, { as: 'an' })
  const erase = () =>
    engine.dossiers.eraseEnded({ before: Date.now() + 1, limit: 1_000 }, { as: 'an', reason: 'hết thời hạn lưu trữ' })
  expect(await erase()).toBe(250)
  await engine.lodge('p', {}, { as: 'an' })
  for (const task of await tasks()) await engine.complete(task.id, {}, { as: 'an' })
  const listed = vi.spyOn(store, 'dossiers')
  expect([await erase(), listed.mock.calls.length]).toEqual([1, 1])
  expect([await erase(), listed.mock.calls.length]).toEqual([0, 2])
  await engine.stop()
})

it('what a dossier waits for is named by the number that a modification ends it by', async () => {
  const { open, id } = await lodged()
  const engine = open()
  await engine.start()
  const waits = async () => (await engine.dossier(id, { as: 'an' })).waiting
  const [{ instance, element } = { instance: 0, element: '' }] = await waits()
  await engine.dossiers.modify(id, { end: [instance], begin: [{ element }] }, { as: 'an', reason: 'sai bước' })
  const [again] = await waits()
  expect([again?.element, again?.instance === instance]).toEqual(['a', false])
  await engine.stop()
})

it.each([null, {}, [], { kernel: 'x', lifecycle: {}, at: 1 }, { kernel: {}, at: 1 }])(
  'a snapshot that is damaged (%j) is passed over: the journal says the same',
  async (state) => {
    const { store, open, id } = await lodged()
    const load = store.load.bind(store)
    store.load = async (dossier) => {
      const stored = await load(dossier)
      const snapshot = { seq: 1, kernel: STATE_VERSION, fingerprint: stored?.head.fingerprint ?? '', state: state as never }
      return stored && { ...stored, snapshot }
    }
    const engine = open()
    await engine.start()
    expect(await engine.dossier(id, { as: 'an' })).toMatchObject({ id, status: 'running' })
    await engine.stop()
  },
)

it('an event that only a newer release knows is told as what it is, by dossiers and the event stream', async () => {
  const { store, open, id } = await lodged()
  const newer = (row: JournalRow) => ({ ...row, events: row.events.map((event) => ({ ...event, version: 99 })) })
  const [journal, feed] = [store.journal.bind(store), store.feed.bind(store)]
  store.journal = async (...given) => (await journal(...given)).map(newer)
  store.feed = async (...given) => (await feed(...given)).map((entry) => ({ ...entry, row: newer(entry.row) }))
  const engine = open()
  await engine.start()
  const refusal = { code: 'SNAPSHOT_NEWER', dossier: id, message: expect.stringContaining('version 99') as string }
  await expect(engine.dossier(id, { as: 'an' })).rejects.toMatchObject(refusal)
  const events = engine.events({ as: 'an' })[Symbol.asyncIterator]()
  await expect(events.next()).rejects.toMatchObject(refusal)
  await engine.stop()
})

it('a snapshot that is whole is used: only the rows after it are read', async () => {
  const { store, open, id } = await lodged()
  const worker = open()
  await worker.start()
  const [task] = await worker.worklist({ as: 'an' })
  for (let seq = 1; (await store.load(id))?.snapshot === null; seq += 1) {
    if (seq > 500) throw new Error('expected a snapshot within 500 commands, found none')
    await worker.tasks.claim(task?.id ?? '', { as: 'an' })
    await worker.tasks.unclaim(task?.id ?? '', { as: 'an' })
  }
  await worker.stop()
  const journal = vi.spyOn(store, 'journal')
  const engine = open()
  await engine.start()
  await engine.dossier(id, { as: 'an' })
  const from = journal.mock.calls.map(([, after]) => after)
  expect(from.filter((after) => after === 0)).toEqual([])
  await engine.stop()
})
