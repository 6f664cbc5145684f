import { expect, it } from 'vitest'
import { readYaml } from '../../definition/index.ts'
import { loadProcedure } from '../../lifecycle/index.ts'
import { STAFF } from '../../testing/host/operations/procedures.ts'
import { createEngine, memoryStore, simulatedClock } from '../index.ts'

const CODE = '9.000041'

/** An edition; `branch`: where the side branch may also lead. */
function edition(version: number, branch: string) {
  const text = `procedure: "${CODE}"
version: ${version}
effective: { from: 2026-0${version}-01 }
name: Thử
roles: { clerk: Cán bộ, applicant: Người yêu cầu }
variables: { n: { type: number, optional: true } }
flow:
  begin: { startEvent: , next: split }
  split: { parallelGateway: , next: [examine, pick] }
  pick: { exclusiveGateway: [{ if: n > 5, next: ${branch} }, { next: side }] }
  side: { userTask: { role: clerk }, next: aside }
  aside: { endEvent: }
  examine: { userTask: { role: clerk }, next: join }
  join: { parallelGateway: , next: give }
  give: { userTask: { role: clerk }, standing: returned, next: done }
  done: { endEvent: }
`
  const { definition, diagnostics } = readYaml(text, { file: 'a.yaml' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error(JSON.stringify(diagnostics))
  return { procedure }
}

it('a dry run says of each dossier what the real one does, also where it would be refused on its way', async () => {
  const engine = createEngine({
    ...{ store: memoryStore(), sealing: null, clock: simulatedClock(Date.UTC(2026, 0, 20, 1)) },
    procedures: [edition(1, 'join'), edition(2, 'side')],
    adapters: { identity: { find: (id) => Promise.resolve(STAFF.find((person) => person.id === id)) } },
  })
  await engine.start()
  const [going, stuck] = [
    await engine.lodge(CODE, { n: 1 }, { as: 'dan', agency: 'H57' }),
    await engine.lodge(CODE, { n: 1 }, { as: 'dan', agency: 'H57' }),
  ]
  const [task] = (await engine.tasks.list({ as: 'an', dossier: stuck.id, element: 'examine' })).items
  // It waits at the join for a branch that the other edition has not: there it goes on, into a standing that it may not take.
  await engine.complete(task?.id ?? '', {}, { as: 'an' })
  const by = { as: 'chi', reason: 'bản mới' }
  const request = { procedure: CODE, version: 2 }
  const dry = await engine.dossiers.migrateAll({ ...request, dryRun: true }, by)
  expect(dry).toMatchObject({ migrated: [going.id], obstructed: [], refused: [{ dossier: stuck.id }] })
  expect(await engine.dossiers.migrateAll(request, by)).toEqual(dry)
  expect((await engine.journal(stuck.id, { as: 'an' })).map(({ type }) => type)).toEqual(['start', 'completeTask'])
  await engine.stop()
})
