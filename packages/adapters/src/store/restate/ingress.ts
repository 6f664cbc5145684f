import { AdapterFailure, type Json } from '@motcua/engine/ports'

export interface IngressOptions {
  /** Where Restate takes calls, as `http://localhost:8080`. */
  readonly url: string
  /** As `authorization`, where Restate Cloud or a proxy asks for it. */
  readonly headers?: Readonly<Record<string, string>>
  /** 30,000 ms unless told. */
  readonly timeoutMs?: number
}

/** As an object answers that another stands where one was to stand. */
export const CONFLICT = 409

/**
 * What comes of no handler, and may be otherwise soon: a server that has just started knows no services yet (404), is overloaded, or stands behind
 * a proxy that does not reach it.
 */
const NOT_NOW: ReadonlySet<number> = new Set([404, 429, 502, 503, 504])

/** What Restate said of a call that failed for good. */
export class IngressRefusal extends Error {
  override readonly name = 'IngressRefusal'
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

/**
 * Calls a handler through Restate's ingress. A call with an idempotency key is done once, however often it is made.
 *
 * @throws IngressRefusal  the handler refused
 * @throws AdapterFailure RESTATE_UNREACHABLE (worth a retry): no answer, or one that came of no handler
 */
export async function callIngress<T>(
  { url, headers, timeoutMs = 30_000 }: IngressOptions,
  path: readonly string[],
  body: Json,
  idempotencyKey?: string,
): Promise<T> {
  const target = `${url.replace(/\/$/, '')}/${path.map(encodeURIComponent).join('/')}`
  let response: Response
  let text: string
  try {
    response = await fetch(target, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        ...headers,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
    text = await response.text()
  } catch (cause) {
    const message = `expected an answer of Restate at ${url} within ${timeoutMs} ms, found none: is it running?`
    throw new AdapterFailure('RESTATE_UNREACHABLE', message, { retry: true, cause })
  }
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T
  if (!NOT_NOW.has(response.status)) throw new IngressRefusal(response.status, messageIn(text))
  const message = `expected Restate at ${url} to call ${path.join('/')}, found HTTP status ${response.status}: ${messageIn(text)}`
  throw new AdapterFailure('RESTATE_UNREACHABLE', message, { retry: true })
}

/** Why Restate takes no calls; `undefined`: it does. */
export async function ingressSilence({ url, headers = {} }: IngressOptions): Promise<string | undefined> {
  const target = `${url.replace(/\/$/, '')}/restate/health`
  try {
    const response = await fetch(target, { headers, signal: AbortSignal.timeout(HEALTH_MS) })
    return response.ok ? undefined : `expected Restate at ${url} to be well, found HTTP status ${response.status}`
  } catch {
    return `expected an answer of Restate at ${url} within ${HEALTH_MS} ms, found none`
  }
}

/** A probe does not wait longer. */
const HEALTH_MS = 2_000

function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown }
    return typeof message === 'string' ? message : text
  } catch {
    return text
  }
}
