import { expect, it } from 'vitest'
import { operated, PARALLEL, STAFF } from '../testing/host/operations/procedures.ts'
import { createEngine, memoryStore } from './index.ts'

async function office() {
  const identity = { find: async (id: string) => STAFF.find((person) => person.id === id) }
  const procedures = [operated(PARALLEL)]
  const engine = createEngine({ store: memoryStore(), procedures, adapters: { identity }, sealing: null, agency: 'H57' })
  await engine.start()
  const lodge = () => engine.lodge(PARALLEL, { applicant: { identifier: '001' } }, { as: 'dan' })
  return { engine, lodge }
}

it('who stops listening is told nothing more, however much is there, and goes on behind what was seen', async () => {
  const { engine, lodge } = await office()
  const dossiers = [await lodge(), await lodge(), await lodge()]
  const rows = await Promise.all(dossiers.map(({ id }) => engine.journal(id, { as: 'chi' })))
  const count = rows.flat().reduce((sum, { events }) => sum + events.length, 0)
  const told = async (most: number, after?: string) => {
    const listening = new AbortController()
    const cursors: string[] = []
    const place = after === undefined ? {} : { after }
    for await (const { cursor } of engine.events({ as: 'chi', agency: 'H57', signal: listening.signal, ...place })) {
      cursors.push(cursor)
      if (cursors.length === most) listening.abort()
    }
    return cursors
  }
  const all = await told(count)
  expect(all).toHaveLength(count)
  for (let seen = 1; seen < count; seen += 1) {
    const first = await told(seen)
    expect(first).toEqual(all.slice(0, seen))
    expect(await told(1, first.at(-1))).toEqual(all.slice(seen, seen + 1))
  }
  await engine.stop()
})

it('a dossier says since when it is suspended, and that it no longer is', async () => {
  const { engine, lodge } = await office()
  const { id, suspendedAt } = await lodge()
  expect(suspendedAt).toBeNull()
  const by = { as: 'chi', reason: 'nghỉ bão' }
  const held = await engine.dossiers.suspend(id, by)
  const [listed] = (await engine.dossiers.list({ as: 'chi', agency: 'H57', isSuspended: true })).items
  expect(held.suspendedAt).toBe(listed?.head.suspendedAt)
  expect(held.suspendedAt).toBeGreaterThanOrEqual(held.openedAt)
  expect((await engine.dossiers.resume(id, by)).suspendedAt).toBeNull()
  await engine.stop()
})
