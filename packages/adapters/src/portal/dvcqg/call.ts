import { AdapterFailure, type Json, type JsonObject } from '@motcua/engine/ports'
import { errorCodeOf, isSuccess } from './error-code.ts'
import { portalFailure, portalMayHaveIt, quoted } from './failure.ts'
import type { PortalSettings } from './options.ts'
import { post } from './post.ts'
import { sessions } from './session.ts'

/** What the portal said to a call: taken, or refused; `reason` is fit for an error's text and holds the code. */
export type Answer =
  | { readonly taken: true; readonly result: Json | undefined }
  | { readonly taken: false; readonly code: string; readonly reason: string }

export type Call = (service: Service, fields: JsonObject) => Promise<Answer>

/** Whether a call changes anything at the portal: whoever only looks leaves nothing in doubt. */
const SERVICES = { TraCuuHoSo: 'looks', DongBoHoSoMC: 'changes', CapNhatTienDoHoSoMC: 'changes' } as const

export type Service = keyof typeof SERVICES

/**
 * Calls a service of the portal within a session. A session that is over is renewed once; nothing was done then, so the call is safe to
 * repeat.
 *
 * @throws AdapterFailure PORTAL_BUSY, PORTAL_ANSWER_INVALID, PORTAL_LOGIN_REFUSED, and what `post` throws
 */
export function caller(settings: PortalSettings): Call {
  const { agency, password, serviceUrl, errorCodes } = settings
  const logins = sessions(settings)

  async function attempt(service: Service, fields: JsonObject): Promise<Answer & { readonly session: string }> {
    const session = await logins.current().catch(nothingChanged)
    const posted = post(serviceUrl, { session, madonvi: agency, service, ...fields }, settings)
    const answer = await (SERVICES[service] === 'looks' ? posted.catch(nothingChanged) : posted)
    const code = errorCodeOf(answer)
    if (code === undefined) {
      const failure = portalFailure('PORTAL_ANSWER_INVALID', `expected an error_code in the answer to ${service}`)
      throw SERVICES[service] === 'looks' ? failure : portalMayHaveIt(failure)
    }
    if (isSuccess(code)) return { session, taken: true, result: answer['result'] }
    const text = typeof answer['message'] === 'string' ? answer['message'] : ''
    const reason = quoted(`error_code ${code} ${text}`, [password, session])
    if (errorCodes.busy.includes(code)) throw portalFailure('PORTAL_BUSY', `${service}: ${reason}`)
    return { session, taken: false, code, reason }
  }

  return async (service, fields) => {
    const first = await attempt(service, fields)
    if (first.taken || !errorCodes.session.includes(first.code)) return first
    logins.drop(first.session)
    const second = await attempt(service, fields)
    if (second.taken || !errorCodes.session.includes(second.code)) return second
    logins.drop(second.session)
    // Another program with the same account may have ended it: that passes.
    throw portalFailure(
      'PORTAL_BUSY',
      `${service}: the portal refused a session that it had just given (error_code ${second.code})`,
    )
  }
}

/** A login or a question that failed is one thing; what was to be changed was never asked for. */
function nothingChanged(error: unknown): never {
  if (!(error instanceof AdapterFailure)) throw error
  const { code, message, retry, cause } = error
  throw new AdapterFailure(code, message, { retry, cause })
}
