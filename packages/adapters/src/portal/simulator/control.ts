import { faultKinds } from './faults.ts'
import type { Fault, Faults } from './faults.ts'
import type { Log } from './log.ts'
import type { SimulatedPortal } from './portal.ts'

/** What a control call answers with. */
export interface Controlled {
  readonly status: 200 | 400 | 404
  readonly body: unknown
}

/**
 * The simulator's own side, which the real portal has not: `POST /simulator/fail {next, how}`, `GET /simulator/log`,
 * `GET /simulator/dossiers`, `POST /simulator/reset`.
 */
export function controls(portal: SimulatedPortal, faults: Faults, log: Log) {
  const routes: Readonly<Record<string, (body: unknown) => Controlled>> = {
    'POST /simulator/fail': (body) => {
      const plan = body as { readonly next?: unknown; readonly how?: unknown } | null
      const { next, how } = plan ?? {}
      if (typeof next !== 'number' || !Number.isInteger(next) || next < 0 || next > 1000) {
        return wrong('expected a whole number from 0 to 1000 as next')
      }
      if (!isFault(how)) return wrong(`expected one of ${faultKinds.join(', ')} as how`)
      faults.plan(next, how)
      return fine({})
    },
    'GET /simulator/log': () => fine(log.entries()),
    'GET /simulator/dossiers': () => fine(portal.all()),
    'POST /simulator/reset': () => {
      portal.clear()
      faults.clear()
      log.clear()
      return fine({})
    },
  }
  return (method: string, path: string, body: unknown): Controlled =>
    routes[`${method} ${path}`]?.(body) ?? { status: 404, body: { error: `no ${method} ${path}` } }
}

const fine = (body: unknown): Controlled => ({ status: 200, body })
const wrong = (error: string): Controlled => ({ status: 400, body: { error } })

function isFault(how: unknown): how is Fault {
  return (faultKinds as readonly unknown[]).includes(how)
}
