import { verifyChain } from '@motcua/engine'
import { describe, expect, it } from 'vitest'
import { DESK, JOBS, TIMER } from '../../../../engine/src/testing/host/office.ts'
import { restateEngine } from './index.ts'
import { isSupported, useHost } from './used-host.fixture.ts'

/** Restate gives up an invocation after so many tries: 70 as it comes, which is an hour and some minutes. Here it is soon reached. */
const TRIES = { RESTATE_DEFAULT_RETRY_POLICY__MAX_ATTEMPTS: '3', RESTATE_DEFAULT_RETRY_POLICY__INITIAL_INTERVAL: '50ms' }

// Reason to skip: npm has no Restate server for this machine.
describe.skipIf(!isSupported)('while a part of a host on Restate is away', () => {
  const soon = { timeout: 30_000 }
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  const { restate, engine } = useHost({ settings: TRIES, timeoutMs: 5_000 })

  const waiting = async (id: string) => (await engine.dossier(id, { as: 'an' })).waiting.map(({ element }) => element)
  const status = async (id: string) => (await engine.dossier(id, { as: 'an' })).status
  const taskOf = async (id: string, as: string) => {
    await expect.poll(async () => (await engine.worklist({ as, dossier: id })).length, soon).toBe(1)
    return (await engine.worklist({ as, dossier: id }))[0]?.id ?? ''
  }

  it('a timer that falls due while the services are away fires when they are back, however often Restate has tried', async () => {
    const { id } = await engine.lodge(TIMER, {}, { as: 'an' })
    await restate.killServices()
    await pause(4_000)
    await restate.restartServices()
    await expect.poll(() => waiting(id), soon).toContain('check')
  }, 90_000)

  it('a job that was being done is done, however often Restate has tried', async () => {
    const { id } = await engine.lodge(JOBS, { failures: 2 }, { as: 'an' })
    await restate.killServices()
    await pause(3_000)
    await restate.restartServices()
    await expect.poll(() => status(id), soon).toBe('completed')
    const reports = (await engine.journal(id, { as: 'an' })).filter(({ type }) => type === 'completeJob')
    expect(reports).toHaveLength(1)
  }, 90_000)

  it('a command that nobody could answer was accepted all the same, or is when it is sent again: once', async () => {
    const { id } = await engine.lodge(DESK, {}, { as: 'an' })
    const task = await taskOf(id, 'binh')
    await restate.killServices()
    const command = 'unanswered-1'
    const unanswered = engine.complete(task, {}, { as: 'binh', command })
    await expect(unanswered).rejects.toMatchObject({ code: 'RESTATE_UNREACHABLE', retry: true })
    await restate.restartServices()
    // Restate looks again after ten seconds at most: whoever is not answered meanwhile sends once more.
    await expect.poll(async () => (await engine.complete(task, {}, { as: 'binh', command })).id, soon).toBe(id)
    const rows = await engine.journal(id, { as: 'an' })
    expect(rows.filter((row) => row.command === command)).toHaveLength(1)
  }, 90_000)

  it('what was accepted is there after the server was killed, and its timers and jobs go on', async () => {
    const [timed, busy] = [await engine.lodge(TIMER, {}, { as: 'an' }), await engine.lodge(JOBS, { failures: 1 }, { as: 'an' })]
    const before = await engine.journal(timed.id, { as: 'an' })
    await restate.restartServer()
    expect((await engine.journal(timed.id, { as: 'an' })).slice(0, before.length)).toEqual(before)
    await expect.poll(() => waiting(timed.id), soon).toContain('check')
    await expect.poll(() => status(busy.id), soon).toBe('completed')
    expect(verifyChain(await engine.journal(timed.id, { as: 'an' }))).toBeUndefined()
  }, 90_000)

  it('the same command through two clients at once is done once, and both are told the same', async () => {
    const other = restateEngine({ url: restate.ingress })
    await other.start()
    const options = { as: 'an', command: 'twice-1' }
    const [one, two] = await Promise.all([engine.lodge(DESK, {}, options), other.lodge(DESK, {}, options)])
    expect(two).toEqual(one)
    const task = await taskOf(one.id, 'binh')
    const done = await Promise.all([engine, other].map((via) => via.complete(task, {}, { as: 'binh', command: 'twice-2' })))
    expect(done[1]).toEqual(done[0])
    const commands = (await engine.journal(one.id, { as: 'an' })).map(({ command }) => command)
    expect(commands).toEqual(['twice-1', 'twice-2'])
    await other.stop()
  })
})
