import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { sectorRegisterContract } from '../../../../engine/src/testing/contracts/sector-register.ts'
import { sqliteRegister } from '../sqlite/index.ts'
import { httpRegister, serveRegister } from './index.ts'

const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})
const TOKEN = 'only-for-tests'
const CHANGE = { key: 'd:1', act: 'lock', subject: '027085000017', data: {}, dossier: 'd', agency: 'a', at: 1 }

async function served() {
  const register = sqliteRegister(join(mkdtempSync(join(tmpdir(), 'motcua-register-')), 'register.db'))
  const server = await serveRegister(register, { token: TOKEN })
  ends.push(
    () => server.close(),
    () => {
      register.close()
    },
  )
  return server
}

/** A peer that answers everything with this. */
async function peer(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a register behind HTTP keeps the contract', () => {
  it.each(sectorRegisterContract.laws)('$name', async (law) => {
    const { url } = await served()
    await expect(law.check(httpRegister({ url, token: TOKEN }))).resolves.toBeUndefined()
  })
})

describe('a register behind HTTP', () => {
  it('lets nobody in without its token', async () => {
    const { url } = await served()
    for (const token of [undefined, '', 'another', `${TOKEN}x`]) {
      const register = httpRegister(token === undefined ? { url } : { url, token })
      await expect(register.record(CHANGE)).rejects.toMatchObject({ code: 'REGISTER_REFUSED', retry: false })
    }
    expect(await httpRegister({ url, token: TOKEN }).changes(CHANGE.subject)).toEqual([])
  })

  it('is worth another try while it is down or answers nonsense, and not when it says no', async () => {
    const { url } = await served()
    await ends.shift()?.()
    const tries = async (address: string) => {
      await expect(httpRegister({ url: address }).record(CHANGE)).rejects.toMatchObject({
        code: 'REGISTER_UNREACHABLE',
        retry: true,
      })
    }
    await tries(url)
    await tries(await peer(503, '{"message":"busy"}'))
    await tries(await peer(200, '<html>'))
    await tries(await peer(200, '{}'))
    const no = httpRegister({ url: await peer(422, '{"message":"no such person"}') }).record(CHANGE)
    await expect(no).rejects.toMatchObject({ code: 'REGISTER_REFUSED', retry: false })
    await expect(no).rejects.toThrow(/no such person/)
  })

  it('takes only changes, and no larger ones than a record is', async () => {
    const { url } = await served()
    const post = (body: string) =>
      fetch(`${url}/changes`, { method: 'POST', body, headers: { authorization: `Bearer ${TOKEN}` } }).then(
        ({ status }) => status,
      )
    expect(await Promise.all([post('{'), post('{}'), post('[]'), post(JSON.stringify({ ...CHANGE, data: [] }))])).toEqual([
      400, 400, 400, 400,
    ])
    expect(await post(JSON.stringify({ ...CHANGE, data: { scan: 'x'.repeat(2 << 20) } }))).toBe(400)
    expect(await httpRegister({ url, token: TOKEN }).changes(CHANGE.subject)).toEqual([])
  })
})
