/** What becomes of jobs, told by three nodes on one database in any order, twice each, and otherwise each time: the first word counts. */
import { loadProcedure, readYaml } from '@motcua/engine'
import { createHost, type JobOutcome } from '@motcua/engine/host'
import type { StoredJob } from '@motcua/engine/ports'
import { expect, onTestFinished, test } from 'vitest'
import { postgresStore } from '../src/store/postgres/index.ts'
import { useServer } from '../src/store/postgres/used-server.fixture.ts'

const CODE = '9.000013'
const YAML = `procedure: "${CODE}"
name: Báo hai lần
roles: { counter: Một cửa, applicant: Người yêu cầu }
variables: { said: { type: string, optional: true } }
flow:
  begin: { startEvent: , next: first }
  first: { serviceTask: { job: work, sets: [said] }, next: second }
  second: { serviceTask: { job: work, sets: [said] }, next: check }
  check: { userTask: { role: counter }, next: done }
  done: { endEvent: }
`
const DONE: JobOutcome = { ok: true, variables: { said: 'done' } }
const FAILED: JobOutcome = { ok: false, failure: { code: 'PEER_SAYS_NO', message: 'no' } }
const everybody = { find: async (id: string) => ({ id, name: id, roles: ['applicant', 'counter', 'operator'] }) }

const server = useServer()

async function office() {
  const { definition } = readYaml(YAML, { file: 'test.yaml' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error('expected a procedure')
  const url = server.url(await server.database())
  const open = () => postgresStore({ connectionString: url, max: 3 })
  const node = () => createHost({ store: open(), procedures: [{ procedure }], adapters: { identity: everybody }, sealing: null })
  const [nodes, store] = [[node(), node(), node()], open()]
  for (const each of nodes) await each.start()
  await store.open()
  onTestFinished(async () => {
    await Promise.all([...nodes.map((each) => each.stop()), store.close()])
  })
  return { nodes, store, any: (turn: number) => nodes[turn % nodes.length] as (typeof nodes)[number] }
}

test.each([1, 2])('each job is reported once, and the dossier goes on, in order %i', async (order) => {
  const { any, store } = await office()
  const { id } = await any(0).lodge(CODE, {}, { as: 'an' })
  const known = new Map<string, StoredJob & { readonly instance: number }>()
  for (let step = 0; (await any(step).dossier(id, { as: 'an' })).waiting[0]?.element !== 'check'; step += 1) {
    expect(step).toBeLessThan(20)
    for (const job of await store.jobs({ dossier: id, limit: 99 })) known.set(job.id, { ...job, instance: job.instance ?? 0 })
    const reports = [...known.values()].flatMap((job) => [DONE, FAILED, DONE, FAILED].map((outcome) => ({ job, outcome })))
    const turned = reports.map((_, place) => reports[(place * (2 * order + 1) + step) % reports.length] ?? reports[0])
    await Promise.all(turned.flatMap((report, place) => (report ? [any(place).reportJob(report.job, report.outcome)] : [])))
    const { incidents } = await any(step + 1).dossier(id, { as: 'an' })
    expect(incidents.length).toBeLessThan(2)
    for (const { incident } of incidents) {
      const name = `${id}:${incident}`
      const words = await Promise.allSettled([
        any(0).incidents.resolve(name, { as: 'an' }),
        any(1).incidents.resolve(name, { as: 'binh', variables: {} }),
        any(2).incidents.skip(name, { as: 'chi', reason: 'đã làm tay' }),
      ])
      expect(words.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    }
  }
  const commands = (await store.journal(id, 0, 99)).map(({ command }) => command).filter((command) => command.startsWith('job:'))
  expect(commands).toHaveLength(new Set(commands).size)
  expect(new Set(commands)).toEqual(new Set([...known.keys()].map((job) => `job:${job}`)))
  expect(await store.jobs({ dossier: id, isUnfinished: true, limit: 9 })).toEqual([])
})
