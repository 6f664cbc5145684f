import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sqliteStore } from '../../adapters/src/store/sqlite/index.ts'
import { parseInstant } from '../src/calendar/index.ts'
import { readYaml } from '../src/definition/index.ts'
import { loadProcedure } from '../src/lifecycle/index.ts'
import type { Principal, Store } from '../src/ports/index.ts'
import {
  createEngine,
  memoryStore,
  simulatedClock,
  verifyChain,
  type CommandRejected,
  type Engine,
  type ProcedureModule,
  type SimulatedClock,
} from '../src/runtime/index.ts'

const START = parseInstant('2025-09-08T08:00') ?? 0
const HUE = 'H57'
const HANOI = 'G01'
const PEOPLE: readonly Principal[] = [
  { id: 'an', name: 'An', roles: ['clerk'], agencies: [HUE] },
  { id: 'binh', name: 'Bình', roles: ['clerk'], agencies: [HUE] },
  { id: 'chi', name: 'Chi', roles: ['supervisor', 'operator'], agencies: [HUE] },
  { id: 'xuan', name: 'Xuân', roles: ['clerk', 'supervisor', 'operator', 'auditor'], agencies: [HANOI] },
  { id: 'dan', name: 'Dân', roles: ['applicant'], identifier: '001' },
]

const yaml = (version: number, change: (text: string) => string = (text) => text) =>
  change(`procedure: "1.000003"
version: ${version}
name: Thử
roles: { clerk: Cán bộ, applicant: Người yêu cầu }
variables: { n: { type: number, optional: true }, applicant: { type: object, optional: true } }
messages: { answer: { carries: [n] } }
flow:
  begin: { startEvent: , standing: accepted, next: split }
  split: { parallelGateway: , next: [examine, wait] }
  wait: { intermediateCatchEvent: { message: answer }, next: join }
  examine: { userTask: { role: clerk }, stage: verify, next: join }
  join: { parallelGateway: , next: post }
  post: { serviceTask: { job: post }, next: check }
  check: { userTask: { role: clerk, fourEyes: [examine] }, stage: verify, next: done }
  done: { endEvent: , standing: settled }
`)

function moduleOf(text: string, isDown = { now: false }): ProcedureModule {
  const { definition, diagnostics } = readYaml(text, { file: 'test.yaml' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error(JSON.stringify(diagnostics))
  const post = () => (isDown.now ? Promise.reject(new Error('no answer')) : Promise.resolve({}))
  return { procedure, jobs: { post } }
}

interface Host {
  readonly engine: Engine
  readonly store: Store
  readonly clock: SimulatedClock
  readonly errors: unknown[]
}

async function host(modules: readonly ProcedureModule[], store: Store, clock = simulatedClock(START)): Promise<Host> {
  const errors: unknown[] = []
  const engine = createEngine({
    store,
    clock,
    procedures: modules,
    adapters: { identity: { find: (id) => Promise.resolve(PEOPLE.find((person) => person.id === id)) } },
    retry: { tries: 1, firstMs: 1, factor: 1, mostMs: 1 } as never,
    onError: (error) => errors.push(error),
  })
  await engine.start()
  return { engine, store, clock, errors }
}

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise
    return 'done'
  } catch (error) {
    const { rejection, code } = error as CommandRejected & { code: string }
    return (rejection as { code: string } | undefined)?.code ?? code
  }
}

const STORES: readonly [string, () => Store][] = [
  ['memory', memoryStore],
  ['sqlite', () => sqliteStore(join(mkdtempSync(join(tmpdir(), 'operations-')), 'dossiers.db'))],
]

