import type { Json, JsonObject } from '@motcua/engine/ports'
import { portalFailure, quoted } from './failure.ts'
import type { PortalSettings } from './options.ts'
import { post } from './post.ts'
import { sessions } from './session.ts'

/** What the portal said to a call: taken, or refused with its code and reason. */
export type Answer =
  | { readonly taken: true; readonly result: Json | undefined }
  | { readonly taken: false; readonly code: string; readonly reason: string }

export type Call = (service: string, fields: JsonObject) => Promise<Answer>

/**
 * Calls a service of the portal within a session. A session that is over is renewed once; nothing was done then, so the call is safe to
 * repeat.
 *
 * @throws AdapterFailure PORTAL_BUSY, PORTAL_ANSWER_INVALID, PORTAL_LOGIN_REFUSED, and what `post` throws
 */
export function caller(settings: PortalSettings): Call {
  const { agency, password, serviceUrl, errorCodes } = settings
  const logins = sessions(settings)

  async function attempt(service: string, fields: JsonObject): Promise<Answer & { readonly session: string }> {
    const session = await logins.current()
    const {
      error_code: code,
      message,
      result,
    } = await post(serviceUrl, { session, madonvi: agency, service, ...fields }, settings)
    const text = typeof code === 'string' || typeof code === 'number' ? String(code) : undefined
    if (text === undefined) throw portalFailure('PORTAL_ANSWER_INVALID', `expected an error_code in the answer to ${service}`)
    if (text === '00' || text === '0') return { session, taken: true, result }
    const reason = quoted(typeof message === 'string' ? message : '', [password, session])
    if (errorCodes.busy.includes(text)) throw portalFailure('PORTAL_BUSY', `${service}: error_code ${text} ${reason}`)
    return { session, taken: false, code: text, reason }
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
