import { expect, it } from 'vitest'
import { HANOI, HUE, operated, PARALLEL, PASSES, STAFF } from '../../testing/host/operations/procedures.ts'
import { commitOf, jobOf } from '../../testing/contracts/store/fixture.ts'
import { createEngine, memoryStore, simulatedClock } from '../index.ts'

const START = Date.UTC(2026, 10, 27, 1)

/** Its first task has a time. */
const timed = operated(PARALLEL, { change: (flow) => flow.replace('examine: { userTask: { role: clerk', '$&, limit: PT30M') })

/** Chi is an operator in Huế, Xuân one in Hà Nội; both agencies share the store. Oanh works for every one. */
async function shared() {
  const store = memoryStore()
  const engine = createEngine({
    ...{ store, sealing: null, clock: simulatedClock(START), procedures: [timed, operated(PASSES)] },
    adapters: { identity: { find: (id) => Promise.resolve(STAFF.find((person) => person.id === id)) } },
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

it('an operator is told of the parked jobs of their agency, however many another one has', async () => {
  const { engine, store } = await shared()
  const parked = async (dossier: string, agency: string, count: number) => {
    const add = Array.from({ length: count }, (_, number) => jobOf(dossier, `${dossier}-${number}`))
    await store.commit([commitOf(dossier, 1, { head: { agency }, add })])
    for (const { id } of await store.claimJobs('w', START, 60_000, count))
      await store.releaseJob(id, 'w', { to: 'parked', error: { code: 'PORTAL_REFUSED', message: '' } })
  }
  await parked('theirs', HANOI, 1_001)
  await parked('ours', HUE, 2)
  const told = async (as: string) => (await engine.parkedJobs({ as })).map(({ id }) => id)
  expect(await told('chi')).toEqual(['ours-0', 'ours-1'])
  expect(await told('xuan')).toHaveLength(1_000)
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
