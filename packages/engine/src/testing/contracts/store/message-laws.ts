import type { Broadcast, MessageQuery, MessageStanding, Page, Store, StoredSubscription } from '../../../ports/index.ts'
import { at, commitOf, messageOf, waitOf } from './fixture.ts'
import { fails, same, storeLaw } from './law.ts'

/** Messages that find who waits for them, also before anybody does, and signals that reach all who hear them. */
export const messageLaws = [
  storeLaw('a message is kept from when it is put, once under its id, until it is taken', async (store, { reopen }) => {
    same('nobody', await store.message('m1'), undefined)
    same('put', await store.putMessage(messageOf('m1')), true)
    same('again', await store.putMessage(messageOf('m1', { name: 'other' })), false)
    same('kept', await store.message('m1'), { message: messageOf('m1'), status: 'kept' })
    await store.commit([commitOf('a', 1, { takes: ['m1'] })])
    const opened = await reopen(store)
    same('taken', await opened.message('m1'), { message: { ...messageOf('m1'), payload: {} }, status: 'taken' })
    same('for ever', await opened.putMessage(messageOf('m1')), false)
    await fails('STORE_INPUT_INVALID', () => opened.putMessage(messageOf('m2', { expiresAt: NaN })))
    await fails('STORE_INPUT_INVALID', () => opened.putMessage(messageOf('m2', { at: 0.5 })))
  }),

  storeLaw('a message matches the oldest subscription of equal agency, name and key, though it came before it', async (store) => {
    await store.putMessage(messageOf('m1'))
    await store.putMessage(messageOf('m2', { key: 'k', agency: 'H22' }))
    same('nobody waits', [await told(store), (await store.nextDue()) ?? null], [[], at + 1_000])
    await waiting(store, 'a', [
      waitOf('a', 1, { name: 'other' }),
      waitOf('a', 2, { key: 'k' }),
      waitOf('a', 3, { key: 'k', agency: 'H23' }),
      waitOf('a', 4, { kind: 'signal' }),
      waitOf('a', 5, { agency: 'H22' }),
    ])
    same('none of these', await told(store), [])
    await waiting(store, 'b', [waitOf('b', 1, { key: 'k', agency: 'H22' }), waitOf('b', 2)])
    await waiting(store, 'c', [waitOf('c', 1)])
    same('next due', await store.nextDue(), at)
    same('matched', await told(store), ['m1 b:2:0', 'm2 b:1:0'])
    const [match] = await store.claimMatches('w', at, 0, 1)
    same('whole', match, { message: messageOf('m1'), subscription: waitOf('b', 2) })
    await store.commit([commitOf('b', 2, { subscriptions: { open: [waitOf('b', 1)], close: ['b:2:0', 'c:1:0'] } })])
    same('replaced in its place', await told(store), ['m1 b:1:0'])
    await store.commit([commitOf('b', 3, { subscriptions: { open: [waitOf('b', 1)], close: ['b:1:0'] } })])
    same('closed, then opened: the youngest now', await told(store), ['m1 c:1:0'])
  }),

  storeLaw('a dossier that is avoided is passed over, and the next oldest that waits is matched', async (store) => {
    await store.putMessage(messageOf('m1'))
    await store.putMessage(messageOf('m2', { key: 'k' }))
    for (const dossier of ['a', 'b']) await waiting(store, dossier, [waitOf(dossier, 1), waitOf(dossier, 2)])
    await waiting(store, 'c', [waitOf('c', 1), waitOf('c', 2, { key: 'k' })])
    const matched = async (...avoided: string[]) =>
      (await store.claimMatches('w', at, 0, 9, avoided)).map(({ message, subscription }) => `${message.id} ${subscription.id}`)
    same('none', await matched(), ['m1 a:1:0', 'm2 c:2:0'])
    same('the oldest', await matched('a', 'nobody'), ['m1 b:1:0', 'm2 c:2:0'])
    same('all', await matched('a', 'b', 'c'), [])
    same('of one key', await matched('c'), ['m1 a:1:0'])
  }),

  storeLaw('a match is leased with its message, in the order in which messages were put', async (store) => {
    for (const id of ['m2', 'm1', 'm3']) await store.putMessage(messageOf(id, { at: id === 'm3' ? at - 5 : at }))
    await waiting(store, 'a', [waitOf('a', 1)])
    const ids = async (worker: string, now: number, limit = 9) =>
      (await store.claimMatches(worker, now, 100, limit)).map(({ message }) => message.id)
    same('none', await ids('w', at, 0), [])
    same('the first two', await ids('w', at, 2), ['m2', 'm1'])
    same('the last', await ids('w', at), ['m3'])
    same('leased', await ids('v', at + 99), [])
    same('given back', await store.releaseMessage('m1', 'w', at + 50), true)
    same('twice', await store.releaseMessage('m1', 'w', at + 50), false)
    same('next due', await store.nextDue(), at + 50)
    same('not before', await ids('v', at + 49), [])
    same('then', await ids('v', at + 50), ['m1'])
    same('run out', await ids('v', at + 100), ['m2', 'm3'])
    same('lost', await store.releaseMessage('m2', 'w', at), false)
    same('nobody', await store.releaseMessage('m9', 'w', at), false)
    await fails('STORE_INPUT_INVALID', () => store.claimMatches('w', NaN, 1, 1))
    await fails('STORE_INPUT_INVALID', () => store.claimMatches('w', at, 1, -1))
    await fails('STORE_INPUT_INVALID', () => store.releaseMessage('m2', 'v', 0.5))
  }),

  storeLaw('a message that was taken or has expired is taken by nobody else: the commit is a conflict', async (store) => {
    for (const id of ['m1', 'm2', 'm3', 'm4', 'm5']) await store.putMessage(messageOf(id))
    await store.expireMessages(at + 999, 9)
    await store.keepMessages([{ message: messageOf('m5'), status: 'taken' }])
    const outcomes = await store.commit([
      commitOf('a', 1, { takes: ['m1', 'm2'] }),
      commitOf('b', 1, { takes: ['m3', 'm2'] }),
      commitOf('c', 1, { takes: ['m9'] }),
      commitOf('f', 1, { takes: ['m5'] }),
      commitOf('d', 1, { takes: ['m3'], row: { at: at + 1_000 } }),
      commitOf('e', 1, { takes: ['m3'], row: { at: at + 999 } }),
    ])
    same('outcomes', outcomes, [
      { status: 'committed' },
      { status: 'conflict', seq: 0 },
      { status: 'conflict', seq: 0 },
      { status: 'conflict', seq: 0 },
      { status: 'conflict', seq: 0 },
      { status: 'committed' },
    ])
    same('b got none', [await store.load('b'), (await store.message('m3'))?.status], [undefined, 'taken'])
    same('later', await store.commit([commitOf('a', 2, { takes: ['m1'] })]), [{ status: 'conflict', seq: 1 }])
    await store.expireMessages(at + 1_000, 9)
    same('expired', await store.commit([commitOf('a', 2, { takes: ['m4'] })]), [{ status: 'conflict', seq: 1 }])
    same('a command that came before', (await store.commit([commitOf('a', 1, { takes: ['m1'] })]))[0]?.status, 'duplicate')
    same('its lease is over', await store.releaseMessage('m1', 'w', at), false)
  }),

  storeLaw('a message that nobody took in time is told to one caller once and delivered to nobody', async (store) => {
    await store.putMessage(messageOf('m1', { expiresAt: at + 30 }))
    await store.putMessage(messageOf('m2', { expiresAt: at + 20 }))
    await store.putMessage(messageOf('m3', { expiresAt: at + 40 }))
    same('next due', await store.nextDue(), at + 20)
    same('not yet', await store.expireMessages(at + 19, 9), [])
    await waiting(store, 'a', [waitOf('a', 1)])
    same('late', await told(store, at + 30), ['m3 a:1:0'])
    same(
      'the first',
      (await store.expireMessages(at + 30, 1)).map(({ id }) => id),
      ['m2'],
    )
    same('the second', await store.expireMessages(at + 30, 9), [messageOf('m1', { expiresAt: at + 30 })])
    same('once', await store.expireMessages(at + 30, 9), [])
    same('without what it said', (await store.message('m1'))?.message.payload, {})
    same('expired', [(await store.message('m1'))?.status, (await store.message('m3'))?.status], ['expired', 'kept'])
    same('its id stays', await store.putMessage(messageOf('m1')), false)
    await fails('STORE_INPUT_INVALID', () => store.expireMessages(at, -1))
  }),

  storeLaw(
    'messages are listed page by page, each once: all, those of an agency, those that stand alike',
    async (store, { reopen }) => {
      same('none', await store.messages({ limit: 10 }), { items: [], next: null })
      for (const id of ['m4', 'm2', 'm5', 'm1', 'm3'])
        await store.putMessage(
          messageOf(id, { agency: id === 'm2' || id === 'm3' ? 'H22' : null, expiresAt: id === 'm5' ? at : at + 9 }),
        )
      await store.commit([commitOf('a', 1, { takes: ['m1'] })])
      await store.expireMessages(at, 9)
      const opened = await reopen(store)
      const stood = await Promise.all(['m1', 'm2', 'm3', 'm4', 'm5'].map((id) => opened.message(id)))
      same('whole', await opened.messages({ limit: 5 }), { items: stood, next: null })
      const lists: readonly [Omit<MessageQuery, 'limit'>, readonly string[]][] = [
        [{}, ['m1', 'm2', 'm3', 'm4', 'm5']],
        [{ order: 'put' }, ['m4', 'm2', 'm5', 'm1', 'm3']],
        [{ status: 'kept' }, ['m2', 'm3', 'm4']],
        [{ status: 'kept', order: 'put' }, ['m4', 'm2', 'm3']],
        [{ status: 'taken' }, ['m1']],
        [{ status: 'expired' }, ['m5']],
        [{ agency: 'H22' }, ['m2', 'm3']],
        [{ agency: 'H22', status: 'expired' }, []],
        [{ agency: 'H23' }, []],
      ]
      for (const [query, ids] of lists)
        for (const limit of [1, 2, 5]) same(`by ${limit}`, await listed(opened, query, limit), ids)
      await fails('STORE_INPUT_INVALID', () => opened.messages({ limit: 0 }))
      await fails('STORE_INPUT_INVALID', () => opened.messages({ after: 'no cursor', limit: 1 }))
      await fails('STORE_INPUT_INVALID', () => opened.messages({ after: '[1]', limit: 1 }))
      await fails('STORE_INPUT_INVALID', () => opened.messages({ after: '["m1"]', order: 'put', limit: 1 }))
    },
  ),

  storeLaw(
    'what stands in a list of messages all the while comes once, though others are put, taken or expire',
    async (store) => {
      for (const order of ['id', 'put'] as const) {
        const ids = [3, 1, 4, 2, 5].map((number) => `${order}${number}`)
        for (const id of ids) await store.putMessage(messageOf(id, { agency: order, expiresAt: id.endsWith('5') ? at : at + 9 }))
        const query = { agency: order, status: 'kept', order, limit: 2 } as const
        const first = await store.messages(query)
        const [last] = first.items.slice(-1)
        // The place where the page ended need not stand there any more.
        await store.commit([commitOf(order, 1, { takes: [last?.message.id ?? ''] })])
        await store.expireMessages(at, 9)
        await store.putMessage(messageOf(`${order}0`, { agency: order }))
        await store.putMessage(messageOf(`${order}9`, { agency: order }))
        const rest = await listed(store, { ...query, after: first.next ?? '' }, 2)
        same('first', idsOf(first.items), order === 'id' ? ['id1', 'id2'] : ['put3', 'put1'])
        // Of those that were put meanwhile the one whose place was passed is missed.
        same('the rest', rest, order === 'id' ? ['id3', 'id4', 'id9'] : ['put4', 'put2', 'put0', 'put9'])
      }
    },
  ),

  storeLaw(
    'a message from a time that the store does not know stands as it stood then, and its id stays taken',
    async (store, { reopen }) => {
      await store.putMessage(messageOf('m0'))
      const lost: readonly MessageStanding[] = [
        { message: messageOf('m3'), status: 'kept' },
        { message: messageOf('m2', { payload: {} }), status: 'taken' },
        // What it said is not kept where it is over.
        { message: messageOf('m4'), status: 'expired' },
        { message: messageOf('m1', { at: at - 9, expiresAt: at + 20, key: 'k', agency: 'H22' }), status: 'kept' },
      ]
      for (const time of ['first', 'again']) {
        same(time, await store.keepMessages(lost), [])
        store = await reopen(store)
        for (const { message, status } of lost) {
          const payload = status === 'kept' ? message.payload : {}
          same(`${time} ${message.id}`, await store.message(message.id), { message: { ...message, payload }, status })
          same('its id', await store.putMessage(message), false)
        }
      }
      same('put order', await listed(store, { order: 'put' }, 9), ['m0', 'm3', 'm2', 'm4', 'm1'])
      same('none', await store.keepMessages([]), [])
      await waiting(store, 'a', [waitOf('a', 1), waitOf('a', 2, { key: 'k', agency: 'H22' })])
      same('for who waits', await told(store), ['m0 a:1:0', 'm3 a:1:0', 'm1 a:2:0'])
      same('in its time', idsOf((await store.expireMessages(at + 20, 9)).map((message) => ({ message }))), ['m1'])
      const wrong = { message: messageOf('m9', { expiresAt: 0.5 }), status: 'kept' } as const
      await fails('STORE_INPUT_INVALID', () => store.keepMessages([{ message: messageOf('m8'), status: 'kept' }, wrong]))
      same('nothing of the batch', await store.message('m8'), undefined)
    },
  ),

  storeLaw(
    'a message that is here and there is one: over where it was over here or there, for whoever waits where it is kept',
    async (store) => {
      await waiting(store, 'w', [waitOf('w', 1)])
      for (const id of ['m1', 'm2', 'm3', 'm4', 'm5']) await store.putMessage(messageOf(id, { payload: { here: id } }))
      await store.commit([commitOf('a', 1, { takes: ['m3'] })])
      same('leased', (await store.claimMatches('w', at, 100, 1))[0]?.message.id, 'm1')
      const there = (id: string, status: MessageStanding['status'], parts = {}) => ({
        message: messageOf(id, { at: at - 5, expiresAt: at + 5, ...parts }),
        status,
      })
      const others = await store.keepMessages([
        there('m1', 'taken'),
        there('m2', 'kept'),
        there('m3', 'kept'),
        there('m4', 'expired', { name: 'other' }),
        there('m4', 'taken', { actor: 'system:gate' }),
        there('m5', 'expired'),
        there('m6', 'kept'),
        there('m6', 'taken'),
        there('m2', 'taken', { agency: 'H22' }),
        there('m2', 'taken', { key: 'k' }),
      ])
      same('of others', others, ['m4', 'm4', 'm2', 'm2'])
      const standings = (await store.messages({ limit: 9 })).items.map(({ message, status }) => [
        message.id,
        status,
        message.payload,
      ])
      same('standings', standings, [
        ['m1', 'taken', {}],
        ['m2', 'kept', { here: 'm2' }],
        ['m3', 'taken', {}],
        ['m4', 'kept', { here: 'm4' }],
        ['m5', 'expired', {}],
        ['m6', 'taken', {}],
      ])
      same('its end', (await store.message('m2'))?.message.expiresAt, messageOf('m2').expiresAt)
      same('its lease is over', await store.releaseMessage('m1', 'w', at), false)
      await store.keepMessages([there('m7', 'kept')])
      same('for who waits already', await told(store), ['m2 w:1:0', 'm4 w:1:0', 'm7 w:1:0'])
    },
  ),

  storeLaw(
    'a broadcast reaches every dossier that subscribed before it was put, a page at a time, and is then over',
    async (store) => {
      const loud = { kind: 'signal', name: 'flood' } as const
      await waiting(store, 'a', [
        waitOf('a', 1, loud),
        waitOf('a', 2, { ...loud, name: 'fire' }),
        waitOf('a', 3, { name: 'flood' }),
      ])
      await waiting(store, 'b', [waitOf('b', 1, loud)])
      await waiting(store, 'c', [waitOf('c', 1, { ...loud, agency: 'H22' })])
      await waiting(store, 'd', [waitOf('d', 1, loud)])
      await waiting(store, 'e', [waitOf('e', 1, loud)])
      same('put', await store.putBroadcast(flood), true)
      same('again', await store.putBroadcast({ ...flood, signal: 'fire' }), false)
      same('the first is known', [await store.broadcast('b1'), (await store.broadcast('b2')) ?? null], [flood, null])
      await waiting(store, 'late', [waitOf('late', 1, loud)])
      await store.commit([commitOf('d', 2, { subscriptions: { open: [], close: ['d:1:0'] } })])
      same('next due', await store.nextDue(), at)
      const [first] = await store.claimBroadcasts('w', at, 100, 9, 2)
      same('the first two', [first?.broadcast, first?.dossiers], [flood, ['a', 'b']])
      same('leased', await store.claimBroadcasts('v', at + 99, 100, 9, 2), [])
      same('its lease runs out', (await store.claimBroadcasts('v', at + 100, 100, 9, 2))[0]?.dossiers, ['a', 'b'])
      same('lost', await store.advanceBroadcast('b1', 'w', first?.turn ?? ''), false)
      same('told', await store.advanceBroadcast('b1', 'v', first?.turn ?? ''), true)
      const [second] = await store.claimBroadcasts('w', at, 100, 9, 2)
      same('the rest', second?.dossiers, ['e'])
      same('told as well', await store.advanceBroadcast('b1', 'w', second?.turn ?? ''), true)
      same('none left', (await store.claimBroadcasts('w', at, 100, 9, 2))[0]?.dossiers, [])
      same('over', [await store.claimBroadcasts('w', at + 1e6, 100, 9, 2), (await store.nextDue()) ?? null], [[], null])
      same('its id stays', await store.putBroadcast(flood), false)
      same('so does whose it was', await store.broadcast('b1'), { ...flood, payload: {} })
    },
  ),

  storeLaw('who is still to be told of a signal is read a page at a time, without telling anybody', async (store, { reopen }) => {
    const loud = { kind: 'signal', name: 'flood' } as const
    const left = async (limit: number) => {
      const found: string[] = []
      for (let after: string | null | undefined; after !== null;) {
        const page: Page<string> = await store.audience({ broadcast: 'b1', limit, ...(after === undefined ? {} : { after }) })
        found.push(...page.items)
        after = page.next
      }
      return found
    }
    same('no signal', await left(9), [])
    for (const dossier of ['a', 'b', 'c', 'd']) await waiting(store, dossier, [waitOf(dossier, 1, loud)])
    await waiting(store, 'x', [waitOf('x', 1, { ...loud, agency: 'H22' }), waitOf('x', 2, { ...loud, name: 'fire' })])
    await store.putBroadcast(flood)
    await waiting(store, 'late', [waitOf('late', 1, loud)])
    for (const limit of [1, 3, 4, 9]) same(`by ${limit}`, await left(limit), ['a', 'b', 'c', 'd'])
    const [turn] = await store.claimBroadcasts('w', at, 100, 9, 1)
    same('while some are being told', await left(2), ['a', 'b', 'c', 'd'])
    await store.advanceBroadcast('b1', 'w', turn?.turn ?? '')
    await store.commit([commitOf('c', 2, { subscriptions: { open: [], close: ['c:1:0'] } })])
    store = await reopen(store)
    same('the rest', await left(1), ['b', 'd'])
    const [next] = await store.claimBroadcasts('w', at, 100, 9, 9)
    same('told all the same', next?.dossiers, ['b', 'd'])
    await store.advanceBroadcast('b1', 'w', next?.turn ?? '')
    same('none left', [await left(9), (await store.broadcasts({ isUnderWay: true, limit: 9 })).items.length], [[], 1])
    await store.claimBroadcasts('w', at, 100, 9, 9)
    same('over', (await store.broadcasts({ isUnderWay: true, limit: 9 })).items, [])
    await fails('STORE_INPUT_INVALID', () => store.audience({ broadcast: 'b1', limit: 0 }))
    await fails('STORE_INPUT_INVALID', () => store.audience({ broadcast: 'b1', after: 'no cursor', limit: 1 }))
  }),

  storeLaw('signals are listed by id, and apart those that are under way', async (store) => {
    same('none', await store.broadcasts({ limit: 9 }), { items: [], next: null })
    const fire = { ...flood, id: 'a1', signal: 'fire', at: at + 5 }
    await waiting(store, 'a', [waitOf('a', 1, { kind: 'signal', name: 'fire' })])
    await store.putBroadcast(flood)
    await store.putBroadcast(fire)
    await store.claimBroadcasts('w', at, 100, 9, 9)
    const first = await store.broadcasts({ limit: 1 })
    same('the first', first.items, [fire])
    same('the second', await store.broadcasts({ limit: 1, after: first.next ?? '' }), {
      ...{ items: [{ ...flood, payload: {} }], next: null },
    })
    same('under way', (await store.broadcasts({ isUnderWay: true, limit: 9 })).items, [fire])
    await fails('STORE_INPUT_INVALID', () => store.broadcasts({ limit: 0 }))
    await fails('STORE_INPUT_INVALID', () => store.broadcasts({ after: 'no cursor', limit: 1 }))
  }),

  storeLaw(
    'a signal of a time that the store does not know is over: nobody is told, its id is taken, and what it said is not kept',
    async (store, { reopen, holds }) => {
      const said = 'Nguyen-Thi-Buoi'
      await waiting(store, 'a', [waitOf('a', 1, { kind: 'signal', name: 'flood' })])
      await store.putBroadcast({ ...flood, id: 'here' })
      const elsewhere = [
        { ...flood, payload: { name: said } },
        { ...flood, id: 'b2', agency: 'H22' },
        { ...flood, id: 'here', payload: {} },
      ]
      for (const time of ['first', 'again']) {
        same(time, await store.keepBroadcasts(elsewhere), [])
        store = await reopen(store)
      }
      if (holds !== undefined) same('it stands in the store', await holds(store, said), false)
      same('its id', [await store.putBroadcast(flood), await store.broadcast('b1')], [false, { ...flood, payload: {} }])
      same('nobody is told', (await store.audience({ broadcast: 'b1', limit: 9 })).items, [])
      same('but by one that is here', (await store.broadcasts({ isUnderWay: true, limit: 9 })).items, [{ ...flood, id: 'here' }])
      const others = await store.keepBroadcasts([
        { ...flood, signal: 'fire' },
        { ...flood, id: 'b2' },
        { ...flood, id: 'here', actor: 'system:gate' },
        { ...flood, id: 'b3' },
        { ...flood, id: 'b3', signal: 'fire' },
      ])
      same('of others', others, ['b1', 'b2', 'here', 'b3'])
      same('none', await store.keepBroadcasts([]), [])
      await fails('STORE_INPUT_INVALID', () =>
        store.keepBroadcasts([
          { ...flood, id: 'b8' },
          { ...flood, id: 'b9', at: 0.5 },
        ]),
      )
      same('nothing of the batch', await store.broadcast('b8'), undefined)
    },
  ),

  storeLaw('a signal that all have heard keeps nothing of what it said', async (store, { holds }) => {
    const said = 'Nguyen-Thi-Buoi'
    const stands = async (isExpected: boolean) => {
      if (holds !== undefined) same('it stands in the store', await holds(store, said), isExpected)
    }
    await waiting(store, 'a', [waitOf('a', 1, { kind: 'signal', name: 'flood' })])
    await store.putBroadcast({ ...flood, payload: { name: said } })
    const [turn] = await store.claimBroadcasts('w', at, 100, 9, 9)
    same('heard', [turn?.broadcast.payload, turn?.dossiers], [{ name: said }, ['a']])
    await store.advanceBroadcast('b1', 'w', turn?.turn ?? '')
    await stands(true)
    same('none left', (await store.claimBroadcasts('w', at, 100, 9, 9))[0]?.dossiers, [])
    await stands(false)
  }),

  storeLaw('a broadcast that nobody hears is over at once; several are claimed in the order they were put', async (store) => {
    await store.putBroadcast(flood)
    await waiting(store, 'a', [waitOf('a', 1, { kind: 'signal', name: 'flood', agency: 'H22' })])
    await store.putBroadcast({ ...flood, id: 'b2', agency: 'H22' })
    same('none', await store.claimBroadcasts('w', at, 100, 0, 9), [])
    const claimed = await store.claimBroadcasts('w', at, 100, 9, 9)
    same(
      'both',
      claimed.map(({ broadcast, dossiers }) => [broadcast.id, dossiers]),
      [
        ['b1', []],
        ['b2', ['a']],
      ],
    )
    same(
      'over',
      (await store.claimBroadcasts('w', at + 100, 100, 9, 9)).map(({ broadcast }) => broadcast.id),
      ['b2'],
    )
  }),
] as const

