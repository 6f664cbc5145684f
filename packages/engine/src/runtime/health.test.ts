import { describe, expect, it } from 'vitest'
import { StoreFailure, type StoreFigures } from '../ports/index.ts'
import { officeModules, people } from '../testing/host/office.ts'
import { healthOf } from './health.ts'
import { createEngine, memoryStore } from './index.ts'

const QUIET: StoreFigures = {
  ...{ openDossiers: 1, openTasks: 0, openIncidents: 0, queuedJobs: 0, parkedJobs: 0, lagMs: 0, keptMessages: 0 },
}
const NOW = 1_000_000
const world = (figures: () => Promise<StoreFigures>, movedAt: number | null = NOW) =>
  healthOf({ store: { figures }, now: NOW, isStarted: true, movedAt })
const codes = async (health: ReturnType<typeof world>) => (await health).problems.map(({ code }) => code)

describe('health', () => {
  it('is good when the store answers and the loop moves', async () => {
    expect(await world(() => Promise.resolve(QUIET))).toEqual({ isLive: true, isReady: true, problems: [], figures: QUIET })
  })

  it('asks for a restart when the loop is stuck, and only then', async () => {
    expect(await world(() => Promise.resolve(QUIET), NOW - 60_001)).toMatchObject({ isLive: false, isReady: false })
    expect(await world(() => Promise.resolve(QUIET), null)).toMatchObject({ isLive: true })
  })

  it('asks for no more requests while the store fails or is silent', async () => {
    const down = () => Promise.reject(new StoreFailure('STORE_UNREACHABLE', 'not there'))
    expect(await world(down)).toMatchObject({ isLive: true, isReady: false, figures: null })
    expect(await codes(world(() => new Promise(() => undefined)))).toEqual(['STORE_SILENT'])
  })

  it('says that another release has taken over', async () => {
    const newer = () => Promise.reject(new StoreFailure('STORE_NEWER', 'expected 1, found 2: use the newer release'))
    const problems = [{ code: 'STORE_NEWER', message: 'expected 1, found 2: use the newer release' }]
    expect(await world(newer)).toEqual({ isLive: true, isReady: false, problems, figures: null })
  })

  it('tells of work that waits, and still takes requests', async () => {
    const late = world(() => Promise.resolve({ ...QUIET, lagMs: 300_001 }))
    expect(await codes(late)).toEqual(['WORK_LATE'])
    expect((await late).isReady).toBe(true)
  })

  it('is that of the engine', async () => {
    const engine = createEngine({
      store: memoryStore(),
      procedures: officeModules(),
      adapters: { identity: people },
      sealing: null,
    })
    expect(await engine.health()).toMatchObject({ isReady: false, problems: [{ code: 'ENGINE_STOPPED' }] })
    await engine.start()
    expect(await engine.health()).toMatchObject({ isLive: true, isReady: true, problems: [] })
    await engine.stop()
  })
})

describe('a logger', () => {
  it('is told what fails by its code, and nothing that a person wrote', async () => {
    const lines: string[] = []
    const line = (level: string) => (message: string, fields?: object) => {
      lines.push(JSON.stringify([level, message, fields]))
    }
    const engine = createEngine({
      store: memoryStore(),
      procedures: officeModules(),
      adapters: { identity: people },
      retry: { tries: 2, firstMs: 1, mostMs: 1 },
      sealing: null,
      logger: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    })
    await engine.start()
    const { id } = await engine.lodge('9.000002', { failures: 9, text: 'Bí mật' }, { as: 'an' })
    await expect.poll(async () => (await engine.dossier(id, { as: 'an' })).incidents.length).toBe(1)
    await engine.stop()
    const told = lines.join('\n')
    expect(told).toContain('["info","engine started"')
    expect(told).toMatch(/\["warn","job will be tried again",\{[^\n]*"code":"PEER_DOWN"/)
    expect(told).toMatch(/\["error","job failed",\{[^\n]*"code":"PEER_DOWN"/)
    expect(told).toContain('["info","engine stopped"')
    expect(told).not.toContain('Bí mật')
  })

  it('may fail at it, as may who else is told: the work goes on', async () => {
    const fails = () => {
      throw new Error('the log is full')
    }
    const rejects = (): unknown => Promise.reject(new Error('nor is there anybody'))
    const store = memoryStore()
    const engine = createEngine({
      ...{ store, procedures: officeModules(), adapters: { identity: people }, retry: { tries: 3, firstMs: 1, mostMs: 1 } },
      ...{ logger: { debug: fails, info: fails, warn: fails, error: fails }, sealing: null },
      onJob: fails,
      onError: rejects,
    })
    const claim = store.claimTimers.bind(store)
    let refusals = 0
    store.claimTimers = (...asked) =>
      (refusals += 1) === 1 ? Promise.reject(new StoreFailure('STORE_UNREACHABLE', 'not there')) : claim(...asked)
    await engine.start()
    const { id } = await engine.lodge('9.000002', { failures: 1 }, { as: 'an' })
    await expect.poll(async () => (await engine.dossier(id, { as: 'an' })).status).toBe('completed')
    expect((await store.jobs({ dossier: id, limit: 9 })).map(({ status }) => status)).toEqual(['done'])
    expect(refusals).toBeGreaterThan(1)
    await engine.stop()
  })
})

describe('an identity adapter without types', () => {
  it.each([
    ['says null of whom it does not know', null, 'ACTOR_UNKNOWN'],
    ['leaves the roles out', { id: 'an', name: 'An' }, 'IDENTITY_INVALID'],
    ['gives a role as a text', { id: 'an', name: 'An', roles: 'counter' }, 'IDENTITY_INVALID'],
    ['gives an agency as a text', { id: 'an', name: 'An', roles: [], agencies: 'H57' }, 'IDENTITY_INVALID'],
    ['leaves the id out', { name: 'An', roles: [] }, 'IDENTITY_INVALID'],
  ])('%s: the person is refused in words', async (_, found, code) => {
    const identity = { find: () => Promise.resolve(found as never) }
    const engine = createEngine({ store: memoryStore(), procedures: officeModules(), adapters: { identity }, sealing: null })
    await engine.start()
    await expect(engine.lodge('9.000002', {}, { as: 'an' })).rejects.toMatchObject({ code })
    await engine.stop()
  })
})
