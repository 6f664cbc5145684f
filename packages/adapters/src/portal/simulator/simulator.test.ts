import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bundleSimulator } from './bundle.fixture.ts'
import { servePortal, startPortalSimulator } from './index.ts'
import type { PortalSimulator, PortalSimulatorOptions } from './index.ts'
import { account, loggedIn, newCode, wireDossier, wireStep } from './wire.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'motcua-portal-'))
let entry = ''
beforeAll(async () => {
  entry = await bundleSimulator(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const running: PortalSimulator[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((it) => it.stop()))
})

async function start(options: PortalSimulatorOptions = {}): Promise<PortalSimulator> {
  const simulator = await startPortalSimulator({ ...account, entry, ...options })
  running.push(simulator)
  return simulator
}

let journals = 0
const newJournal = () => join(folder, `journal-${++journals}.ndjson`)

describe('the process', () => {
  test('is another one, listens on loopback and ends when told', async () => {
    const simulator = await start()
    expect(simulator.pid).not.toBe(process.pid)
    expect(simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(() => process.kill(simulator.pid, 0)).not.toThrow()
    await simulator.stop()
    await simulator.stop()
    expect(() => process.kill(simulator.pid, 0)).toThrow('ESRCH')
  })

  test('ends cleanly although a call hangs', async () => {
    const simulator = await start()
    await simulator.fail(1, 'timeout')
    const hanging = loggedIn(simulator.url)
    const ended = expect(hanging).rejects.toThrow()
    await expect.poll(() => simulator.log()).toHaveLength(1)
    await simulator.stop()
    await ended
  })

  test('says why it does not start', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => blocker.once('listening', resolve))
    const { port } = blocker.address() as AddressInfo
    await expect(start({ port })).rejects.toMatchObject({
      ...{ code: 'SIMULATOR_NOT_STARTED', message: expect.stringContaining('EADDRINUSE') as string },
    })
    blocker.close()
    await expect(start({ entry: join(folder, 'none.mjs') })).rejects.toMatchObject({ code: 'SIMULATOR_NOT_BUILT' })
  })
})

describe('the server', () => {
  test('refuses an address that others reach unless it is exposed expressly', async () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1']) {
      await expect(servePortal({ ...account, host })).rejects.toMatchObject({ code: 'SIMULATOR_HOST_REFUSED' })
    }
    const served = await servePortal({ ...account, host: '0.0.0.0', exposed: true })
    expect(served.url).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/)
    await served.close()
  })
})

describe('the control calls', () => {
  test('the log tells what came and what became of it', async () => {
    const simulator = await start()
    const call = await loggedIn(simulator.url)
    const code = newCode()
    await call('TraCuuHoSo', { mahoso: code })
    await call('DongBoHoSoMC', { isUpdating: 'False', data: [wireDossier(code, 1)] })
    await call('DongBoHoSoMC', { isUpdating: 'True', data: [wireDossier(code, 2)] })
    await call('DongBoHoSoMC', { isUpdating: 'True', data: [wireDossier(code, 1)] })
    await call('CapNhatTienDoHoSoMC', { data: [wireStep(code)] })
    expect(await simulator.log()).toMatchObject([
      { seq: 1, service: 'login', outcome: 'loginAccepted', created: false },
      { seq: 2, service: 'TraCuuHoSo', outcome: 'done', codes: [], created: false },
      { seq: 3, service: 'DongBoHoSoMC', outcome: 'done', codes: [code], created: true },
      { seq: 4, service: 'DongBoHoSoMC', outcome: 'done', codes: [code], created: false },
      { seq: 5, service: 'DongBoHoSoMC', outcome: 'successionRefused', codes: [], created: false },
      { seq: 6, service: 'CapNhatTienDoHoSoMC', outcome: 'done', codes: [code], created: false },
    ])
    expect(await simulator.dossiers()).toEqual([{ code, status: 2, fields: wireDossier(code, 2), progress: [wireStep(code)] }])
  })

  test('a reset forgets dossiers, faults, sessions, log and journal', async () => {
    const journal = newJournal()
    const simulator = await start({ journal })
    const call = await loggedIn(simulator.url)
    await call('DongBoHoSoMC', { isUpdating: 'False', data: [wireDossier(newCode(), 1)] })
    await simulator.fail(5, 'busy')
    await simulator.reset()
    expect([await simulator.dossiers(), await simulator.log()]).toEqual([[], []])
    expect(await call('TraCuuHoSo', { mahoso: 'x' })).toMatchObject({ error_code: '01' })
    expect(readFileSync(journal, 'utf8')).toBe('')
  })

  test('a plan that makes no sense is refused', async () => {
    const simulator = await start()
    for (const next of [-1, 0.5, 1001]) {
      await expect(simulator.fail(next, 'busy')).rejects.toMatchObject({ code: 'SIMULATOR_CONTROL_REFUSED' })
    }
    await expect(simulator.fail(1, 'fire' as 'busy')).rejects.toMatchObject({ code: 'SIMULATOR_CONTROL_REFUSED' })
  })
})

