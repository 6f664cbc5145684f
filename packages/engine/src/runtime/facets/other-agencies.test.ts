import { expect, it, vi } from 'vitest'
import { BEGINS, GROUPS, HANOI, HEARS, HUE, operated, PARALLEL, PASSES, STAFF } from '../../testing/host/operations/procedures.ts'
import { commitOf, jobOf } from '../../testing/contracts/store/fixture.ts'
import { createEngine, memoryStore, simulatedClock } from '../index.ts'
import type { Store } from '../../ports/index.ts'

/** Works for both. */
const MAI = { id: 'mai', name: 'Mai', roles: ['supervisor'], agencies: [HUE, HANOI] }

const START = Date.UTC(2026, 10, 27, 1)

/** Its first task has a time. */
const timed = operated(PARALLEL, { change: (flow) => flow.replace('examine: { userTask: { role: clerk', '$&, limit: PT30M') })

/** Chi is an operator in Huế, Xuân one in Hà Nội; both agencies share the store. Oanh works for every one. */
async function shared() {
  const store = memoryStore()
  const engine = createEngine({
    ...{
      store,
      sealing: null,
      clock: simulatedClock(START),
      procedures: [timed, ...[PASSES, BEGINS, GROUPS, HEARS].map((code) => operated(code))],
    },
    adapters: { identity: { find: (id) => Promise.resolve([...STAFF, MAI].find((person) => person.id === id)) } },
  })
  await engine.start()
  return { engine, store }
}

it('a schedule of another agency is neither replaced nor told of under its id', async () => {
  const { engine, store } = await shared()
  const theirs = await engine.schedules.put({ id: 'daily', procedure: PASSES, rule: '0 7 * * *' }, { as: 'xuan' })
  expect(theirs.agency).toBe(HANOI)
  const taken = engine.schedules.put({ id: 'daily', procedure: PASSES, rule: '0 9 * * *' }, { as: 'chi' })
  await expect(taken).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
  expect(await store.schedules()).toEqual([theirs])
  const own = await engine.schedules.put({ id: 'daily', procedure: PASSES, rule: '0 8 * * *' }, { as: 'xuan' })
  expect(await store.schedules()).toEqual([own])
  await engine.stop()
})

it('dates are reckoned again of the dossiers of one\u2019s own agencies alone', async () => {
  const { engine } = await shared()
  const lodged = (agency: string) => engine.lodge(PARALLEL, { applicant: { identifier: '001' } }, { as: 'dan', agency })
  for (const agency of [HUE, HANOI, HUE]) await lodged(agency)
  const looked = async (as: string) => (await engine.recalculateDueDates({ as, reason: 'thông báo nghỉ lễ' })).looked
  expect([await looked('chi'), await looked('xuan')]).toEqual([2, 1])
  await engine.stop()
})

async function park(store: Store, dossier: string, agency: string | null, count: number): Promise<void> {
  const add = Array.from({ length: count }, (_, number) => jobOf(dossier, `${dossier}-${number}`))
  await store.commit([commitOf(dossier, 1, { head: { agency }, add })])
  for (const { id } of await store.claimJobs('w', START, 60_000, count))
    await store.releaseJob(id, 'w', { to: 'parked', error: { code: 'PORTAL_REFUSED', message: '' } })
}

it('an operator is told of the parked jobs of their agency, however many another one has', async () => {
  const { engine, store } = await shared()
  await park(store, 'theirs', HANOI, 1_001)
  await park(store, 'ours', HUE, 2)
  const told = async (as: string) => (await engine.parkedJobs({ as })).map(({ id }) => id)
  expect(await told('chi')).toEqual(['ours-0', 'ours-1'])
  expect(await told('xuan')).toHaveLength(1_000)
  await engine.stop()
})

