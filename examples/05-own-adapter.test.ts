import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AdapterFailure } from '@motcua/engine/ports'
import { sectorDatabaseContract, type SectorDatabaseSubject } from '@motcua/engine/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { vaccinationRegister } from './05-own-adapter.ts'

const KNOWN = { owner: '027085000017', type: '000.00.00.G99-KQ000002' }
const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.closeAllConnections()
})

/** The ministry's side, on a port of its own: what it knows, and whom it lets in. */
async function ministry(): Promise<SectorDatabaseSubject & { readonly url: string }> {
  const server = createServer((request, response) => {
    const isIn = request.headers.authorization === 'Bearer secret'
    const isKnown = request.url === `/certificates/${KNOWN.owner}/${KNOWN.type}`
    response.writeHead(isIn ? (isKnown ? 200 : 404) : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ so_chung_nhan: 'TP-12', ngay_tiem: '2025-08-20', het_han: '2026-08-20' }))
  })
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    url,
    database: vaccinationRegister({ url, token: 'secret', timeoutMs: 2_000 }),
    known: { ...KNOWN, found: { data: { number: 'TP-12', vaccinated: '2025-08-20' }, validTo: '2026-08-20' } },
    silence: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  }
}

describe('the ministry’s own adapter keeps the contract of its port', () => {
  it.each(sectorDatabaseContract.laws)('$name', async (law) => {
    await law.check(await ministry())
  })

  it('and does not ask again with a token that was refused', async () => {
    const { url } = await ministry()
    const failure: unknown = await vaccinationRegister({ url, token: 'wrong' })
      .find(KNOWN.owner, KNOWN.type)
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(AdapterFailure)
    expect(failure).toMatchObject({ code: 'VACCINATION_REGISTER_REFUSED', retry: false })
  })
})