describe('the journal', () => {
  test('brings dossiers and steps back after kill -9, and what follows goes on from there', async () => {
    const journal = newJournal()
    const first = await start({ journal })
    const call = await loggedIn(first.url)
    const codes = [newCode(), newCode()]
    await call('DongBoHoSoMC', { isUpdating: 'False', data: codes.map((code) => wireDossier(code, 2)) })
    await call('DongBoHoSoMC', { isUpdating: 'True', data: [wireDossier(codes[0]!, 4)] })
    await call('CapNhatTienDoHoSoMC', { data: [wireStep(codes[0]!)] })
    const before = await first.dossiers()
    process.kill(first.pid, 'SIGKILL')
    await first.stop()

    const second = await start({ journal })
    expect(await second.dossiers()).toEqual(before)
    const again = await loggedIn(second.url)
    expect(await again('DongBoHoSoMC', { isUpdating: 'False', data: [wireDossier(codes[1]!, 2)] })).toMatchObject({
      error_code: '04',
    })
    expect(await again('DongBoHoSoMC', { isUpdating: 'True', data: [wireDossier(codes[0]!, 9)] })).toMatchObject({
      error_code: '00',
    })
    await second.stop()
    const third = await start({ journal })
    expect((await third.dossiers()).map(({ status }) => status)).toEqual([9, 2])
  })

  test('a line that was torn in writing is cut off whole; the next one is written after what was whole', async () => {
    const journal = newJournal()
    const first = await start({ journal })
    const [whole, torn, next] = [newCode(), newCode(), newCode()]
    await (
      await loggedIn(first.url)
    )('DongBoHoSoMC', { isUpdating: 'False', data: [wireDossier(whole, 1)] })
    await first.stop()
    const line = JSON.stringify([{ type: 'dossier', fields: wireDossier(torn, 1) }])
    appendFileSync(journal, line.slice(0, -20))

    const second = await start({ journal })
    expect((await second.dossiers()).map(({ code }) => code)).toEqual([whole])
    await (
      await loggedIn(second.url)
    )('DongBoHoSoMC', { isUpdating: 'False', data: [wireDossier(next, 1)] })
    await second.stop()
    const third = await start({ journal })
    expect((await third.dossiers()).map(({ code }) => code)).toEqual([whole, next])
  })

  test('a file that is no journal is refused and left as it is', async () => {
    const journal = newJournal()
    writeFileSync(journal, '{"type":"dossier"}\n')
    await expect(start({ journal })).rejects.toMatchObject({ code: 'SIMULATOR_NOT_STARTED' })
    writeFileSync(journal, 'something else\n')
    await expect(start({ journal })).rejects.toMatchObject({
      code: 'SIMULATOR_NOT_STARTED',
      message: expect.stringContaining(journal) as string,
    })
    expect(readFileSync(journal, 'utf8')).toBe('something else\n')
    await expect(start({ journal: folder })).rejects.toMatchObject({ code: 'SIMULATOR_NOT_STARTED' })
  })
})
