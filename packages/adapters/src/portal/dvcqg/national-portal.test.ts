import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { NationalStatus } from '@motcua/engine/ports'
import { AdapterFailure } from '@motcua/engine/ports'
import { portalContract, portalDossier, portalProgress } from '../../../../engine/src/testing/contracts/portal.ts'
import { bundleSimulator } from '../simulator/bundle.fixture.ts'
import { startPortalSimulator } from '../simulator/index.ts'
import type { Fault, PortalSimulator } from '../simulator/index.ts'
import { nationalPortal } from './index.ts'

const account = { username: 'motcua', password: 'mật-khẩu-9f3a', agency: '000.00.01.H22' }
const folder = mkdtempSync(join(tmpdir(), 'motcua-portal-'))
let simulator: PortalSimulator
beforeAll(async () => {
  simulator = await startPortalSimulator({ ...account, entry: await bundleSimulator(folder) })
})
afterAll(async () => {
  await simulator.stop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => simulator.reset())

/** 600 ms are plenty for a call on this machine, and little to wait for one that hangs. */
const open = (change: Partial<Parameters<typeof nationalPortal>[0]> = {}) =>
  nationalPortal({ url: simulator.url, ...account, timeoutMs: 600, ...change })

let serial = 0
const newCode = () => `000.00.01.H22-251003-${String(++serial).padStart(4, '0')}`
const dossier = (code: string, status: NationalStatus) => portalDossier(code, status)

const callsOf = async (service: string) => (await simulator.log()).filter((it) => it.service === service)
const created = async (code: string) => (await simulator.log()).filter((it) => it.created && it.codes.includes(code))

async function failure(call: Promise<unknown>): Promise<AdapterFailure> {
  const error: unknown = await call.then(
    () => undefined,
    (it: unknown) => it,
  )
  expect(error).toBeInstanceOf(AdapterFailure)
  expect(inspect(error, { depth: 10 })).not.toContain(account.password)
  return error as AdapterFailure
}

describe('the adapter and the simulator keep the contract', () => {
  test.each(portalContract.laws)('$name', async (law) => {
    await expect(Promise.resolve(law.check({ portal: open({ timeoutMs: 5000 }), newCode }))).resolves.toBeUndefined()
  })
})

describe('a session', () => {
  test('is shared: many calls, one login', async () => {
    const portal = open()
    await Promise.all(Array.from({ length: 5 }, () => portal.findDossier(newCode())))
    await portal.findDossier(newCode())
    expect(await callsOf('login')).toHaveLength(1)
  })

  test('that expired is renewed once, also when many calls find out together, and nothing is lost', async () => {
    const portal = open()
    const code = newCode()
    await portal.syncDossier(dossier(code, 1))
    await simulator.fail(1, 'expire-session')
    await Promise.all([2, 2, 2, 2].map((status) => portal.syncDossier(dossier(code, status as NationalStatus))))
    expect(await portal.findDossier(code)).toEqual({ code, status: 2 })
    expect(await callsOf('login')).toHaveLength(2)
  })

  test('that expires again at once is worth a retry, and the next call logs in', async () => {
    const portal = open()
    await portal.findDossier(newCode())
    await simulator.fail(2, 'expire-session')
    expect(await failure(portal.findDossier(newCode()))).toMatchObject({ code: 'PORTAL_BUSY', retry: true })
    expect(await portal.findDossier(newCode())).toBeUndefined()
  })

  test('is not given for a wrong password, and the password is not told', async () => {
    const portal = open({ password: `${account.password}!` })
    expect(await failure(portal.findDossier(newCode()))).toMatchObject({ code: 'PORTAL_LOGIN_REFUSED', retry: false })
    expect(await failure(portal.findDossier(newCode()))).toMatchObject({ code: 'PORTAL_LOGIN_REFUSED', retry: false })
    expect(await callsOf('login')).toHaveLength(2)
  })

  test('of one agency does not speak for another', async () => {
    const refused = await failure(open({ agency: '000.00.02.H22' }).findDossier(newCode()))
    expect(refused).toMatchObject({ code: 'PORTAL_REFUSED', retry: false, message: expect.stringContaining('madonvi') as string })
  })
})

describe('what goes wrong on the way', () => {
  const failures: readonly (readonly [Fault, string])[] = [
    ['http500', 'PORTAL_UNREACHABLE'],
    ['timeout', 'PORTAL_TIMEOUT'],
    ['drop', 'PORTAL_UNREACHABLE'],
    ['busy', 'PORTAL_BUSY'],
  ]
  test.each(failures)('%s during a call is %s, worth a retry, and the retry goes through', async (how, code) => {
    const portal = open()
    const known = newCode()
    await portal.syncDossier(dossier(known, 1))
    for (const call of [
      () => portal.syncDossier(dossier(known, 2)),
      () => portal.postProgress(portalProgress(known, 2)),
      () => portal.findDossier(known),
    ]) {
      await simulator.fail(1, how)
      expect(await failure(call())).toMatchObject({ code, retry: true })
      await call()
    }
    expect(await portal.findDossier(known)).toEqual({ code: known, status: 2 })
  })

  test.each([
    ['http500', true],
    ['timeout', true],
    ['drop', true],
    ['answer-lost', true],
    ['busy', false],
  ] as const)(
    '%s during a step that is posted: the portal may have it: %s; a question leaves nothing in doubt',
    async (how, may) => {
      const portal = open()
      const known = newCode()
      await portal.syncDossier(dossier(known, 1))
      await simulator.fail(1, how)
      expect(await failure(portal.postProgress(portalProgress(known, 2)))).toMatchObject({ retry: true, isUncertain: may })
      if (how === 'answer-lost') return
      await simulator.fail(1, how)
      expect(await failure(portal.findDossier(known))).toMatchObject({ retry: true, isUncertain: false })
    },
  )

  test('where nobody listens, or the login fails, no step can have arrived', async () => {
    const step = portalProgress(newCode(), 2)
    // Port 9 on the loopback: nobody listens there.
    const nobody = await failure(open({ url: 'http://127.0.0.1:9' }).postProgress(step))
    expect(nobody).toMatchObject({ code: 'PORTAL_UNREACHABLE', retry: true, isUncertain: false })
    const nowhere = await failure(open({ url: 'http://portal.invalid' }).postProgress(step))
    expect(nowhere).toMatchObject({ code: 'PORTAL_UNREACHABLE', retry: true, isUncertain: false })
    for (const [how] of failures) {
      const portal = open()
      await simulator.fail(1, how)
      expect(await failure(portal.postProgress(step))).toMatchObject({ isUncertain: false })
    }
    expect(await failure(open().postProgress(step))).toMatchObject({ code: 'PORTAL_REFUSED', isUncertain: false })
  })

  test('a step is surely not there where the dossier is not; else the portal cannot tell', async () => {
    const portal = open()
    const code = newCode()
    expect(await portal.hasProgress?.(portalProgress(code, 2))).toBe(false)
    await portal.syncDossier(dossier(code, 2))
    expect(await portal.hasProgress?.(portalProgress(code, 2))).toBeUndefined()
  })

  test.each(failures)('%s at login is %s, and is not remembered', async (how, code) => {
    const portal = open()
    await simulator.fail(1, how)
    expect(await failure(portal.findDossier(newCode()))).toMatchObject({ code, retry: true })
    expect(await portal.findDossier(newCode())).toBeUndefined()
  })

  test('an answer that was lost after the dossier was created: the retry updates, and nothing is created twice', async () => {
    const portal = open()
    const code = newCode()
    await simulator.fail(1, 'answer-lost')
    expect(await failure(portal.syncDossier(dossier(code, 1)))).toMatchObject({ code: 'PORTAL_UNREACHABLE', retry: true })
    expect(await simulator.dossiers()).toHaveLength(1)
    await portal.syncDossier(dossier(code, 1))
    await portal.syncDossier(dossier(code, 2))
    expect(await created(code)).toHaveLength(1)
    expect(await portal.findDossier(code)).toEqual({ code, status: 2 })
    const syncs = (await callsOf('DongBoHoSoMC')).map(({ outcome }) => outcome)
    expect(syncs).toEqual(['answer-lost', 'done', 'done'])
  })

  test('two nodes that sync a new dossier together create it once, and neither fails', async () => {
    const code = newCode()
    await Promise.all([open(), open(), open()].map((portal) => portal.syncDossier(dossier(code, 2))))
    expect(await created(code)).toHaveLength(1)
  })

  test('nobody listens: unreachable', async () => {
    const portal = open({ url: 'http://127.0.0.1:1' })
    expect(await failure(portal.findDossier(newCode()))).toMatchObject({ code: 'PORTAL_UNREACHABLE', retry: true })
  })
})

describe('what the portal refuses', () => {
  test('a wrong field is named, and refused for good', async () => {
    const portal = open()
    const refused = await failure(portal.syncDossier({ ...dossier(newCode(), 1), summary: '' }))
    expect(refused).toMatchObject({
      code: 'PORTAL_REFUSED',
      retry: false,
      message: expect.stringContaining('TrichYeuHoSo') as string,
    })
  })

  test('a dossier cannot begin in the middle', async () => {
    const refused = await failure(open().syncDossier(dossier(newCode(), 9)))
    expect(refused).toMatchObject({
      code: 'PORTAL_REFUSED',
      retry: false,
      message: expect.stringContaining('TrangThaiHoSo') as string,
    })
  })

  test('an instant that cannot be written is refused before anything is sent', async () => {
    const refused = await failure(open().syncDossier({ ...dossier(newCode(), 1), dueAt: 0.5 }))
    expect(refused).toMatchObject({ code: 'PORTAL_INPUT_INVALID', retry: false })
    expect(await simulator.log()).toEqual([])
  })
})
