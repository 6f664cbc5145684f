import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FeedRow, JournalRow, Json, SignatureChecker, Signer, Store, StoredSeal, Timestamper } from '../../ports/index.ts'
import { AdapterFailure } from '../../ports/index.ts'
import { DESK, officeModules, people } from '../../testing/host/office.ts'
import { createEngine, memoryStore, sealText, simulatedClock, verifyJournal, type Engine } from '../index.ts'

const START = Date.UTC(2026, 10, 27, 1)
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'))

/** Vouches by saying what it vouches for: the real ones are tested with the adapters. */
const signer: Signer = {
  signPdf: () => Promise.reject(new Error('not here')),
  signDetached: (content) =>
    Promise.resolve({ bytes: bytes(`by An: ${Buffer.from(content).toString()}`), subject: 'An', serialNumber: '1' }),
}
const timestamper: Timestamper = { timestamp: (digest) => Promise.resolve(bytes(`now: ${Buffer.from(digest).toString('hex')}`)) }
const checker: SignatureChecker = {
  signature: (content, signature) =>
    Promise.resolve(
      Buffer.from(signature).toString() === `by An: ${Buffer.from(content).toString()}`
        ? { subject: 'CN=An', at: START }
        : undefined,
    ),
  timestamp: (_, token) =>
    Promise.resolve(Buffer.from(token).toString().startsWith('now: ') ? { subject: 'CN=Clock', at: START } : undefined),
}

async function office(store: Store = memoryStore(), more: Partial<Parameters<typeof createEngine>[0]> = {}) {
  const clock = simulatedClock(START)
  const adapters = { identity: people, signer, timestamper }
  const engine = createEngine({ store, clock, procedures: officeModules(), adapters, sealing: null, ...more })
  await engine.start()
  return { engine, store, clock }
}

/** A dossier with `steps` rows. */
async function dossier(engine: Engine, steps: number): Promise<string> {
  const { id } = await engine.lodge(DESK, {}, { as: 'an' })
  for (const as of ['binh', 'dung'].slice(0, steps - 1)) {
    const [task] = await engine.worklist({ as, dossier: id })
    await engine.complete(task?.id ?? '', {}, { as })
  }
  return id
}

/** A store whose feed and seals somebody rewrote. */
function rewritten(
  store: Store,
  feed: (rows: readonly FeedRow[]) => readonly FeedRow[],
  seals: (seals: readonly StoredSeal[]) => readonly StoredSeal[] = (all) => all,
): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'feed') return async (after: string | null) => (after === null ? feed(await target.feed(null, 1_000)) : [])
      // Whoever writes a row anew writes the answer with it.
      if (name === 'answers')
        return async (after: string | null) =>
          after === null
            ? feed(await target.feed(null, 1_000)).map(({ cursor, row }) => ({ cursor, response: answerTo(row) }))
            : []
      if (name === 'seals') return async (after: number) => (after === 0 ? seals(await target.seals(0, 1_000)) : [])
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

const answerTo = ({ dossier, seq, at }: JournalRow) => ({ dossier, seq, at })

const changed = (row: JournalRow): JournalRow => ({ ...row, actor: 'somebody else' })

