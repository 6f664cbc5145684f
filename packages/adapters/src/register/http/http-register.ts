import { AdapterFailure, type RecordedChange, type SectorRegister, mustHaveOptions, mustKnowNames } from '@motcua/engine/ports'
import { callSignal } from '../../guard/call-signal.ts'

export interface HttpRegisterOptions {
  /** Address of the register, as `https://ho-tich.example/registers/civil-status`. */
  readonly url: string
  /** Sent as `Authorization: Bearer …`. */
  readonly token?: string
  /** How long an answer may take, in milliseconds; by default 15 seconds. */
  readonly timeoutMs?: number
}

type Names = Readonly<Record<keyof HttpRegisterOptions, true>>

/**
 * A register behind HTTP: `POST <url>/changes` takes a change and answers `{ "reference": "…" }`, `GET <url>/changes?subject=…` lists them.
 * The key of a change goes with it, so that a repeated call changes nothing twice.
 *
 * Throws AdapterFailure: `REGISTER_UNREACHABLE` (no answer in time, or a fault of the server: worth a retry), `REGISTER_REFUSED` (final).
 *
 * @example
 * registers: { residence: httpRegister({ url: 'https://cu-tru.example/registers/residence', token }) }
 */
export function httpRegister(options: HttpRegisterOptions): SectorRegister {
  mustKnowNames('httpRegister', options, { url: true, token: true, timeoutMs: true } satisfies Names)
  mustHaveOptions('httpRegister', options, 'url')
  const { url, token, timeoutMs = 15_000 } = options
  const call = async (path: string, init: RequestInit): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }
    const response = await fetch(`${url}${path}`, { ...init, headers, signal: callSignal(timeoutMs) }).catch((cause: unknown) => {
      throw unreachable(url, reasonOf(cause), cause)
    })
    const answer: unknown = await response.json().catch((cause: unknown) => {
      throw unreachable(url, `an answer that is no JSON, status ${response.status}`, cause)
    })
    if (response.ok) return answer
    const message = `expected ${url} to take it, found status ${response.status}: ${messageOf(answer)}`
    if (response.status >= 500 || response.status === 429) throw unreachable(url, message)
    throw new AdapterFailure('REGISTER_REFUSED', message, { retry: false })
  }
  return {
    async record(change) {
      const { reference } = (await call('/changes', { method: 'POST', body: JSON.stringify(change) })) as { reference?: unknown }
      if (typeof reference !== 'string') throw unreachable(url, 'an answer without a reference')
      return { reference }
    },
    async changes(subject) {
      return (await call(`/changes?subject=${encodeURIComponent(subject)}`, {})) as readonly RecordedChange[]
    },
  }
}

function unreachable(url: string, reason: string, cause?: unknown): AdapterFailure {
  return new AdapterFailure('REGISTER_UNREACHABLE', `expected an answer of ${url}, found: ${reason}`, { retry: true, cause })
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

/** A peer's text goes into an incident: short. */
function messageOf(answer: unknown): string {
  const { message } = (answer ?? {}) as { readonly message?: unknown }
  return typeof message === 'string' ? message.slice(0, 500) : 'no message'
}