describe.each(STORES)('operations on %s', (_, open) => {
  const lodge = ({ engine }: Host) =>
    engine.lodge('1.000003', { applicant: { name: 'Nguyễn Văn Đường', identifier: '001' } }, { as: 'dan', agency: HUE })
  const taskOf = async ({ engine }: Host, dossier: string, element: string) => {
    const { items } = await engine.tasks.list({ as: 'chi', all: true, dossier })
    return items.find((task) => task.element === element)
  }

  it('claims, delegates, reassigns, and keeps four eyes', async () => {
    const here = await host([moduleOf(yaml(1))], open())
    const { engine } = here
    const { id } = await lodge(here)
    const task = (await taskOf(here, id, 'examine'))?.id ?? ''
    await engine.tasks.claim(task, { as: 'an' })
    expect(await codeOf(engine.tasks.claim(task, { as: 'binh' }))).toBe('TASK_TAKEN')
    expect(await codeOf(engine.complete(task, {}, { as: 'binh' }))).toBe('TASK_TAKEN')
    expect(await engine.worklist({ as: 'binh' })).toEqual([])
    expect((await engine.worklist({ as: 'an', whose: 'me' })).map(({ element }) => element)).toEqual(['examine'])
    expect(await codeOf(engine.tasks.delegate(task, { as: 'an', to: 'dan' }))).toBe('NOT_AUTHORISED')
    await engine.tasks.delegate(task, { as: 'an', to: 'binh' })
    expect(await taskOf(here, id, 'examine')).toMatchObject({ assignee: 'binh', owner: 'an' })
    expect(await codeOf(engine.tasks.reassign(task, { as: 'an', assignee: null, reason: 'x' }))).toBe('NOT_AUTHORISED')
    await engine.tasks.reassign(task, { as: 'chi', unit: 'tu-phap', reason: 'chuyển tổ' })
    expect((await engine.tasks.list({ as: 'binh', unit: 'tu-phap' })).items).toHaveLength(1)
    await engine.complete(task, {}, { as: 'binh' })
    await engine.report(id, { message: 'answer', variables: { n: 1 } }, { system: 'gate' })
    await engine.settled()
    expect(await taskOf(here, id, 'check')).toMatchObject({ excluded: ['binh', 'an'] })
    expect(await engine.worklist({ as: 'an' })).toEqual([])
    expect(await codeOf(engine.complete((await taskOf(here, id, 'check'))?.id ?? '', {}, { as: 'an' }))).toBe('FOUR_EYES')
    await engine.stop()
  })

  it('suspends and resumes with what came meanwhile; cancels; erases with a chain that stays provable', async () => {
    const here = await host([moduleOf(yaml(1))], open())
    const { engine } = here
    const { id } = await lodge(here)
    expect(await codeOf(engine.dossiers.suspend(id, { as: 'an', reason: 'x' }))).toBe('NOT_AUTHORISED')
    await engine.dossiers.suspend(id, { as: 'chi', reason: 'thanh tra' })
    const task = (await taskOf(here, id, 'examine'))?.id ?? ''
    expect(await codeOf(engine.complete(task, {}, { as: 'an' }))).toBe('DOSSIER_SUSPENDED')
    await engine.report(id, { message: 'answer', variables: { n: 1 } }, { system: 'gate' })
    expect((await engine.dossiers.list({ as: 'chi', isSuspended: true })).items).toHaveLength(1)
    await engine.dossiers.resume(id, { as: 'chi', reason: 'xong' })
    expect((await engine.dossier(id, { as: 'chi' })).waiting.map(({ element }) => element)).toEqual(['examine'])
    expect(await codeOf(engine.dossiers.erase(id, { as: 'chi', reason: 'sớm' }))).toBe('DOSSIER_NOT_ENDED')
    const ended = await engine.dossiers.cancel(id, { as: 'chi', reason: 'nộp trùng' })
    expect(ended).toMatchObject({ status: 'cancelled', standing: 'stopped', nationalStatus: 8 })
    expect(await engine.worklist({ as: 'an' })).toEqual([])
    here.clock.goBy(1000)
    expect(await engine.dossiers.eraseEnded({ before: here.clock.now() + 1 }, { as: 'chi', reason: 'hết hạn lưu' })).toBe(1)
    expect(await engine.dossiers.eraseEnded({ before: here.clock.now() + 1 }, { as: 'chi', reason: 'hết hạn lưu' })).toBe(0)
    const rows = await engine.journal(id, { as: 'chi' })
    expect(verifyChain(rows)).toBeUndefined()
    expect(JSON.stringify(rows)).not.toContain('Đường')
    expect(
      rows
        .slice(0, -1)
        .flatMap(({ events }) => events)
        .every(({ data }) => data === null),
    ).toBe(true)
    expect(JSON.stringify(await engine.dossiers.list({ as: 'chi' }))).not.toContain('Đường')
    await engine.stop()
  })

  it('retries, corrects and skips incidents of all dossiers', async () => {
    const isDown = { now: true }
    const here = await host([moduleOf(yaml(1), isDown)], open())
    const { engine } = here
    for (const what of ['resolve', 'skip'] as const) {
      const { id } = await lodge(here)
      await engine.complete((await taskOf(here, id, 'examine'))?.id ?? '', {}, { as: 'an' })
      await engine.report(id, { message: 'answer', variables: { n: 1 } }, { system: 'gate' })
      await engine.settled()
      const [incident] = (await engine.incidents.list({ as: 'chi', dossier: id })).items
      expect(incident).toMatchObject({ element: 'post', dossier: id })
      if (what === 'resolve') {
        isDown.now = false
        await engine.incidents.resolve(incident?.id ?? '', { as: 'chi', variables: { n: 2 } })
        isDown.now = false
        await engine.settled()
        isDown.now = true
      } else await engine.incidents.skip(incident?.id ?? '', { as: 'chi', reason: 'báo qua điện thoại' })
      expect((await engine.dossier(id, { as: 'chi' })).waiting.map(({ element }) => element)).toEqual(['check'])
      expect((await engine.incidents.list({ as: 'chi', dossier: id })).items).toEqual([])
    }
    await engine.stop()
  })

  it('migrates running dossiers in batches, also those that wait at joins, and finds them so after a restart', async () => {
    const store = open()
    const before = await host([moduleOf(yaml(1))], store)
    const ids: string[] = []
    for (let index = 0; index < 3; index++) ids.push((await lodge(before)).id)
    const [parked = '', plain = '', suspended = ''] = ids
    await before.engine.complete((await taskOf(before, parked, 'examine'))?.id ?? '', {}, { as: 'an' })
    await before.engine.dossiers.suspend(suspended, { as: 'chi', reason: 'chờ bản mới' })
    const next = moduleOf(
      yaml(2, (text) =>
        text.replaceAll('examine', 'appraise').replace('role: clerk }, stage', 'role: clerk, form: new }, stage'),
      ),
    )
    const store2 = store
    await before.engine.stop()
    const { engine, ...rest } = await host([next], store2, before.clock)
    const here = { engine, ...rest }
    const request = { procedure: '1.000003', version: 2 }
    const dry = await engine.dossiers.migrateAll({ ...request, dryRun: true }, { as: 'chi', reason: 'thử' })
    expect(dry.migrated).toEqual([])
    expect(dry.obstructed.flatMap(({ obstacles }) => obstacles.map(({ code }) => code))).toContain('ELEMENT_GONE')
    const plan = { elements: { examine: 'appraise' } }
    const possible = await engine.dossiers.migrateAll({ ...request, plan, dryRun: true }, { as: 'chi', reason: 'thử' })
    expect([...possible.migrated].sort()).toEqual([...ids].sort())
    const done = await engine.dossiers.migrateAll({ ...request, plan }, { as: 'chi', reason: 'bản mới' })
    expect([done.migrated.length, done.obstructed, done.refused]).toEqual([3, [], []])
    expect((await engine.dossiers.migrateAll({ ...request, plan }, { as: 'chi', reason: 'lại' })).migrated).toEqual([])
    expect(await taskOf(here, plain, 'appraise')).toMatchObject({ element: 'appraise', form: 'new' })
    await engine.complete((await taskOf(here, plain, 'appraise'))?.id ?? '', {}, { as: 'binh' })
    await engine.report(parked, { message: 'answer', variables: { n: 1 } }, { system: 'gate' })
    await engine.settled()
    const seen = await engine.dossier(parked, { as: 'chi' })
    expect(seen).toMatchObject({ procedure: { version: 2 } })
    expect(seen.waiting.map(({ element }) => element)).toEqual(['check'])
    // Who examined under the old name is still kept from checking.
    expect(await codeOf(engine.complete((await taskOf(here, parked, 'check'))?.id ?? '', {}, { as: 'an' }))).toBe('FOUR_EYES')
    expect(verifyChain(await engine.journal(parked, { as: 'chi' }))).toBeUndefined()
    await engine.stop()
    const again = await host([next], store2, before.clock)
    expect(await again.engine.dossier(parked, { as: 'chi' })).toEqual(seen)
    await again.engine.stop()
  })

  it('keeps agencies apart: others’ dossiers are not there', async () => {
    const here = await host([moduleOf(yaml(1))], open())
    const { engine } = here
    const { id } = await lodge(here)
    const task = (await taskOf(here, id, 'examine'))?.id ?? ''
    for (const attempt of [
      engine.dossier(id, { as: 'xuan' }),
      engine.journal(id, { as: 'xuan' }),
      engine.complete(task, {}, { as: 'xuan' }),
      engine.tasks.claim(task, { as: 'xuan' }),
      engine.tasks.reassign(task, { as: 'xuan', unit: 'x', reason: 'x' }),
      engine.dossiers.cancel(id, { as: 'xuan', reason: 'x' }),
      engine.dossiers.migrate(id, {}, { as: 'xuan', reason: 'x' }),
      engine.dossiers.modify(id, { end: [1] }, { as: 'xuan', reason: 'x' }),
      engine.dispatch(id, { type: 'resolveIncident', incident: 1 }, { as: 'xuan' }),
    ]) {
      expect(await codeOf(attempt)).toBe('DOSSIER_UNKNOWN')
    }
    expect(await engine.worklist({ as: 'xuan' })).toEqual([])
    expect((await engine.tasks.list({ as: 'xuan', all: true })).items).toEqual([])
    expect((await engine.dossiers.list({ as: 'xuan', text: 'duong' })).items).toEqual([])
    expect(await codeOf(engine.dossiers.list({ as: 'xuan', agency: HUE }))).toBe('NOT_AUTHORISED')
    expect((await engine.dossiers.list({ as: 'chi', text: 'duong' })).items).toHaveLength(1)
    expect((await engine.dossier(id, { as: 'dan' })).applicant).toBe('001')
    expect(await engine.parkedJobs({ as: 'xuan' })).toEqual([])
    for await (const event of engine.events({ as: 'xuan', signal: AbortSignal.timeout(50) })) expect(event).toBeUndefined()
    expect(await engine.dossiers.count({ as: 'chi', by: 'stage' })).toContainEqual({ key: 'verify', count: 1 })
    await engine.stop()
  })

  it('moves tokens of a running dossier, as a whole or not at all', async () => {
    const here = await host([moduleOf(yaml(1))], open())
    const { engine } = here
    const { id } = await lodge(here)
    const at = Number(((await taskOf(here, id, 'examine'))?.id ?? '').split(':')[1])
    expect(await codeOf(engine.dossiers.modify(id, { end: [at, 999] }, { as: 'chi', reason: 'sai' }))).toBe('INSTANCE_NOT_ACTIVE')
    await engine.dossiers.modify(id, { end: [at], begin: [{ element: 'check' }] }, { as: 'chi', reason: 'bỏ bước' })
    expect(await taskOf(here, id, 'examine')).toBeUndefined()
    expect(await taskOf(here, id, 'check')).toBeDefined()
    await engine.stop()
  })
})
