import { createEngine, memoryStore, type Engine } from '@motcua/engine'
import type { BufferedMessage, MessageQuery, Store } from '@motcua/engine/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { codeOf } from '../../../../engine/src/testing/host/operations/nodes.ts'
import { HANOI, HUE, KEYED, LATER, operated, STAFF } from '../../../../engine/src/testing/host/operations/procedures.ts'
import { postgresStore } from '../postgres/index.ts'
import { moveDossiers } from './index.ts'
import { isSupported, useReadHost } from './used-host.fixture.ts'

// Reason to skip: npm has no Restate server for this machine.
describe.skipIf(!isSupported)('messages that move to a host on Restate', () => {
  const { server, restate, engine } = useReadHost()
  let reading: Store
  beforeAll(async () => {
    reading = postgresStore({ connectionString: server.url() })
    await reading.open()
  })
  afterAll(() => reading.close())

  const soon = { timeout: 15_000 }
  const identity = { find: async (id: string) => STAFF.find((person) => person.id === id) }
  /** A store, with an engine on it that is stopped when `work` is done. */
  const worked = async (work: (old: Engine, store: Store) => Promise<void>) => {
    const store = memoryStore()
    const old = createEngine({ store, procedures: [operated(LATER), operated(KEYED)], adapters: { identity }, agency: HUE })
    await old.start()
    await work(old, store)
    await old.settled()
    await old.stop()
    await store.open()
    return store
  }
  const lodged = async (host: Engine, bill: string) => (await host.lodge(KEYED, { bill }, { as: 'dan', agency: HUE })).id
  /** From then on the dossier waits for the message of its bill. */
  const waits = async (host: Engine, dossier: string) => {
    const task = async () => (await host.tasks.list({ as: 'chi', all: true, dossier })).items[0]?.id
    await expect.poll(task, soon).toBeDefined()
    await host.complete((await task()) ?? '', {}, { as: 'an' })
  }
  const sent = (host: Engine, id: string, bill: string, ttlMs?: number) =>
    host.messages.publish(
      { name: 'opened', variables: { bill }, keys: { receipt: [bill] }, agency: HUE, ...(ttlMs === undefined ? {} : { ttlMs }) },
      { system: 'bank', id },
    )
  const statusOf = async (dossier: string) => (await engine.dossier(dossier, { as: 'chi' })).status
  const deliveries = async (dossier: string) =>
    (await engine.journal(dossier, { as: 'chi' })).filter(({ type }) => type === 'deliverMessage').map(({ command }) => command)

  it('each lands as it stands, wherever the move was cut off before and however often it is made, and an id that was seen is not taken again', async () => {
    let before = ''
    let after = ''
    const store = await worked(async (old) => {
      before = await lodged(old, 'B1')
      await waits(old, before)
      await sent(old, 'a-taken', 'B1')
      await sent(old, 'a-expired', 'B2', 0)
      after = await lodged(old, 'B3')
      await sent(old, 'a-kept', 'B3', 3_600_000)
      await sent(old, 'a-other', 'B4')
    })
    const ids = ['a-taken', 'a-expired', 'a-kept', 'a-other']
    const standings = await Promise.all(ids.map((id) => store.message(id)))
    expect(standings.map((standing) => standing?.status)).toEqual(['taken', 'expired', 'kept', 'kept'])

    // Before the first, before those that are kept, and after the dossiers.
    for (const cut of [2, 3, 4])
      await expect(moveDossiers(cutting(store, cut), { url: restate.ingress })).rejects.toThrow('cut off')
    for (const _ of ['once', 'again']) {
      expect(await moveDossiers(store, { url: restate.ingress })).toEqual({ moved: 0, present: 2 })
      await restate.quiet()
      expect(await Promise.all(ids.map((id) => reading.message(id)))).toEqual(standings)
    }
    expect(await Promise.all(ids.map((id) => store.message(id)))).toEqual(standings)
    expect(await Promise.all(['B1', 'B2', 'B3', 'B4'].map((bill, index) => sent(engine, ids[index] ?? '', bill)))).toEqual(
      ids.map(() => false),
    )
    const another = engine.messages.publish({ name: 'paid', agency: HUE }, { system: 'bank', id: 'a-taken' })
    expect(await codeOf(another)).toBe('COMMAND_REUSED')

    await waits(engine, after)
    await expect.poll(() => statusOf(after), soon).toBe('completed')
    await expect.poll(() => engine.messages.status('a-kept'), soon).toBe('taken')
    // What was taken there stays so, though the old store has it as kept.
    await moveDossiers(store, { url: restate.ingress })
    await restate.quiet()
    expect(await Promise.all(ids.map((id) => engine.messages.status(id)))).toEqual(['taken', 'expired', 'taken', 'kept'])
    expect([await deliveries(before), await deliveries(after)]).toEqual([['message:a-taken'], ['message:a-kept']])
  }, 90_000)

  it('one that comes during the move, here or there, is given once to whom it is for', async () => {
    const bills = ['C1', 'C2', 'C3', 'C4'] as const
    const dossiers: string[] = []
    let taken = ''
    let waiting = ''
    const store = await worked(async (old) => {
      for (const bill of bills) dossiers.push(await lodged(old, bill))
      for (const dossier of dossiers.slice(1)) await waits(old, dossier)
      await sent(old, 'c-before', 'C1')
      taken = await lodged(old, 'C5')
      await waits(old, taken)
      await sent(old, 'c-taken', 'C5')
      await old.settled()
      waiting = await lodged(old, 'C5')
      await waits(old, waiting)
    })
    const late = messageOf('c-late', { agency: HUE, name: 'opened', key: '{"receipt":["C4"]}', payload: { bill: 'C4' } })
    const now = Date.now()
    const answers: boolean[] = []
    // A sender who was not answered sends it again where the dossiers move to, before the move has begun.
    answers.push(await sent(engine, 'c-taken', 'C5'))
    const moving = new Proxy(store, {
      get: (of, name: keyof Store) => {
        if (name !== 'load') return (of[name] as () => unknown).bind(of)
        // Between the messages and the first dossier, and then from dossier to dossier.
        return async (dossier: string) => {
          answers.push(await sent(engine, 'c-before', 'C1'), await sent(engine, 'c-taken', 'C5'))
          if (dossiers.indexOf(dossier) === 1)
            answers.push(await sent(engine, 'c-there', 'C2'), await sent(engine, 'c-soon', 'C3'))
          if (dossiers.indexOf(dossier) === 2) await of.putMessage({ ...late, at: now, expiresAt: now + 60_000 })
          return of.load(dossier)
        }
      },
    })
    expect(await moveDossiers(moving, { url: restate.ingress })).toEqual({ moved: 6, present: 0 })
    expect(answers.filter(Boolean)).toHaveLength(3)
    await waits(engine, dossiers[0] ?? '')
    for (const dossier of dossiers) await expect.poll(() => statusOf(dossier), soon).toBe('completed')
    await restate.quiet()
    const told = await Promise.all([...dossiers, taken].map(deliveries))
    expect(told).toEqual(['c-before', 'c-there', 'c-soon', 'c-late', 'c-taken'].map((id) => [`message:${id}`]))
    // Who waits for the same as the one that took it goes on waiting.
    expect([await statusOf(waiting), await deliveries(waiting)]).toEqual(['running', []])
    expect(await reading.message('c-taken')).toMatchObject({ status: 'taken', message: { payload: {} } })
  }, 90_000)

  it('where several wait for the same, those that are kept are given in the order in which they were put', async () => {
    const dossiers: string[] = []
    const store = await worked(async (old) => {
      for (const _ of [1, 2, 3]) dossiers.push((await old.lodge(LATER, {}, { as: 'dan' })).id)
      for (const [index, id] of ['d-c', 'd-a', 'd-b'].entries())
        await old.messages.publish({ name: 'paid', variables: { n: index } }, { system: 'bank', id })
    })
    await moveDossiers(store, { url: restate.ingress })
    for (const [index, dossier] of dossiers.entries()) {
      await waits(engine, dossier)
      await expect.poll(() => statusOf(dossier), soon).toBe('completed')
      expect((await engine.dossier(dossier, { as: 'chi' })).variables.n).toBe(index)
    }
  }, 90_000)

  it('an agency gets its own alone', async () => {
    const theirs = messageOf('e-theirs', { agency: HANOI, name: 'paid', expiresAt: Date.now() + 60_000 })
    const nobodys = { ...theirs, id: 'e-nobodys', agency: null }
    let dossier = ''
    const store = await worked(async (old) => {
      dossier = (await old.lodge(LATER, {}, { as: 'dan' })).id
    })
    for (const message of [theirs, nobodys]) await store.putMessage(message)
    await moveDossiers(store, { url: restate.ingress })
    await waits(engine, dossier)
    await restate.quiet()
    expect([await statusOf(dossier), await reading.message('e-theirs'), await reading.message('e-nobodys')]).toEqual([
      'running',
      { message: theirs, status: 'kept' },
      { message: nobodys, status: 'kept' },
    ])
  }, 90_000)

  it('no dossier moves where another message is there under the same id', async () => {
    let dossier = ''
    const store = await worked(async (old) => {
      dossier = await lodged(old, 'F1')
      await sent(old, 'f-same', 'F1')
    })
    await engine.messages.publish({ name: 'paid', agency: HANOI }, { system: 'bank', id: 'f-same' })
    const moved = moveDossiers(store, { url: restate.ingress })
    await expect(moved).rejects.toThrow('expected no other message there under the id "f-same", found one')
    expect(await codeOf(engine.dossier(dossier, { as: 'chi' }))).toBe('DOSSIER_UNKNOWN')
    expect((await reading.message('f-same'))?.message.name).toBe('paid')
  }, 90_000)

  it('one that nobody takes expires in its time, moved or sent there, and somebody is told', async () => {
    const store = await worked(async (old) => {
      await sent(old, 'h-moved', 'H1', 2_500)
    })
    const toldOf = (id: string) => restate.told(`MESSAGE_EXPIRED: expected a dossier for the message "opened" (${id})`)
    const told = [toldOf('h-moved'), toldOf('h-sent')]
    await moveDossiers(store, { url: restate.ingress })
    await sent(engine, 'h-sent', 'H1', 1_000)
    await Promise.all(told)
    for (const id of ['h-moved', 'h-sent'])
      expect(await reading.message(id)).toMatchObject({ status: 'expired', message: { payload: {} } })
  }, 90_000)

  it('what a message says that is too old for the move is kept nowhere but in the old store', async () => {
    const old: BufferedMessage = messageOf('g-old', { agency: HUE, name: 'paid', expiresAt: Date.now() - 1 })
    const store = memoryStore()
    await store.open()
    await store.putMessage(old)
    await moveDossiers(store, { url: restate.ingress })
    await expect.poll(() => engine.messages.status('g-old'), soon).toBe('expired')
    expect((await reading.message('g-old'))?.message.payload).toEqual({})
    expect((await store.message('g-old'))?.message.payload).toEqual(old.payload)
  }, 90_000)
})

/** A store that fails when its messages are asked for the `last` time. */
function cutting(store: Store, last: number): Store {
  let asked = 0
  return new Proxy(store, {
    get: (of, name: keyof Store) => {
      if (name !== 'messages') return (of[name] as () => unknown).bind(of)
      return async (query: MessageQuery) => {
        if ((asked += 1) === last) throw new Error('cut off')
        return of.messages(query)
      }
    },
  })
}
