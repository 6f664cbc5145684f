import { expect, it } from 'vitest'
import { readYaml } from '../../definition/index.ts'
import { loadProcedure } from '../../lifecycle/index.ts'
import { codeOf } from '../../testing/host/operations/nodes.ts'
import { STAFF } from '../../testing/host/operations/procedures.ts'
import { createEngine, memoryStore } from '../index.ts'

const CODE = '9.000042'
const YAML = `procedure: "${CODE}"
name: Thử
roles: { clerk: Cán bộ, applicant: Người yêu cầu }
flow:
  begin: { startEvent: , next: split }
  split: { parallelGateway: , next: [examine, check] }
  examine: { userTask: { role: clerk }, next: join }
  check: { userTask: { role: clerk, fourEyes: [examine] }, next: join }
  join: { parallelGateway: , next: done }
  done: { endEvent: }
`

it('who examined does not answer for the check either, though another one does it for them', async () => {
  const { definition } = readYaml(YAML, { file: 'a.yaml' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error('DEFECT: expected a procedure, found none')
  const engine = createEngine({
    ...{ store: memoryStore(), sealing: null, agency: 'H57', procedures: [{ procedure }] },
    adapters: { identity: { find: (id) => Promise.resolve(STAFF.find((person) => person.id === id)) } },
  })
  await engine.start()
  /** A dossier in which An has claimed the check and examined. */
  const claimed = async (between: (check: string) => Promise<unknown>) => {
    const { id } = await engine.lodge(CODE, {}, { as: 'dan' })
    const { items } = await engine.tasks.list({ as: 'chi', all: true, dossier: id })
    const [check, examine] = ['check', 'examine'].map((element) => items.find((task) => task.element === element)?.id ?? '')
    await engine.tasks.claim(check ?? '', { as: 'an' })
    await between(check ?? '')
    await engine.complete(examine ?? '', {}, { as: 'an' })
    return check ?? ''
  }
  const own = await claimed(() => Promise.resolve())
  expect(await codeOf(engine.tasks.delegate(own, { as: 'an', to: 'binh' }))).toBe('FOUR_EYES')
  expect(await codeOf(engine.tasks.unclaim(own, { as: 'an' }))).toBe('done')
  expect(await codeOf(engine.complete(own, {}, { as: 'binh' }))).toBe('done')

  const delegated = await claimed((check) => engine.tasks.delegate(check, { as: 'an', to: 'binh' }))
  expect(await codeOf(engine.complete(delegated, {}, { as: 'binh' }))).toBe('FOUR_EYES')
  // Not An's any more, but everybody's.
  expect(await codeOf(engine.tasks.unclaim(delegated, { as: 'binh' }))).toBe('done')
  expect(await codeOf(engine.tasks.claim(delegated, { as: 'an' }))).toBe('FOUR_EYES')
  expect(await codeOf(engine.complete(delegated, {}, { as: 'binh' }))).toBe('done')
  await engine.stop()
})
