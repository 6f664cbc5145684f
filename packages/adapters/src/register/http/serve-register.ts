import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { timingSafeEqual } from 'node:crypto'
import { AdapterFailure, mustHaveOptions, type RegisterChange, type SectorRegister } from '@motcua/engine/ports'

export interface ServeRegisterOptions {
  /** 0, the default: any that is free. */
  readonly port?: number
  /** By default `127.0.0.1`. */
  readonly host?: string
  /** What callers must send as `Authorization: Bearer …`; absent: everybody who reaches the port may call. */
  readonly token?: string
}

export interface ServedRegister {
  readonly url: string
  close(): Promise<void>
}

/** The largest change that is read, in bytes: a record's fields, not its scans. */
const MOST_BYTES = 1 << 20

/**
 * Gives a register to other machines, as `httpRegister` calls it.
 *
 * @example
 * const served = await serveRegister(sqliteRegister('residence.db'), { token, port: 8080 })
 */
export async function serveRegister(register: SectorRegister, options: ServeRegisterOptions = {}): Promise<ServedRegister> {
  mustHaveOptions('serveRegister', options)
  const { port = 0, host = '127.0.0.1', token } = options
  const server = createServer((request, response) => {
    answer(register, request, token)
      .then(({ status, body }) => {
        send(response, status, body)
      })
      .catch((error: unknown) => {
        send(response, 500, { message: error instanceof AdapterFailure ? error.code : 'the register failed' })
      })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { address, family, port: given } = server.address() as AddressInfo
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${given}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

async function answer(register: SectorRegister, request: IncomingMessage, token: string | undefined): Promise<Answer> {
  if (token !== undefined && !isSame(request.headers.authorization ?? '', `Bearer ${token}`)) {
    return { status: 401, body: { message: 'expected the token of this register' } }
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://register')
  if (pathname !== '/changes') return { status: 404, body: { message: 'expected /changes' } }
  if (request.method === 'GET') return { status: 200, body: await register.changes(searchParams.get('subject') ?? '') }
  if (request.method !== 'POST') return { status: 405, body: { message: 'expected GET or POST' } }
  const change = changeOf(await bodyOf(request))
  if (change === undefined)
    return { status: 400, body: { message: 'expected a change with key, act, subject, data, dossier, agency, at' } }
  try {
    return { status: 200, body: await register.record(change) }
  } catch (error) {
    if (error instanceof AdapterFailure && !error.retry) return { status: 409, body: { message: error.message } }
    throw error
  }
}

/** Equal or not takes the same time. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request) {
    size += (piece as Buffer).length
    if (size > MOST_BYTES) return undefined
    pieces.push(piece as Buffer)
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

function changeOf(body: unknown): RegisterChange | undefined {
  const { key, act, subject, data, dossier, agency, at } = (body ?? {}) as Partial<RegisterChange>
  const texts = [key, act, subject, dossier, agency].every((text) => typeof text === 'string')
  const isWhole = texts && typeof at === 'number' && data !== null && typeof data === 'object' && !Array.isArray(data)
  return isWhole ? ({ key, act, subject, data, dossier, agency, at } as RegisterChange) : undefined
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(body))
}
