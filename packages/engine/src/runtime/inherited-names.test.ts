/** What every object inherits is no entry of it, however an analyst names things. */
import { expect, it } from 'vitest'
import { readYaml } from '../definition/index.ts'
import { loadProcedure } from '../lifecycle/index.ts'
import { STAFF } from '../testing/host/operations/procedures.ts'
import { createEngine, memoryStore, verifyChain, type CommandRejected, type Engine, type ProcedureModule } from './index.ts'

const CODE = '9.000030'
const REFUSED_BY_THE_READER = new Set(['__proto__', 'constructor'])
const NAMES = Object.getOwnPropertyNames(Object.prototype).filter((name) => !REFUSED_BY_THE_READER.has(name))

/** Element, role, variable, message, correlation key, signal and job have the same name; the element may have another. */
function moduleOf(name: string, version: number, element = name, jobs: ProcedureModule['jobs'] = {}): ProcedureModule {
  const text = `procedure: "${CODE}"
version: ${version}
name: Thử
roles: { clerk: Cán bộ, applicant: Người yêu cầu, ${name}: Cán bộ khác }
variables: { ${name}: { type: number, optional: true } }
messages: { ${name}: { carries: [${name}] } }
signals: { ${name}: Bão }
flow:
  begin: { startEvent: , next: split }
  split: { parallelGateway: , next: [${element}, wait, hear, work] }
  wait: { intermediateCatchEvent: { message: ${name} }, next: join }
  hear: { intermediateCatchEvent: { signal: ${name} }, next: join }
  ${element}: { userTask: { role: ${name} }, stage: receive, next: join }
  work: { serviceTask: { job: ${name} }, next: join }
  join: { parallelGateway: , next: check }
  check: { userTask: { role: ${name}, fourEyes: [${element}] }, stage: verify, next: done }
  done: { endEvent: }
correlations:
  ${name}: { properties: { ${name}: { ${name}: ${name} } }, subscriptions: { p-${CODE}: { ${name}: ${name} } } }
`
  const { definition, diagnostics } = readYaml(text, { file: 'test.yaml' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error(JSON.stringify(diagnostics))
  return { procedure, jobs }
}

it.each(NAMES)('a procedure whose parts are all named "%s" is done to its end, in two versions', async (name) => {
  const store = memoryStore()
  const errors: unknown[] = []
  const startOn = async (module: ProcedureModule): Promise<Engine> => {
    const find = async (id: string) => {
      const known = STAFF.find((person) => person.id === id)
      return known?.roles.includes('clerk') === true ? { ...known, roles: [...known.roles, name] } : known
    }
    const engine = createEngine({
      ...{ store, procedures: [module], adapters: { identity: { find } }, sealing: null, agency: 'H57' },
      onError: (error) => errors.push(error),
    })
    await engine.start()
    return engine
  }
  const waitingIn = async (engine: Engine, id: string) =>
    (await engine.dossier(id, { as: 'chi' })).waiting.map(({ element }) => element).sort()

  const old = await startOn(moduleOf(name, 1))
  const { id } = await old.lodge(CODE, { [name]: 3 }, { as: 'dan' })
  await old.settled()
  const [incident] = (await old.incidents.list({ as: 'chi' })).items
  expect(incident).toMatchObject({ element: 'work', code: 'JOB_UNHANDLED' })
  await old.messages.publish({ name, keys: { [name]: [3] }, variables: { [name]: 4 } }, { system: 'gate', id: 'm' })
  await old.signals.broadcast({ name: 'Bão' }, { system: 'gate', id: 's' })
  await old.settled()
  expect(await waitingIn(old, id)).toEqual([name, 'work'].sort())
  const [task] = await old.worklist({ as: 'an', role: name })
  await old.complete(task?.id ?? '', {}, { as: 'an' })
  await old.stop()

  const next = await startOn(moduleOf(name, 2, 'other', { [name]: () => Promise.resolve({}) }))
  const plan = { elements: { [name]: 'other' } }
  expect(await next.dossiers.checkMigration(id, { version: 2, plan }, { as: 'chi' })).toEqual([])
  await next.dossiers.migrate(id, { version: 2, plan }, { as: 'chi', reason: 'bản mới' })
  await next.incidents.resolve(incident?.id ?? '', { as: 'chi' })
  await next.settled()
  const [check] = await next.worklist({ as: 'binh', role: name })
  expect(check?.element).toBe('check')
  // Who did it under the old name is kept from checking it.
  const refused: unknown = await next.complete(check?.id ?? '', {}, { as: 'an' }).catch((error: unknown) => error)
  expect((refused as CommandRejected).rejection.code).toBe('FOUR_EYES')
  const done = await next.complete(check?.id ?? '', {}, { as: 'binh' })
  expect([done.status, done.variables[name]]).toEqual(['completed', 4])
  expect(verifyChain(await next.journal(id, { as: 'chi' }))).toBeUndefined()
  expect(errors).toEqual([])
  await next.stop()
})