describe('a journal that nobody touched', () => {
  it('is whole, sealed or not, whatever was done in what order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(1, 2, 3, 'seal' as const), { maxLength: 8 }), async (deeds) => {
        const { engine, store } = await office()
        let rows = 0
        let sealed = 0
        for (const deed of deeds) {
          if (deed !== 'seal') {
            await dossier(engine, deed)
            rows += deed
          } else if ((await engine.seal({ as: 'oanh' })) !== undefined) sealed = rows
        }
        const verdict = await verifyJournal(store, { checker })
        expect(verdict).toMatchObject({ rows, unsealed: rows - sealed, broken: undefined })
        await engine.stop()
      }),
      { numRuns: 12 },
    )
  })

  it('is whole though one dossier had a thousand commands while the feed was read', async () => {
    const { engine, store } = await office()
    const id = await dossier(engine, 1)
    const [task] = await engine.worklist({ as: 'binh', dossier: id })
    for (let turn = 0; turn < 501; turn++) {
      await engine.tasks.claim(task?.id ?? '', { as: 'binh' })
      await engine.tasks.unclaim(task?.id ?? '', { as: 'binh' })
    }
    const read = rewritten(store, (rows) => rows.slice(0, 1))
    expect(await verifyJournal(read)).toMatchObject({ rows: 1_003, dossiers: 1, broken: undefined })
    await engine.stop()
  })

  it('is sealed once for the same rows, by an operator', async () => {
    const { engine, store } = await office()
    await dossier(engine, 3)
    await expect(engine.seal({ as: 'binh' })).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
    expect(await engine.seal({ as: 'oanh' })).toMatchObject({ number: 1, links: 3, at: START })
    expect(await engine.seal({ as: 'oanh' })).toBeUndefined()
    expect(await verifyJournal(store, { checker })).toMatchObject({ seals: 1, signers: ['CN=An', 'CN=Clock'] })
  })

  it('is sealed on a schedule, and a signer that does not answer only delays it', async () => {
    const errors: unknown[] = []
    let isDown = true
    const shaky: Signer = {
      ...signer,
      signDetached: (content, request) =>
        isDown
          ? Promise.reject(new AdapterFailure('SIGNER_DOWN', 'not now', { retry: true }))
          : signer.signDetached(content, request),
    }
    const { engine, store, clock } = await office(memoryStore(), {
      adapters: { identity: people, signer: shaky },
      sealing: { everyMs: 60_000 },
      onError: (error) => errors.push(error),
    })
    await dossier(engine, 2)
    clock.goBy(60_000)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(errors).toHaveLength(1)
    expect(await store.seals(0, 10)).toEqual([])
    isDown = false
    clock.goBy(60_000)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await store.seals(0, 10)).toMatchObject([{ number: 1, links: 2 }])
    await engine.stop()
  })
})