const flood: Broadcast = { id: 'b1', agency: null, signal: 'flood', payload: { level: 3 }, actor: 'system:weather', at }

async function waiting(store: Store, dossier: string, open: readonly StoredSubscription[]): Promise<void> {
  const [outcome] = await store.commit([commitOf(dossier, 1, { subscriptions: { open, close: [] } })])
  same('waiting', outcome?.status, 'committed')
}

/** Which message goes to which subscription now; nothing stays leased. */
async function told(store: Store, now = at): Promise<readonly string[]> {
  const matches = await store.claimMatches('w', now, 0, 100)
  return matches.map(({ message, subscription }) => `${message.id} ${subscription.id}`)
}

function idsOf(items: readonly Pick<MessageStanding, 'message'>[]): readonly string[] {
  return items.map(({ message }) => message.id)
}

/** Ids of a list, read page by page: all but the last are full. */
async function listed(store: Store, query: Omit<MessageQuery, 'limit'>, limit: number): Promise<readonly string[]> {
  const ids: string[] = []
  for (let after: string | null | undefined = query.after; after !== null;) {
    const page: Page<MessageStanding> = await store.messages({ ...query, limit, ...(after === undefined ? {} : { after }) })
    if (page.next !== null) same('a page', page.items.length, limit)
    ids.push(...idsOf(page.items))
    after = page.next
  }
  return ids
}
