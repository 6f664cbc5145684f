import { expect, it } from 'vitest'
import { operated, PARALLEL, STAFF } from '../../testing/host/operations/procedures.ts'
import { createEngine, memoryStore, type Engine } from '../index.ts'

/** What a caller without types may send. */
type Untyped = Record<string, (...given: readonly unknown[]) => Promise<unknown>>

async function office() {
  const store = memoryStore()
  const identity = { find: async (id: string) => STAFF.find((person) => person.id === id) }
  const engine = createEngine({ store, procedures: [operated(PARALLEL)], adapters: { identity }, sealing: null, agency: 'H57' })
  await engine.start()
  const { id } = await engine.lodge(PARALLEL, { applicant: { identifier: '001' } }, { as: 'dan' })
  const [task] = (await engine.tasks.list({ as: 'an' })).items
  return { engine, store, id, task: task?.id ?? '' }
}

const of = (engine: Engine, facet: 'tasks' | 'dossiers' | 'incidents' | 'messages' | 'signals' | 'schedules') =>
  engine[facet] as unknown as Untyped

it('whoever intervenes without a reason is refused, and nothing is changed', async () => {
  const { engine, id, task } = await office()
  const before = await engine.journal(id, { as: 'chi' })
  for (const reason of [undefined, '', ' ', 7]) {
    const by = { as: 'chi', reason }
    const [dossiers, tasks] = [of(engine, 'dossiers'), of(engine, 'tasks')]
    for (const deed of [
      () => tasks.reassign?.(task, { ...by, assignee: null, unit: 'x' }),
      () => dossiers.suspend?.(id, by),
      () => dossiers.cancel?.(id, by),
      () => dossiers.erase?.(id, by),
      () => dossiers.modify?.(id, { end: [1] }, by),
      () => dossiers.migrate?.(id, {}, by),
      () => dossiers.migrateAll?.({ procedure: PARALLEL }, by),
      () => dossiers.eraseEnded?.({ before: 1 }, by),
    ])
      await expect(deed()).rejects.toMatchObject({
        code: 'COMMAND_INVALID',
        message: expect.stringContaining('a reason') as string,
      })
  }
  expect(await engine.journal(id, { as: 'chi' })).toEqual(before)
  await engine.stop()
})

it('what names nothing is refused in words, by a promise', async () => {
  const { engine, id, store } = await office()
  const gate = { system: 'gate', id: 'm' }
  const refused = [
    () => of(engine, 'tasks').claim?.(undefined, { as: 'an' }),
    () => of(engine, 'tasks').delegate?.(12, { as: 'an', to: 'binh' }),
    () => of(engine, 'tasks').count?.({ as: 'chi', by: 'colour' }),
    () => of(engine, 'tasks').list?.({ as: 'an', after: 'garbage' }),
    () => of(engine, 'tasks').list?.({ as: 'an', limit: 0 }),
    () => of(engine, 'dossiers').list?.({ as: 'chi', limit: 1.5 }),
    () => of(engine, 'incidents').list?.({ as: 'chi', after: 'garbage' }),
    () => of(engine, 'dossiers').modify?.(id, {}, { as: 'chi', reason: 'x' }),
    () => of(engine, 'dossiers').modify?.(id, null, { as: 'chi', reason: 'x' }),
    async () => engine.events({ as: 'chi', dossier: id, after: 'garbage' })[Symbol.asyncIterator]().next(),
    () => of(engine, 'dossiers').count?.({ as: 'chi' }),
    () => of(engine, 'dossiers').cancel?.('', { as: 'chi', reason: 'x' }),
    () => of(engine, 'incidents').resolve?.(undefined, { as: 'chi' }),
    () => of(engine, 'messages').publish?.({ name: 'answer' }, { system: 'gate' }),
    () => of(engine, 'messages').publish?.({}, gate),
    () => of(engine, 'messages').publish?.({ name: 'answer', keys: { bill: 'b-1' } }, gate),
    () => of(engine, 'dossiers').modify?.(id, { begin: [{}] }, { as: 'chi', reason: 'x' }),
    () => of(engine, 'messages').publish?.({ name: 'answer' }, { id: 'm' }),
    () => of(engine, 'messages').publish?.({ name: 'answer', ttlMs: -1 }, gate),
    () => of(engine, 'messages').publish?.({ name: 'answer', ttlMs: Number.NaN }, gate),
    () => of(engine, 'signals').broadcast?.({}, gate),
    () => of(engine, 'signals').broadcast?.({ name: 'Bão' }, { system: 'gate' }),
    () => of(engine, 'schedules').put?.({ procedure: PARALLEL, rule: '0 7 * * *' }, { as: 'chi' }),
    () => of(engine, 'schedules').put?.({ id: 's', procedure: PARALLEL }, { as: 'chi' }),
  ]
  for (const deed of refused)
    await expect(deed()).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringMatching(/expected .*, found /) as string,
    })
  expect([await store.schedules(), await store.message('m')]).toEqual([[], undefined])
  expect(await engine.journal(id, { as: 'chi' })).toHaveLength(1)
  await engine.stop()
})
