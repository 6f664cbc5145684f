/** A procedure that goes round and round without waiting holds up nobody else. */
import { expect, it } from 'vitest'
import { readYaml } from '../definition/index.ts'
import { loadProcedure } from '../lifecycle/index.ts'
import { STAFF } from '../testing/host/operations/procedures.ts'
import { createEngine, memoryStore, simulatedClock } from './index.ts'

const CODE = '9.000031'
const START = Date.UTC(2026, 10, 27, 1)
const HOUR_MS = 3_600_000

/** Counts for ever once something has happened: a person's word, a timer or a job. */
const TEXT = `procedure: "${CODE}"
version: 1
name: Thử
roles: { clerk: Cán bộ, applicant: Người yêu cầu }
variables: { n: { type: number, optional: true }, way: { type: string } }
flow:
  begin: { startEvent: , next: way? }
  way?: { exclusiveGateway: [{ if: way = "timer", next: later }, { if: way = "job", next: work }, { next: ask }] }
  ask: { userTask: { role: clerk }, stage: receive, next: again? }
  later: { intermediateCatchEvent: { timer: { elapsed: PT1H } }, next: again? }
  work: { serviceTask: { job: work }, next: again? }
  again?: { exclusiveGateway: [{ if: way = "straight", next: done }, { next: count }] }
  count: { scriptTask: { script: "if n = null then 1 else n + 1", result: n }, next: again? }
  done: { endEvent: }
`

it('is refused after as many steps as the engine is told, whatever set it going; others are done', async () => {
  const { definition, diagnostics } = readYaml(TEXT, { file: 'test.yaml' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error(JSON.stringify(diagnostics))
  const clock = simulatedClock(START)
  const engine = createEngine({
    ...{ store: memoryStore(), clock, sealing: null, agency: 'H57', mostSteps: 2_000 },
    procedures: [{ procedure, jobs: { work: () => Promise.resolve({}) } }],
    adapters: { identity: { find: (id) => Promise.resolve(STAFF.find((person) => person.id === id)) } },
  })
  await engine.start()
  const lodge = (way: string) => engine.lodge(CODE, { way }, { as: 'dan' })
  const [asked, timed, worked, straight] = [await lodge('ask'), await lodge('timer'), await lodge('job'), await lodge('straight')]
  await engine.settled()
  clock.goBy(2 * HOUR_MS)
  await engine.settled()

  const tasks = await engine.worklist({ as: 'an', role: 'clerk' })
  const taskOf = (dossier: string) => tasks.find((task) => task.dossier === dossier)?.id ?? ''
  const refused: unknown = await engine.complete(taskOf(asked.id), {}, { as: 'an' }).catch((error: unknown) => error)
  const rejection = { code: 'STEPS_EXCEEDED', message: expect.stringContaining('within 2000 steps') as unknown }
  expect(refused).toMatchObject({ rejection })
  const incidents = (await engine.incidents.list({ as: 'chi' })).items
  const codes = incidents.map(({ dossier, code }) => [dossier, code])
  expect(codes.sort()).toEqual([timed.id, worked.id].sort().map((dossier) => [dossier, 'STEPS_EXCEEDED']))
  for (const { id } of [asked, timed, worked]) expect((await engine.dossier(id, { as: 'an' })).status).toBe('running')
  expect((await engine.complete(taskOf(straight.id), {}, { as: 'an' })).status).toBe('completed')
  await engine.stop()
})