describe('a journal that somebody rewrote', () => {
  /** Three dossiers of 3, 2 and 3 rows; a seal after five rows and one after eight. */
  async function sealedOffice() {
    const { engine, store } = await office()
    const first = await dossier(engine, 3)
    const second = await dossier(engine, 2)
    await engine.seal({ as: 'oanh' })
    const third = await dossier(engine, 3)
    await engine.seal({ as: 'oanh' })
    return { store, first, second, third }
  }

  it('names the first row that is not what it was', async () => {
    const { store } = await sealedOffice()
    const rows = await store.feed(null, 100)
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: rows.length - 1 }), fc.nat({ max: rows.length - 1 }), async (one, other) => {
        const first = Math.min(one, other)
        const forged = rows.map(({ cursor, row }, index) => ({
          cursor,
          row: index === one || index === other ? changed(row) : row,
        }))
        const { broken } = await verifyJournal(rewritten(store, () => forged))
        const { dossier: id, seq } = rows[first]?.row as JournalRow
        expect(broken).toEqual({ entry: 'row', dossier: id, seq, problem: 'hash' })
      }),
      { numRuns: 20 },
    )
  })

  it('names the first row whose answer is not what the row says, wherever its command was in a trace', async () => {
    const { store } = await sealedOffice()
    const rows = (await store.feed(null, 100)).map(({ row }) => row)
    const answered = (answers: readonly Json[]) =>
      new Proxy(store, {
        get(target, name) {
          if (name === 'answers')
            return async (after: string | null, limit: number) =>
              (await target.answers(after, limit)).map(({ cursor }, index) => ({ cursor, response: answers[index] }))
          const value: unknown = Reflect.get(target, name)
          return typeof value === 'function' ? (value.bind(target) as unknown) : value
        },
      })
    const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    expect((await verifyJournal(answered(rows.map((row) => ({ ...answerTo(row), trace }))))).broken).toBeUndefined()
    const wrong: ((right: { dossier: string; seq: number; at: number }) => Json)[] = [
      ({ dossier, seq, at }) => ({ dossier, seq: seq + 1, at }),
      ({ dossier, seq, at }) => ({ dossier: `${dossier}x`, seq, at }),
      ({ dossier, seq, at }) => ({ dossier, seq, at: at - 1 }),
      ({ dossier, seq }) => ({ dossier, seq }),
      (right) => ({ ...right, trace: 7 }),
      (right) => ({ ...right, also: 'this' }),
      () => null,
      () => [],
      () => 'accepted',
    ]
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: rows.length - 1 }), fc.constantFrom(...wrong), async (at, forge) => {
        const { dossier: id, seq } = rows[at] as JournalRow
        const answers = rows.map((row, index) => (index >= at ? forge(answerTo(row)) : answerTo(row)))
        const { broken } = await verifyJournal(answered(answers))
        expect(broken).toEqual({ entry: 'row', dossier: id, seq, problem: 'answer' })
      }),
      { numRuns: 40 },
    )
  })

  it('names a row that is missing, be it the last of its dossier', async () => {
    const { store, first, third } = await sealedOffice()
    const without = (id: string, seq: number) =>
      rewritten(store, (rows) => rows.filter(({ row }) => !(row.dossier === id && row.seq === seq)))
    expect((await verifyJournal(without(first, 2))).broken).toEqual({ entry: 'row', dossier: first, seq: 3, problem: 'sequence' })
    // The end of a dossier: the seal that covered it knows.
    expect((await verifyJournal(without(first, 3))).broken).toEqual({ entry: 'seal', number: 1, problem: 'rows' })
    expect((await verifyJournal(without(third, 3))).broken).toEqual({ entry: 'seal', number: 2, problem: 'rows' })
  })

  it('without seals, knows a cut-off end by the dossier itself', async () => {
    const { engine, store } = await office()
    const id = await dossier(engine, 3)
    const cut = rewritten(store, (rows) => rows.slice(0, 2))
    const journal = new Proxy(cut, {
      get: (target, name) => (name === 'journal' ? () => Promise.resolve([]) : (Reflect.get(target, name) as unknown)),
    })
    expect((await verifyJournal(journal)).broken).toEqual({ entry: 'row', dossier: id, seq: 3, problem: 'head' })
  })

  it('is not believed even where every hash was computed anew', async () => {
    const { engine, store } = await office()
    await dossier(engine, 3)
    await engine.seal({ as: 'oanh' })
    // Another office did the same with other people; its rows are whole in themselves.
    const other = await office()
    const { id } = await other.engine.lodge(DESK, {}, { as: 'lan' })
    for (const as of ['binh', 'dung']) {
      const [task] = await other.engine.worklist({ as, dossier: id })
      await other.engine.complete(task?.id ?? '', {}, { as })
    }
    const forged = await other.store.feed(null, 10)
    const last = (await store.feed(null, 10)).map(({ cursor }) => cursor)
    const feed = forged.map(({ row }, index) => ({ row, cursor: last[index] ?? '' }))
    expect((await verifyJournal(rewritten(store, () => feed))).broken).toEqual({ entry: 'seal', number: 1, problem: 'rows' })
  })

  it('names a seal that is missing, changed, or vouched for by nobody who is trusted', async () => {
    const { store } = await sealedOffice()
    const broken = async (seals: (all: readonly StoredSeal[]) => readonly StoredSeal[]) =>
      (
        await verifyJournal(
          rewritten(store, (rows) => rows, seals),
          { checker },
        )
      ).broken
    expect(await broken((all) => all.slice(1))).toEqual({ entry: 'seal', number: 2, problem: 'number' })
    expect(await broken(([one, two]) => [one, { ...two, at: 0 }] as StoredSeal[])).toEqual({
      ...{ entry: 'seal', number: 2, problem: 'signature' },
    })
    expect(await broken(([one, two]) => [{ ...one, at: 0 }, two] as StoredSeal[])).toMatchObject({
      number: 1,
      problem: 'signature',
    })
    expect(await broken(([one, two]) => [one, { ...two, signature: null }] as StoredSeal[])).toMatchObject({
      problem: 'signature',
    })
    expect(await broken(([one, two]) => [one, { ...two, previous: '0'.repeat(64) }] as StoredSeal[])).toMatchObject({
      problem: 'previous',
    })
    const token = Buffer.from('once').toString('base64')
    expect(await broken(([one, two]) => [{ ...one, timestamp: token }, two] as StoredSeal[])).toMatchObject({
      ...{ number: 1, problem: 'timestamp' },
    })
  })

  it('is found out by a seal that an auditor has kept, also by who may sign seals anew', async () => {
    const { store } = await sealedOffice()
    const identity = await store.identity()
    const kept = (await store.seals(0, 10)).map((seal) => sealText(identity, seal))
    const broken = async (seals: (all: readonly StoredSeal[]) => readonly StoredSeal[]) =>
      (
        await verifyJournal(
          rewritten(store, (rows) => rows, seals),
          { checker, kept },
        )
      ).broken
    expect(await broken((all) => all)).toBeUndefined()
    expect(await broken(() => [])).toEqual({ entry: 'seal', number: 1, problem: 'kept' })
    expect(await broken((all) => all.slice(0, 1))).toEqual({ entry: 'seal', number: 2, problem: 'kept' })
    const anew = { ...(await store.seals(1, 1))[0], at: START + 1 } as StoredSeal
    const signed = await signer.signDetached(bytes(sealText(identity, anew)), { reason: 'x', at: START })
    const signature = Buffer.from(signed.bytes).toString('base64')
    expect(await broken(([one]) => [one, { ...anew, signature }] as StoredSeal[])).toMatchObject({ number: 2, problem: 'kept' })
    await expect(verifyJournal(store, { kept: ['no seal'] })).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
  })

  it('is found out by its stamps, also by who may sign seals anew: nobody stamps the past', async () => {
    const { store } = await sealedOffice()
    const since = 400 * 86_400_000
    const stampedLater = { ...checker, timestamp: () => Promise.resolve({ subject: 'CN=Clock', at: START + since }) }
    expect((await verifyJournal(store, { checker: stampedLater })).broken).toEqual({ entry: 'seal', number: 1, problem: 'time' })
    const unstamped = rewritten(
      store,
      (rows) => rows,
      (seals) => seals.map((seal) => ({ ...seal, timestamp: null })),
    )
    expect(await verifyJournal(unstamped, { checker })).toMatchObject({ unstamped: 2, broken: undefined })
    expect((await verifyJournal(unstamped, { checker, mustBeStamped: true })).broken).toEqual({
      ...{ entry: 'seal', number: 1, problem: 'timestamp' },
    })
  })

  it('tells how long rows stood before a seal covered them', async () => {
    const { engine, store, clock } = await office()
    await dossier(engine, 1)
    expect(await verifyJournal(store)).toMatchObject({ sealedWithinMs: null })
    clock.goBy(5_000)
    await dossier(engine, 1)
    clock.goBy(2_000)
    await engine.seal({ as: 'oanh' })
    await dossier(engine, 1)
    await engine.seal({ as: 'oanh' })
    expect(await verifyJournal(store)).toMatchObject({ sealedWithinMs: 7_000, unstamped: 0 })
    const laterStamped = { ...checker, timestamp: () => Promise.resolve({ subject: 'CN=Clock', at: START + 3_600_000 }) }
    expect(await verifyJournal(store, { checker: laterStamped })).toMatchObject({ sealedWithinMs: 3_600_000 })
    await engine.stop()
  })
})
