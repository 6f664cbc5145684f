import { AdapterFailure, type JsonObject } from '@motcua/engine/ports'
import { callSignal } from '../../guard/call-signal.ts'
import { portalFailure, portalMayHaveIt } from './failure.ts'
import type { PortalFailureCode } from './failure.ts'
import type { PortalSettings } from './options.ts'

/** 10 MB: the portal's answers are some kilobytes; what is longer is none of them. */
const answerLimitBytes = 10_000_000

/** What an HTTP status other than 200 means. Statuses not listed: 5xx nobody answers, the rest no answer of the portal's. */
const statuses: Readonly<Record<number, PortalFailureCode>> = {
  400: 'PORTAL_REFUSED',
  401: 'PORTAL_LOGIN_REFUSED',
  403: 'PORTAL_REFUSED',
  408: 'PORTAL_BUSY',
  413: 'PORTAL_REFUSED',
  422: 'PORTAL_REFUSED',
  429: 'PORTAL_BUSY',
  503: 'PORTAL_BUSY',
}

/** Reasons of a connection that was never made: nothing can have reached the portal. */
const neverSent: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'EADDRNOTAVAIL'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID'],
])

/**
 * Posts JSON and reads the JSON object that comes back. Redirects are not followed: the body carries a password or a session.
 *
 * A failure is uncertain unless it is sure that the portal did nothing: no connection was made, or it answered with a status 4xx. What came of
 * a call that broke off, that took too long, or that was answered by something else, nobody knows.
 *
 * @throws AdapterFailure PORTAL_TIMEOUT, PORTAL_UNREACHABLE, PORTAL_BUSY, PORTAL_REFUSED, PORTAL_LOGIN_REFUSED, PORTAL_ANSWER_INVALID
 */
export async function post(url: string, body: JsonObject, { fetch, timeoutMs }: PortalSettings): Promise<JsonObject> {
  const signal = callSignal(timeoutMs)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal,
    })
    if (response.status !== 200) {
      await response.body?.cancel()
      const code = statuses[response.status] ?? (response.status >= 500 ? 'PORTAL_UNREACHABLE' : 'PORTAL_ANSWER_INVALID')
      const failure = portalFailure(code, `expected HTTP status 200, found ${response.status}`)
      throw response.status >= 400 && response.status < 500 ? failure : portalMayHaveIt(failure)
    }
    return jsonObject(await limitedText(response))
  } catch (cause) {
    if (cause instanceof AdapterFailure) throw cause
    if (signal.aborted) throw portalMayHaveIt(portalFailure('PORTAL_TIMEOUT', `no answer within ${timeoutMs} ms`, cause))
    const failure = portalFailure('PORTAL_UNREACHABLE', `no answer: ${reasonOf(cause)}`, cause)
    throw wasNeverSent(cause) ? failure : portalMayHaveIt(failure)
  }
}

/** `fetch` hides the reason one level down, and those of several addresses another one. */
function wasNeverSent(error: unknown): boolean {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (inner instanceof AggregateError && inner.errors.length > 0) return inner.errors.every(wasNeverSent)
  if (!(inner instanceof Error)) return false
  const { code = '', syscall } = inner as NodeJS.ErrnoException
  // A network that goes away says the same of a connection on which the call was sent: then reading from it fails, or writing to it.
  return neverSent.has(code) && syscall !== 'read' && syscall !== 'write'
}

async function limitedText(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length
    if (size > answerLimitBytes)
      throw portalMayHaveIt(portalFailure('PORTAL_ANSWER_INVALID', `expected at most ${answerLimitBytes} bytes`))
    text += decoder.decode(part, { stream: true })
  }
  return text + decoder.decode()
}

/** What it was instead is not shown: a page of a gateway may repeat what it was sent. */
function jsonObject(text: string): JsonObject {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    throw portalMayHaveIt(
      portalFailure('PORTAL_ANSWER_INVALID', `expected JSON, found ${text.length} characters of something else`),
    )
  }
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    throw portalMayHaveIt(portalFailure('PORTAL_ANSWER_INVALID', 'expected a JSON object'))
  }
  return answer as JsonObject
}

/** `fetch` hides the reason one level down. */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(inner instanceof Error)) return String(inner)
  const { code } = inner as NodeJS.ErrnoException
  return code ?? inner.message
}
