import {
  createEngine,
  loadProcedure,
  memoryStore,
  readYaml,
  type JobHandler,
  type Procedure,
  type ProcedureModule,
} from '@motcua/engine'
import { AdapterFailure, type Store } from '@motcua/engine/ports'
import { describe, expect, it } from 'vitest'
import { people } from '../../../../engine/src/testing/host/office.ts'
import { moveDossiers } from './index.ts'
import type { ServicesChange } from './restate.fixture.ts'
import { isSupported, useHost } from './used-host.fixture.ts'

const CODE = '9.000021'
const HOUR_MS = 3_600_000

/** Whose job the dossier waits for. */
const POSTING = `procedure: "${CODE}"
name: Gửi đi
variables: { n: { type: number, optional: true } }
flow:
  begin: { startEvent: , next: work }
  work: { serviceTask: { job: post, sets: [n] }, next: done }
  done: { endEvent: }
`
/** At a desk, so that commands come meanwhile. */
const CHECKING = `procedure: "9.000022"
name: Kiểm tra
roles: { counter: Một cửa }
flow:
  begin: { startEvent: , next: check }
  check: { userTask: { role: counter }, next: done }
  done: { endEvent: }
`

function procedureOf(yaml: string): Procedure {
  const { definition } = readYaml(yaml, { file: 'jobs.yaml' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error('DEFECT: expected a procedure, found none')
  return procedure
}

// Reason to skip: npm has no Restate server for this machine.
describe.skipIf(!isSupported)('jobs of a host on Restate', () => {
  const soon = { timeout: 20_000 }
  const procedure = procedureOf(POSTING)
  const { restate, engine } = useHost({ change: { definitions: [procedure.program.content], peer: { takesNoKey: true } } })

  /** A dossier whose job was tried once on the old store, and waits for its next try. */
  const tried = async (
    post: JobHandler,
    backoffMs = 3_000,
    module: ProcedureModule = { procedure },
  ): Promise<{ readonly store: Store; readonly id: string }> => {
    const store = memoryStore()
    const retry = { tries: 5, firstMs: backoffMs, mostMs: backoffMs }
    const old = createEngine({ store, procedures: [{ ...module, jobs: { post } }], adapters: { identity: people }, retry })
    await old.start()
    const { id } = await old.lodge(module.procedure.program.procedure, {}, { as: 'an' })
    await expect.poll(async () => (await store.jobs({ dossier: id, limit: 1 }))[0]?.lastError ?? null, soon).not.toBeNull()
    await old.stop()
    await store.open()
    return { store, id }
  }
  const failing = (isUncertain: boolean) => () => {
    throw new AdapterFailure('PEER_SILENT', 'no answer', { retry: true, isUncertain })
  }
  const codes = async (id: string) => (await engine.dossier(id, { as: 'an' })).incidents.map(({ code }) => code)
  const status = async (id: string) => (await engine.dossier(id, { as: 'an' })).status

  it('of a job that was moved, a peer that may have had it is not asked again without a person', async () => {
    const { store, id } = await tried(failing(true))
    await moveDossiers(store, { url: restate.ingress })
    await expect.poll(() => codes(id), soon).toEqual(['PEER_MAY_HAVE_IT'])
  })

  it('nor is one whose job was broken off before it was moved: nobody wrote down how that try ended', async () => {
    const { store, id } = await tried(failing(false))
    const [job] = await store.claimJobs('a node that died', Date.now() + HOUR_MS, HOUR_MS, 1)
    expect(job).toMatchObject({ dossier: id, status: 'leased' })
    await moveDossiers(store, { url: restate.ingress })
    await expect.poll(() => codes(id), soon).toEqual(['PEER_MAY_HAVE_IT'])
  })

  it('of a job that was moved, a peer that surely did nothing is asked', async () => {
    const { store, id } = await tried(failing(false))
    await moveDossiers(store, { url: restate.ingress })
    await expect.poll(() => status(id), soon).toBe('completed')
    expect(await codes(id)).toEqual([])
  })

  it('and given the same instant as before, though the job was to be tried later', async () => {
    const given: number[] = []
    const { store, id } = await tried(({ at }) => {
      given.push(at)
      return failing(false)()
    })
    const peer = { tellsInstant: true }
    await restate.change({ definitions: [procedure.program.content], peer })
    await moveDossiers(store, { url: restate.ingress })
    await expect.poll(() => status(id), soon).toBe('completed')
    expect((await engine.dossier(id, { as: 'an' })).variables.n).toBe(given[0])
  })

  it('and not before its time, where the next try was put off', async () => {
    const { store, id } = await tried(failing(false), HOUR_MS)
    await moveDossiers(store, { url: restate.ingress })
    await restate.quiet()
    expect(await status(id)).toBe('running')
    const [job] = await store.jobs({ dossier: id, limit: 1 })
    expect(await restate.scheduled(`job/${job?.id}`)).toBe(1)
  })

  it('nor because another job joined its lane', async () => {
    const [checking, reactions] = [procedureOf(CHECKING), () => [{ type: 'post', lane: 'world', input: {} }]]
    const { store, id } = await tried(failing(false), HOUR_MS, { procedure: checking, reactions })
    await restate.change({ definitions: [checking.program.content], isPosted: true })
    await moveDossiers(store, { url: restate.ingress })
    await expect.poll(() => engine.worklist({ as: 'binh', dossier: id }), soon).toHaveLength(1)
    const [task] = await engine.worklist({ as: 'binh', dossier: id })
    await engine.complete(task?.id ?? '', {}, { as: 'binh' })
    await restate.quiet()
    expect(Object.keys((await restate.kept(id, 'jobs')) ?? {})).toHaveLength(2)
  })

  it("a job that is never answered holds up neither its dossier nor other jobs, and is a person's once its process is gone", async () => {
    const serve = (answersAfterMs: number) =>
      restate.change({ definitions: [procedure.program.content], peer: { takesNoKey: true, answersAfterMs } })
    await serve(HOUR_MS)
    const { id } = await engine.lodge(CODE, {}, { as: 'an' })
    const begun = `target_service_name = 'motcua-lane' AND status = 'invoked'`
    await expect.poll(() => restate.invocations(begun), soon).toBe(1)
    // Until the peer is asked.
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await serve(0)
    const other = await engine.lodge(CODE, {}, { as: 'an' })
    await expect.poll(() => status(other.id), soon).toBe('completed')
    await engine.dossiers.suspend(id, { as: 'oanh', reason: 'chờ' })
    await engine.dossiers.resume(id, { as: 'oanh', reason: 'xong' })
    expect(await status(id)).toBe('running')

    await restate.restartServices()
    await serve(0)
    await expect.poll(() => codes(id), soon).toEqual(['PEER_MAY_HAVE_IT'])
  }, 90_000)

  describe('one that was put off, as the services lacked its procedure,', () => {
    const definitions = [procedureOf(CHECKING).program.content]
    const has = (change: Partial<ServicesChange>) => restate.change({ definitions, isPosted: true, ...change })
    /** A dossier whose job is not asked about for a second, after a try of which nobody knows what it did. */
    const doubtful = async () => {
      await has({ peer: { hangsUp: true, refusesForMs: 1_000 } })
      const refused = restate.told('REFUSED')
      const { id } = await engine.lodge('9.000022', {}, { as: 'an' })
      await refused
      return id
    }
    const putOff = (id: string) => restate.invocations(`target_service_key = 'lane/${id}/world' AND status = 'scheduled'`)
    const parkedCodes = async (id: string) => {
      const parked = await engine.parkedJobs({ as: 'oanh' })
      return parked.filter(({ dossier }) => dossier === id).map(({ lastError }) => lastError?.code)
    }

    it('is not forgotten to have been tried when another job joins its lane', async () => {
      const id = await doubtful()
      await has({ definitions: [], putOffMs: HOUR_MS })
      await expect.poll(() => putOff(id), soon).toBe(1)
      await has({ peer: { takesNoKey: true } })
      const [task] = await engine.worklist({ as: 'binh', dossier: id })
      await engine.complete(task?.id ?? '', {}, { as: 'binh' })
      await restate.quiet()
      expect(await parkedCodes(id)).toEqual(['PEER_MAY_HAVE_IT'])
    }, 90_000)

    it('nor when its dossier was suspended meanwhile', async () => {
      const id = await doubtful()
      await engine.dossiers.suspend(id, { as: 'oanh', reason: 'chờ' })
      await has({ definitions: [] })
      await restate.quiet()
      await has({ peer: { takesNoKey: true } })
      await engine.dossiers.resume(id, { as: 'oanh', reason: 'xong' })
      await restate.quiet()
      expect(await parkedCodes(id)).toEqual(['PEER_MAY_HAVE_IT'])
    }, 90_000)
  })
})
