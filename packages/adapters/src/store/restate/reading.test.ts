import pg from 'pg'
import { createEngine, memoryStore, verifyJournal, type DossierView, type FeedEvent } from '@motcua/engine'
import { describe, expect, it } from 'vitest'
import { jobOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { TIMER } from '../../../../engine/src/testing/host/office.ts'
import { codeOf } from '../../../../engine/src/testing/host/operations/nodes.ts'
import {
  HANOI,
  HEARS,
  HUE,
  KEYED,
  LATER,
  operated,
  PARALLEL,
  PASSES,
  STAFF,
} from '../../../../engine/src/testing/host/operations/procedures.ts'
import { postgresStore } from '../postgres/index.ts'
import { moveDossiers, restateEngine } from './index.ts'
import { isSupported, useReadHost } from './used-host.fixture.ts'

// Reason to skip: npm has no Restate server for this machine.
describe.skipIf(!isSupported)('a host on Restate with a store to read', () => {
  const { server, restate, engine } = useReadHost()
  const soon = { timeout: 15_000 }
  const lodge = (procedure: string) =>
    engine.lodge(procedure, { applicant: { name: 'Nguyễn Văn Đường', identifier: '001' } }, { as: 'dan', agency: HUE })
  const tasksOf = async (dossier: string) => (await engine.tasks.list({ as: 'chi', all: true, dossier })).items
  const taskOf = async (dossier: string) => {
    await expect.poll(async () => (await tasksOf(dossier)).length, soon).toBe(1)
    return (await tasksOf(dossier))[0]?.id ?? ''
  }

  it('lists, searches and counts dossiers and tasks', async () => {
    const { id } = await lodge(PARALLEL)
    await expect
      .poll(async () => (await engine.dossiers.list({ as: 'chi', text: 'duong' })).items.map(({ dossier }) => dossier), soon)
      .toEqual([id])
    expect(await engine.dossiers.count({ as: 'chi', by: 'stage' })).toEqual([{ key: 'verify', count: 1 }])
    expect(await engine.tasks.count({ as: 'chi', by: 'role' })).toEqual([{ key: 'clerk', count: 1 }])
    expect((await engine.worklist({ as: 'an' })).map(({ element }) => element)).toEqual(['examine'])
    expect((await engine.tasks.list({ as: 'xuan', all: true })).items).toEqual([])
    await engine.dossiers.cancel(id, { as: 'chi', reason: 'nộp trùng' })
    await expect.poll(async () => (await engine.tasks.list({ as: 'chi', all: true })).items.length, soon).toBe(0)
    expect((await engine.dossiers.list({ as: 'chi', isOpen: false })).items).toHaveLength(1)
  })

  it('keeps a message until its dossier waits for it, and delivers it once', async () => {
    const pay = () => engine.messages.publish({ name: 'paid', variables: { n: 7 }, agency: HUE }, { system: 'bank', id: 'm1' })
    expect([await pay(), await pay()]).toEqual([true, false])
    const another = engine.messages.publish({ name: 'paid', agency: 'G01' }, { system: 'bank', id: 'm1' })
    expect(await codeOf(another)).toBe('COMMAND_REUSED')
    const { id } = await lodge(LATER)
    const other = await lodge(LATER)
    expect(await engine.messages.status('m1')).toBe('kept')
    await engine.complete(await taskOf(id), {}, { as: 'an' })
    await expect.poll(async () => (await engine.dossier(id, { as: 'chi' })).status, soon).toBe('completed')
    expect((await engine.dossier(id, { as: 'chi' })).variables.n).toBe(7)
    await expect.poll(() => engine.messages.status('m1'), soon).toBe('taken')
    await engine.complete(await taskOf(other.id), {}, { as: 'an' })
    expect((await engine.dossier(other.id, { as: 'chi' })).status).toBe('running')
    expect(await engine.messages.status('m2')).toBeUndefined()
  })

  it('a message that came for a dossier which waits no more is not behind those that were put after it', async () => {
    const bill = 'B1'
    const pay = (n: number) => {
      const message = { name: 'opened', variables: { bill: `${bill}, ${n}` }, keys: { receipt: [bill] }, agency: HUE }
      return engine.messages.publish(message, { system: 'bank', id: `in-turn-${n}` })
    }
    const lodged = async () => (await engine.lodge(KEYED, { bill }, { as: 'dan', agency: HUE })).id
    const [first, second] = [await lodged(), await lodged()]
    await engine.complete(await taskOf(first), {}, { as: 'an' })
    const task = await taskOf(second)
    await restate.quiet()
    const keeper = new pg.Client({ connectionString: server.url() })
    await keeper.connect()
    // While it is held, what dossiers commit is not read: the first one seems to wait after it has got its message.
    await keeper.query('BEGIN; LOCK TABLE motcua.journal IN EXCLUSIVE MODE')
    await pay(1)
    await expect.poll(async () => (await engine.dossier(first, { as: 'chi' })).status, soon).toBe('completed')
    await pay(2)
    const isLookedAt = async () =>
      (await keeper.query("SELECT 1 FROM motcua.message WHERE id = 'in-turn-2' AND wake > at")).rowCount
    await expect.poll(isLookedAt, soon).toBe(1)
    await keeper.query('COMMIT')
    await keeper.end()
    await restate.quiet()
    await pay(3)
    await engine.complete(task, {}, { as: 'an' })
    await expect.poll(async () => (await engine.dossier(second, { as: 'chi' })).status, soon).toBe('completed')
    expect((await engine.dossier(second, { as: 'chi' })).variables.bill).toBe(`${bill}, 2`)
  })

  it('begins dossiers by the clock, one at each tick, until the rule is dropped', async () => {
    const rule = `R3/${new Date(Date.now() + 300).toISOString()}/PT1S`
    const schedule = { id: 'often', procedure: PASSES, rule, agency: HUE }
    expect(await codeOf(engine.schedules.put({ ...schedule, rule: 'often' }, { as: 'chi' }))).toBe('SCHEDULE_INVALID')
    expect(await codeOf(engine.schedules.put(schedule, { as: 'an' }))).toBe('NOT_AUTHORISED')
    await engine.schedules.put(schedule, { as: 'chi' })
    const begun = async () => (await engine.dossiers.list({ as: 'chi', procedure: PASSES })).items.length
    await expect.poll(begun, soon).toBe(3)
    const [left] = await engine.schedules.list({ as: 'chi' })
    expect([left?.id, left?.due]).toEqual(['often', null])
    expect([await engine.schedules.drop('often', { as: 'chi' }), await engine.schedules.drop('often', { as: 'chi' })]).toEqual([
      true,
      false,
    ])
    expect(await begun()).toBe(3)
  })

  it('tells agencies apart in events and parked jobs, and forgets in events what was erased', async () => {
    const ours = await lodge(PARALLEL)
    const theirs = await engine.lodge(PARALLEL, { applicant: { name: 'Lê Thị Quỳnh' } }, { as: 'dan', agency: HANOI })
    const read = async (query: { readonly as: string; readonly agency?: string }, until: DossierView) => {
      const seen: FeedEvent[] = []
      for await (const event of engine.events({ ...query, signal: AbortSignal.timeout(15_000) })) {
        seen.push(event)
        if (event.dossier === until.id && event.seq === until.seq) break
      }
      return seen
    }
    const dossiersOf = (seen: readonly FeedEvent[]) => [...new Set(seen.map(({ dossier }) => dossier))]
    await engine.dossiers.cancel(ours.id, { as: 'chi', reason: 'nộp trùng' })
    await restate.quiet()
    const cancelled = await engine.dossiers.cancel(theirs.id, { as: 'xuan', reason: 'nộp trùng' })
    expect(dossiersOf(await read({ as: 'xuan' }, cancelled))).toEqual([theirs.id])
    const watched = await read({ as: 'oanh', agency: HANOI }, cancelled)
    expect([dossiersOf(watched), JSON.stringify(watched).includes('Quỳnh')]).toEqual([[theirs.id], true])
    expect(dossiersOf(await read({ as: 'oanh' }, cancelled))).toContain(ours.id)
    expect(await codeOf(read({ as: 'xuan', agency: HUE }, cancelled))).toBe('NOT_AUTHORISED')
    const erased = await engine.dossiers.erase(theirs.id, { as: 'xuan', reason: 'hết hạn' })
    await restate.quiet()
    const left = await read({ as: 'xuan' }, erased)
    expect([left.length > 1, JSON.stringify(left).includes('Quỳnh')]).toEqual([true, false])
  })

  it('a parked job is there for its agency alone', async () => {
    const store = memoryStore()
    const identity = { find: async (id: string) => STAFF.find((person) => person.id === id) }
    const old = createEngine({ store, procedures: [operated(PASSES)], adapters: { identity } })
    await old.start()
    const { id } = await old.lodge(PASSES, {}, { as: 'dan', agency: HUE })
    await old.stop()
    await store.open()
    const job = { ...jobOf(id, 'parked-1'), ...{ status: 'parked', tries: 3, leasedUntil: null, lastError: null, settled: null } }
    const parking = new Proxy(store, {
      get: (of, name) => (name === 'jobs' ? async () => [job] : (Reflect.get(of, name) as () => unknown).bind(of)),
    })
    await moveDossiers(parking, { url: restate.ingress })
    await restate.quiet()
    const told = async (as: string) => (await engine.parkedJobs({ as })).map((parked) => parked.id)
    expect([await told('chi'), await told('oanh'), await told('xuan')]).toEqual([['parked-1'], ['parked-1'], []])
    expect(await codeOf(engine.skipJob('parked-1', { as: 'xuan', reason: 'x' }))).toBe('JOB_NOT_PARKED')
    expect(await codeOf(engine.retryJob('parked-1', { as: 'xuan' }))).toBe('JOB_NOT_PARKED')
    await engine.skipJob('parked-1', { as: 'chi', reason: 'đã làm tay' })
    await restate.quiet()
    expect(await told('chi')).toEqual([])
    const word = { actor: 'chi', reason: 'đã làm tay', at: expect.any(Number) as number }
    const skipped = { id: 'parked-1', type: job.type, key: job.key, settled: word }
    expect(await restate.kept(id, 'skipped')).toEqual({ 'parked-1': skipped })
    await engine.dossiers.erase(id, { as: 'chi', reason: 'hết hạn' })
    const erased = { ...skipped, settled: { ...word, reason: '' } }
    expect(await restate.kept(id, 'skipped')).toEqual({ 'parked-1': erased })
  })

  it('seals what dossiers committed, once', async () => {
    await restate.quiet()
    expect(await codeOf(engine.seal({ as: 'an' }))).toBe('NOT_AUTHORISED')
    // Chi works for one agency alone.
    expect(await codeOf(engine.seal({ as: 'chi' }))).toBe('NOT_AUTHORISED')
    const seal = await engine.seal({ as: 'oanh' })
    expect(seal?.number).toBe(1)
    expect(await engine.seal({ as: 'oanh' })).toBeUndefined()
    const reading = postgresStore({ connectionString: server.url() })
    await reading.open()
    const { seals, broken } = await verifyJournal(reading)
    await reading.close()
    expect([seals, broken ?? null]).toEqual([1, null])
  })

  it('says by name what it does not have, and whether it is well', async () => {
    const reason = 'vì sao'
    for (const deed of [
      () => engine.recalculateDueDates({ as: 'chi', reason }),
      () => engine.reconcile({ as: 'chi', reason }),
      () => engine.settled(),
    ])
      expect(await codeOf(deed())).toBe('HOST_LACKS')
    const own = [{ sql: 'SELECT 1', params: [] }]
    expect(await codeOf(engine.lodge(LATER, {}, { as: 'dan', agency: HUE, own }))).toBe('OWN_REFUSED')
    expect(await engine.health()).toMatchObject({ isReady: true, problems: [] })
    const lost = restateEngine({ url: 'http://127.0.0.1:9' })
    expect((await lost.health()).problems.map(({ code }) => code)).toEqual(['ENGINE_STOPPED'])
    await lost.start()
    expect((await lost.health()).problems.map(({ code }) => code)).toEqual(['STORE_SILENT'])
    await lost.stop()
  })

  it('lists dossiers that another store began', async () => {
    const store = memoryStore()
    const identity = { find: async (id: string) => STAFF.find((person) => person.id === id) }
    const old = createEngine({ store, procedures: [operated(PARALLEL)], adapters: { identity }, agency: HUE })
    await old.start()
    const { id } = await old.lodge(PARALLEL, { applicant: { name: 'Lê Thị Quỳnh' } }, { as: 'dan' })
    await old.report(id, { message: 'answer', variables: { n: 1 } }, { system: 'gate' })
    await old.settled()
    expect(await moveDossiers(store, { url: restate.ingress })).toEqual({ moved: 1, present: 0 })
    await old.stop()
    const found = async () =>
      (await engine.dossiers.list({ as: 'chi', text: 'quynh' })).items.map(({ dossier, seq }) => [dossier, seq])
    await expect.poll(found, soon).toEqual([[id, 2]])
    await engine.complete(await taskOf(id), {}, { as: 'an' })
    // The task, and the job that follows it.
    await expect.poll(found, soon).toEqual([[id, 4]])
  })

  it('a dossier that another store began gets the messages that it waited for, and shows its incidents', async () => {
    const store = memoryStore()
    const identity = { find: async (id: string) => STAFF.find((person) => person.id === id) }
    const old = createEngine({ store, procedures: [operated(LATER)], adapters: { identity }, agency: HUE })
    await old.start()
    const { id } = await old.lodge(LATER, {}, { as: 'dan' })
    const [task] = await old.worklist({ as: 'an' })
    await old.complete(task?.id ?? '', {}, { as: 'an' })
    // Nobody waits for it: it stays on record.
    await old.report(id, { message: 'answer' }, { system: 'gate' })
    expect((await old.incidents.list({ as: 'chi', dossier: id })).items).toHaveLength(1)
    await moveDossiers(store, { url: restate.ingress })
    await old.stop()
    const incidents = async () => (await engine.incidents.list({ as: 'chi', dossier: id })).items.length
    await expect.poll(incidents, soon).toBe(1)
    // Of the dossiers before it, one waits for the same.
    for (const message of ['moved-1', 'moved-2'])
      await engine.messages.publish({ name: 'paid', variables: { n: 1 }, agency: HUE }, { system: 'bank', id: message })
    await expect.poll(async () => (await engine.dossier(id, { as: 'chi' })).status, soon).toBe('completed')
  })

  it('a dossier that was migrated before it moved is read there, though the services know only what it was migrated to', async () => {
    const store = memoryStore()
    const identity = { find: async (id: string) => STAFF.find((person) => person.id === id) }
    const started = async (version: number) => {
      const old = createEngine({ store, procedures: [operated(PARALLEL, { version })], adapters: { identity }, agency: HUE })
      await old.start()
      return old
    }
    const first = await started(7)
    const { id } = await first.lodge(PARALLEL, {}, { as: 'dan' })
    await first.stop()
    const second = await started(1)
    await second.dossiers.migrate(id, { version: 1 }, { as: 'chi', reason: 'bản mới' })
    await second.stop()
    await store.open()
    const stored = await store.load(id)
    // As an earlier release wrote it: the journal has to be read from its beginning.
    const earlier = { ...stored, snapshot: { ...stored?.snapshot, kernel: 1 } }
    const older = new Proxy(store, {
      get: (of, name) => (name === 'load' ? async () => earlier : (Reflect.get(of, name) as () => unknown).bind(of)),
    })
    await moveDossiers(older, { url: restate.ingress })
    expect((await engine.dossier(id, { as: 'chi' })).procedure.version).toBe(1)
  })

  it('goes on with the schedules of another store, each once, however often they are moved', async () => {
    const store = memoryStore()
    const rule = `R2/${new Date(Date.now() + 3_000).toISOString()}/PT1S`
    const identity = { find: async (id: string) => STAFF.find((person) => person.id === id) }
    const old = createEngine({ store, procedures: [operated(PASSES)], adapters: { identity }, agency: HUE })
    await old.start()
    const schedule = { id: 'moved-often', procedure: PASSES, rule, agency: HUE }
    const { due } = await old.schedules.put(schedule, { as: 'chi' })
    const left = await store.schedules()
    await old.stop()
    await store.open()
    const begun = async () => (await engine.dossiers.list({ as: 'chi', procedure: PASSES })).items.length
    const before = await begun()
    await moveDossiers(store, { url: restate.ingress })
    const moved = async () => (await engine.schedules.list({ as: 'chi' })).find(({ id }) => id === 'moved-often')
    expect(await moved()).toMatchObject({ ...schedule, due })
    await expect.poll(async () => (await moved())?.due, soon).toBeNull()
    // What has begun there does not begin again.
    await moveDossiers(store, { url: restate.ingress })
    await restate.quiet()
    expect((await moved())?.due).toBeNull()
    await expect.poll(begun, soon).toBe(before + 2)
    expect(await store.schedules()).toEqual(left)
  })

  it('moves nothing where a schedule begins what the services have no procedure for', async () => {
    const store = memoryStore()
    await store.open()
    const schedule = { id: 'no-procedure', agency: HUE, procedure: '9.999999', rule: '0 8 * * 1', variables: {}, actor: 'chi' }
    await store.putSchedule({ ...schedule, due: Date.now() + 3_600_000 })
    expect(await codeOf(moveDossiers(store, { url: restate.ingress }))).toBe('PROCEDURE_UNKNOWN')
    expect((await engine.schedules.list({ as: 'oanh' })).map(({ id }) => id)).not.toContain('no-procedure')
  })

  it('a timer that the engine refuses holds up nothing else of its dossier, and comes again', async () => {
    const { id } = await engine.lodge(TIMER, {}, { as: 'dan', agency: HUE })
    await restate.change({ definitions: [], schema: 'motcua' })
    // The timer is due a second after the dossier began.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(await codeOf(engine.dossiers.cancel(id, { as: 'chi', reason: 'nộp trùng' }))).toBe('PROCEDURE_UNKNOWN')
    expect(await restate.scheduled(id)).toBe(1)
  })

  it('nor does a message that its dossier cannot be told hold up other messages', async () => {
    const code = LATER
    await restate.change({ definitions: [operated(code).procedure.program.content], schema: 'motcua' })
    const { id } = await lodge(code)
    await engine.complete(await taskOf(id), {}, { as: 'an' })
    await restate.quiet()
    await restate.change({ definitions: [], schema: 'motcua' })
    await engine.messages.publish({ name: 'paid', variables: { n: 1 }, agency: HUE }, { system: 'bank', id: 'untold' })
    await restate.quiet()
    expect(await engine.messages.status('untold')).toBe('kept')
  }, 90_000)

  describe('where the services lack the procedure of a dossier', () => {
    const posting = operated(PASSES, {
      change: (flow) =>
        flow.replace('next: done }', 'next: work }\n  work: { serviceTask: { job: post, sets: [n] }, next: done }'),
    }).procedure.program.content
    const has = (definitions: readonly string[], peer = {}) => restate.change({ definitions, peer })
    const completions = async (id: string) => {
      await expect.poll(async () => (await engine.dossier(id, { as: 'chi' })).status, soon).toBe('completed')
      const { variables } = await engine.dossier(id, { as: 'chi' })
      return [variables.n, (await engine.journal(id, { as: 'chi' })).filter(({ type }) => type === 'completeJob').length]
    }
    /** Nothing holds up the dossier: a person who asks is answered. */
    const isLeftAlone = async (id: string, ms: number) => {
      await has([])
      await new Promise((resolve) => setTimeout(resolve, ms))
      expect(await codeOf(engine.dossiers.cancel(id, { as: 'chi', reason: 'nộp trùng' }))).toBe('PROCEDURE_UNKNOWN')
    }

    it('a job that is to be done waits, and is done once they have it', async () => {
      await has([posting], { refusesForMs: 1_000 })
      const { id } = await lodge(PASSES)
      await isLeftAlone(id, 1_500)
      await has([posting])
      expect(await completions(id)).toEqual([1, 1])
    }, 90_000)

    it('what a job came to is told once they have it, and the job is not done again', async () => {
      await has([posting], { answersAfterMs: 1_000 })
      const { id } = await lodge(PASSES)
      // Until it is being done.
      await new Promise((resolve) => setTimeout(resolve, 500))
      await isLeftAlone(id, 1_000)
      await has([posting])
      expect(await completions(id)).toEqual([1, 1])
    }, 90_000)

    it('a signal is heard, and a dossier begun by the clock, once they have it', async () => {
      const hears = operated(HEARS).procedure.program.content
      await has([hears, posting])
      const { id } = await lodge(HEARS)
      const rule = `R1/${new Date(Date.now() + 1_500).toISOString()}/PT1S`
      await engine.schedules.put({ id: 'once', procedure: PASSES, rule, agency: HUE }, { as: 'chi' })
      await restate.quiet()
      await has([])
      await engine.signals.broadcast({ name: 'Bão', agency: HUE }, { system: 'weather', id: 'unread' })
      await new Promise((resolve) => setTimeout(resolve, 2_000))
      await has([hears, posting])
      await expect.poll(async () => (await engine.dossier(id, { as: 'chi' })).status, soon).toBe('completed')
      const due = async () => (await engine.schedules.list({ as: 'chi' })).find((one) => one.id === 'once')?.due
      // Its lease has to be over.
      await expect.poll(due, { timeout: 60_000 }).toBeNull()
    }, 120_000)
  })
})