it('a word on a parked job is its agency’s, and needs nothing of its dossier but that', async () => {
  const { engine, store } = await shared()
  await park(store, 'ours', HUE, 2)
  await park(store, 'nobodys', null, 1)
  const load = vi.spyOn(store, 'load')
  const skip = (job: string, as: string) => engine.skipJob(job, { as, reason: 'đã làm tay' })
  for (const [job, as] of [
    ['ours-0', 'xuan'],
    ['nobodys-0', 'chi'],
    ['none', 'chi'],
  ] as const) {
    await expect(skip(job, as)).rejects.toMatchObject({ code: 'JOB_UNKNOWN' })
    await expect(engine.retryJob(job, { as })).rejects.toMatchObject({ code: 'JOB_UNKNOWN' })
  }
  await skip('ours-1', 'chi')
  await skip('nobodys-0', 'oanh')
  await expect(skip('ours-1', 'chi')).rejects.toMatchObject({ code: 'JOB_NOT_PARKED' })
  expect(load).not.toHaveBeenCalled()
  await engine.retryJob('ours-0', { as: 'chi' })
  await engine.stop()
})

it('what concerns the whole store is refused to whoever works for some of its agencies alone', async () => {
  const { engine, store } = await shared()
  await engine.lodge(PARALLEL, { applicant: { identifier: '001' } }, { as: 'dan', agency: HANOI })
  const refusal = {
    code: 'NOT_AUTHORISED',
    message: expect.stringMatching(/expected somebody who works for every agency of the store .*, found .*H57/) as string,
  }
  await expect(engine.seal({ as: 'chi' })).rejects.toMatchObject(refusal)
  expect(await store.seals(0, 9)).toEqual([])
  await expect(engine.reconcile({ as: 'chi', reason: 'khôi phục' })).rejects.toMatchObject(refusal)
  expect((await engine.seal({ as: 'oanh' }))?.number).toBe(1)
  await expect(engine.reconcile({ as: 'oanh', reason: 'khôi phục' })).rejects.toMatchObject({ code: 'STORE_NOT_BEHIND' })
  await engine.stop()
})

it('an id that another agency’s message has is not free: none is lost, and no dossier of theirs is shown', async () => {
  const { engine } = await shared()
  const publish = (agency: string, name: string) =>
    engine.messages.publish({ name, agency, ttlMs: 60_000 }, { system: 'bank', id: '1' })
  expect([await publish(HUE, 'paid'), await publish(HUE, 'paid')]).toEqual([true, false])
  await expect(publish(HANOI, 'paid')).rejects.toMatchObject({ code: 'COMMAND_REUSED' })
  await expect(publish(HUE, 'answer')).rejects.toMatchObject({ code: 'COMMAND_REUSED' })
  const begin = (agency: string) =>
    engine.messages.begin(BEGINS, { name: 'opened', variables: { bill: 'b' }, agency }, { system: 'portal', id: '1' })
  const { id } = await begin(HUE)
  expect((await begin(HUE)).id).toBe(id)
  await expect(begin(HANOI)).rejects.toMatchObject({ code: 'COMMAND_REUSED' })
  await engine.stop()
})

it('the cursor of an event shows nobody the rest of another agency’s row', async () => {
  const { engine } = await shared()
  const cursors: Record<string, string> = {}
  for (const agency of [HUE, HANOI]) await engine.lodge(PASSES, {}, { as: 'dan', agency })
  const first = async (query: Parameters<typeof engine.events>[0]) => {
    for await (const { seq, event, cursor, dossier } of engine.events({ ...query, signal: AbortSignal.timeout(50) }))
      return { seq, type: event?.type, cursor, dossier }
    return undefined
  }
  for (const as of ['chi', 'xuan']) cursors[as] = (await first({ as }))?.cursor ?? ''
  const own = await first({ as: 'chi', after: cursors.chi ?? '' })
  expect(own).toMatchObject({ seq: 1, type: expect.not.stringMatching('processStarted') as string })
  const theirs = (await first({ as: 'oanh', after: cursors.chi ?? '' }))?.dossier
  expect(theirs).toBe(own?.dossier)
  expect((await first({ as: 'xuan', after: cursors.chi ?? '' }))?.dossier).not.toBe(own?.dossier)
  expect(await first({ as: 'chi', after: cursors.xuan ?? '' })).toBeUndefined()
  await expect(first({ as: 'chi', after: 'x/1/1/d' })).rejects.toMatchObject({ code: 'COMMAND_INVALID' })
  await engine.stop()
})

