import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import type { AddressInfo } from 'node:net'
import { mustHaveOptions } from '@motcua/engine/ports'
import { wireAnswer } from './answers.ts'
import { controls } from './control.ts'
import { faults } from './faults.ts'
import type { Fault, Faults } from './faults.ts'
import { fileJournal, noJournal } from './journal.ts'
import { log } from './log.ts'
import type { Log } from './log.ts'
import { simulatedPortal } from './portal.ts'
import type { Handled, PortalAccount, SimulatedPortal } from './portal.ts'
import { SimulatorError } from './simulator-error.ts'
import { readJson, sendJson, sendPage, Unreadable } from './wire.ts'

export interface ServePortalOptions extends PortalAccount {
  /** 0: any that is free. */
  readonly port?: number
  /** An IP address; anything but loopback also needs `exposed`. Default `127.0.0.1`. */
  readonly host?: string
  /** Others on the network may reach it. The control calls stay with this machine. */
  readonly exposed?: boolean
  /** A file in which the dossiers survive a restart. */
  readonly journal?: string
}

export interface ServedPortal {
  readonly url: string
  close(): Promise<void>
}

/** Serves the simulated portal from this process: `POST /mapi/login`, `POST /mapi/g`, and the control calls. */
export async function servePortal(options: ServePortalOptions): Promise<ServedPortal> {
  mustHaveOptions('servePortal', options, 'username', 'password', 'agency')
  const { port = 0, host = '127.0.0.1', exposed = false } = options
  if (!isLoopback(host) && !exposed) {
    throw new SimulatorError('SIMULATOR_HOST_REFUSED', `expected a loopback address, found ${host}: it must be exposed expressly`)
  }
  const journal = options.journal === undefined ? noJournal : fileJournal(options.journal)
  const portal = simulatedPortal(options, journal)
  const planned = faults()
  const noted = log()
  const control = controls(portal, planned, noted)
  const answer = serviceAnswer(portal, planned, noted)

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      if (error instanceof Unreadable && !response.headersSent) sendPage(response, error.status)
      else response.destroy()
    })
  })
  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = request.method ?? ''
    const { pathname } = new URL(request.url ?? '/', 'http://simulator')
    if (pathname.startsWith('/simulator/')) {
      if (!isLoopback(request.socket.remoteAddress ?? '')) return sendPage(response, 403)
      const { status, body } = control(method, pathname, method === 'POST' ? await readJson(request) : undefined)
      return sendJson(response, status, body)
    }
    if (pathname !== '/mapi/login' && pathname !== '/mapi/g') return sendPage(response, 404)
    if (method !== 'POST') return sendPage(response, 405)
    answer(pathname === '/mapi/login' ? 'login' : 'call', await readJson(request), response)
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  }).catch((error: unknown) => {
    journal.close()
    throw error
  })
  const { address, family, port: given } = server.address() as AddressInfo
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${given}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          journal.close()
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

/** A login or a service call, with the faults that strike before and after it. */
function serviceAnswer(portal: SimulatedPortal, planned: Faults, noted: Log) {
  const early: Readonly<Partial<Record<Fault, (response: ServerResponse) => void>>> = {
    http500: (response) => sendPage(response, 500),
    timeout: () => undefined,
    drop: (response) => void response.destroy(),
    busy: (response) => sendJson(response, 200, wireAnswer({ outcome: 'busy', message: 'Hệ thống đang bận' })),
  }
  return (kind: 'login' | 'call', body: unknown, response: ServerResponse): void => {
    const before = planned.strike('http500', 'timeout', 'drop', 'busy')
    if (before !== undefined) {
      noted.note({ service: kind === 'login' ? 'login' : serviceOf(body), outcome: before, codes: [], created: false })
      return early[before]?.(response)
    }
    if (kind === 'call' && planned.strike('expire-session') !== undefined) portal.forgetSessions()
    const { service, outcome, codes, created, changed, body: answer }: Handled = portal[kind](body)
    const after = changed ? planned.strike('answer-lost') : undefined
    noted.note({ service, outcome: after ?? outcome, codes, created })
    if (after === undefined) sendJson(response, 200, answer)
    else response.destroy()
  }
}

function serviceOf(body: unknown): string {
  const service = (body as { readonly service?: unknown } | null)?.service
  return typeof service === 'string' ? service : '?'
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '')
  return isIP(plain) === 4 ? plain.startsWith('127.') : plain === '::1'
}
