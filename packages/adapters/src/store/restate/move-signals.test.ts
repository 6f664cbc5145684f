import { createEngine, memoryStore, type Engine } from '@motcua/engine'
import type { Broadcast, Store } from '@motcua/engine/ports'
import { describe, expect, it } from 'vitest'
import { codeOf } from '../../../../engine/src/testing/host/operations/nodes.ts'
import { HEARS, HUE, operated, STAFF } from '../../../../engine/src/testing/host/operations/procedures.ts'
import { postgresStore } from '../postgres/index.ts'
import { moveDossiers } from './index.ts'
import { isSupported, useReadHost } from './used-host.fixture.ts'

// Reason to skip: npm has no Restate server for this machine.
describe.skipIf(!isSupported)('signals that are on their way when dossiers move to a host on Restate', () => {
  const { server, restate, engine } = useReadHost()

  const soon = { timeout: 15_000 }
  const identity = { find: async (id: string) => STAFF.find((person) => person.id === id) }
  const signal = (id: string, name = 'Bão'): Broadcast => ({
    ...{ id, agency: HUE, signal: name, payload: {}, actor: 'system:weather', at: Date.now() },
  })
  /** What an engine did with a store, and how it was left. */
  const left = async (store: Store, work: (old: Engine) => Promise<readonly string[]>) => {
    // It tells nobody of signals itself.
    const background = 'elsewhere'
    const old = createEngine({ store, procedures: [operated(HEARS)], adapters: { identity }, agency: HUE, background })
    await old.start()
    const dossiers = await work(old)
    await old.stop()
    await store.open()
    return dossiers
  }
  const lodged = (count: number) => async (old: Engine) => {
    const ids: string[] = []
    for (let n = 0; n < count; n += 1) ids.push((await old.lodge(HEARS, {}, { as: 'dan', agency: HUE })).id)
    return ids
  }
  const statuses = (ids: readonly string[]) =>
    Promise.all(ids.map(async (id) => (await engine.dossier(id, { as: 'chi' })).status))
  const heard = async (id: string) =>
    (await engine.journal(id, { as: 'chi' })).filter(({ actor }) => actor === 'system:weather').length

  it.each([
    ['memory', () => Promise.resolve(memoryStore())],
    ['PostgreSQL', async () => postgresStore({ connectionString: server.url(await server.database()) })],
  ])(
    'are told to all who waited, from a store in %s',
    async (name, make) => {
      const store = await make()
      // More than one turn of it tells.
      const ids = await left(store, lodged(130))
      await store.putBroadcast(signal(`storm-${name}`))
      // A node had told some of them, and was at it when it was stopped.
      const [turn] = await store.claimBroadcasts('a node that died', Date.now(), 30_000, 1, 10)
      expect(turn?.dossiers).toHaveLength(10)

      await moveDossiers(store, { url: restate.ingress })
      await expect.poll(() => statuses(ids), soon).toEqual(ids.map(() => 'completed'))
      await moveDossiers(store, { url: restate.ingress })
      await restate.quiet()
      expect(await Promise.all(ids.map(heard))).toEqual(ids.map(() => 1))
      await store.close()
    },
    120_000,
  )

  it('are told to nobody who waits for another, or began to wait after it was sent', async () => {
    const store = memoryStore()
    const before = await left(store, lodged(1))
    await store.putBroadcast(signal('in-time'))
    await store.putBroadcast(signal('other', 'Lũ'))
    const after = await left(store, lodged(1))
    await moveDossiers(store, { url: restate.ingress })
    await restate.quiet()
    expect(await statuses([...before, ...after])).toEqual(['completed', 'running'])
  })

  it('are told from a database that nothing can be written to', async () => {
    const database = await server.database()
    const at = { connectionString: server.url(database) }
    const store = postgresStore(at)
    const ids = await left(store, lodged(3))
    await store.putBroadcast(signal('read-only'))
    await store.close()
    await server.query(`ALTER DATABASE ${database} SET default_transaction_read_only = on`)
    const looked = postgresStore({ ...at, access: 'reading' })
    await looked.open()
    expect(await moveDossiers(looked, { url: restate.ingress })).toEqual({ moved: 3, present: 0 })
    await looked.close()
    await expect.poll(() => statuses(ids), soon).toEqual(ids.map(() => 'completed'))
  })

  describe('whose ids', () => {
    const sent = (host: Pick<Engine, 'signals'>, id: string, name = 'Bão') =>
      host.signals.broadcast({ name, agency: HUE }, { system: 'weather', id })

    it('were seen are not taken again, whether all had been told or not', async () => {
      const store = memoryStore()
      const ids = await left(store, async (old) => {
        await sent(old, 'seen-over')
        const dossiers = await lodged(1)(old)
        await sent(old, 'seen-under-way')
        return dossiers
      })
      // The one that nobody waited for is over once it is looked at.
      await store.claimBroadcasts('a node that died', Date.now(), 30_000, 1, 10)
      const underWay = await store.broadcasts({ isUnderWay: true, limit: 9 })
      expect(underWay.items).toHaveLength(1)

      for (const _ of ['once', 'again']) {
        await moveDossiers(store, { url: restate.ingress })
        await restate.quiet()
        expect(await statuses(ids)).toEqual(['completed'])
      }
      const { id: waiting } = await engine.lodge(HEARS, {}, { as: 'dan', agency: HUE })
      expect([await sent(engine, 'seen-over'), await sent(engine, 'seen-under-way')]).toEqual([false, false])
      for (const id of ['seen-over', 'seen-under-way']) expect(await codeOf(sent(engine, id, 'Lũ'))).toBe('COMMAND_REUSED')
      await restate.quiet()
      expect([await statuses([waiting]), await heard(waiting)]).toEqual([['running'], 0])
      expect(await sent(engine, 'seen-never')).toBe(true)
      await expect.poll(() => statuses([waiting]), soon).toEqual(['completed'])
      expect(await store.broadcasts({ isUnderWay: true, limit: 9 })).toEqual(underWay)
    })

    it('are another signal’s there stop the move before any dossier', async () => {
      const store = memoryStore()
      const [dossier = ''] = await left(store, async (old) => {
        await sent(old, 'of-two')
        return lodged(1)(old)
      })
      await sent(engine, 'of-two', 'Lũ')
      await expect(moveDossiers(store, { url: restate.ingress })).rejects.toThrow('expected no other signal there under the id')
      expect(await codeOf(engine.dossier(dossier, { as: 'chi' }))).toBe('DOSSIER_UNKNOWN')
    })
  })
})