it('a request that was sent for one agency is not answered for another', async () => {
  const { engine } = await shared()
  const lodge = (agency: string) => engine.lodge(PASSES, {}, { as: 'dan', agency, command: '1' })
  const { id } = await lodge(HUE)
  expect((await lodge(HUE)).id).toBe(id)
  await expect(lodge(HANOI)).rejects.toMatchObject({ code: 'COMMAND_REUSED', message: expect.stringContaining(HUE) as string })
  await engine.stop()
})

it('a signal under an id that another agency’s has is told all the same', async () => {
  const { engine } = await shared()
  const ids: string[] = []
  for (const agency of [HUE, HANOI]) ids.push((await engine.lodge(HEARS, {}, { as: 'dan', agency })).id)
  const heard = async () => {
    await engine.settled()
    return Promise.all(ids.map(async (id) => (await engine.dossier(id, { as: 'oanh' })).status))
  }
  const broadcast = (agency: string) => engine.signals.broadcast({ name: 'Bão', agency }, { system: 'weather', id: '1' })
  expect([await broadcast(HUE), await broadcast(HUE), await heard()]).toEqual([true, false, ['completed', 'running']])
  expect([await broadcast(HANOI), await heard()]).toEqual([true, ['completed', 'completed']])
  await engine.stop()
})

it('whoever gives away a task of another agency hears of no task, and nobody is given one of an agency that is not theirs', async () => {
  const { engine } = await shared()
  await engine.lodge(PARALLEL, {}, { as: 'dan', agency: HUE })
  const [task] = (await engine.tasks.list({ as: 'an' })).items
  const id = task?.id ?? ''
  const unknown = { code: 'DOSSIER_UNKNOWN' }
  await expect(engine.tasks.reassign(id, { as: 'xuan', assignee: 'hoa', reason: 'x' })).rejects.toMatchObject(unknown)
  await expect(engine.tasks.delegate(id, { as: 'xuan', to: 'hoa' })).rejects.toMatchObject(unknown)
  await engine.tasks.claim(id, { as: 'an' })
  const stranger = { code: 'NOT_AUTHORISED', message: expect.stringContaining(HUE) as string }
  await expect(engine.tasks.delegate(id, { as: 'an', to: 'xuan' })).rejects.toMatchObject(stranger)
  await expect(engine.tasks.reassign(id, { as: 'chi', assignee: 'xuan', reason: 'x' })).rejects.toMatchObject(stranger)
  await engine.tasks.delegate(id, { as: 'an', to: 'binh' })
  await engine.stop()
})

it('whoever belongs to a group alone sees its tasks of their agencies alone', async () => {
  const { engine } = await shared()
  for (const agency of [HUE, HANOI]) {
    await engine.lodge(GROUPS, {}, { as: 'dan', agency })
    const [examine] = (await engine.worklist({ as: agency === HUE ? 'giang' : 'xuan' })).filter(
      ({ element }) => element === 'examine',
    )
    await engine.complete(examine?.id ?? '', {}, { as: agency === HUE ? 'giang' : 'xuan' })
  }
  // Hoa has no role at all.
  expect((await engine.worklist({ as: 'hoa' })).map(({ agency }) => agency)).toEqual([HUE])
  await expect(engine.worklist({ as: 'hoa', agency: HANOI })).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
  await engine.stop()
})

it('who works for two agencies says of which the ended dossiers are to be erased', async () => {
  const { engine } = await shared()
  const ids: string[] = []
  for (const agency of [HUE, HANOI]) {
    const { id } = await engine.lodge(PARALLEL, { applicant: { identifier: '001' } }, { as: 'dan', agency })
    await engine.dossiers.cancel(id, { as: 'mai', reason: 'nộp trùng' })
    ids.push(id)
  }
  const erase = (agency?: string) =>
    engine.dossiers.eraseEnded(
      { before: START + 1, ...(agency === undefined ? {} : { agency }) },
      { as: 'mai', reason: 'hết hạn' },
    )
  await expect(erase()).rejects.toMatchObject({ code: 'AGENCY_UNNAMED' })
  await expect(erase('H22')).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
  expect(await erase(HANOI)).toBe(1)
  const applicants = ids.map(async (id) => (await engine.dossier(id, { as: 'oanh' })).applicant)
  expect(await Promise.all(applicants)).toEqual(['001', ''])
  await engine.stop()
})
