import { errorCodeOf, isSuccess } from './error-code.ts'
import { portalFailure, quoted } from './failure.ts'
import type { PortalSettings } from './options.ts'
import { post } from './post.ts'

/** The login that all calls share. */
export interface Sessions {
  /** The session in use; logs in when there is none. Calls that come together share one login. */
  current(): Promise<string>
  /** The portal no longer knows this one. */
  drop(session: string): void
}

/** @throws AdapterFailure PORTAL_LOGIN_REFUSED, PORTAL_BUSY, PORTAL_ANSWER_INVALID, and what `post` throws; a failed login is not remembered */
export function sessions(settings: PortalSettings): Sessions {
  let login: Promise<string> | undefined
  let session: string | undefined
  const begin = async (): Promise<string> => {
    try {
      session = await logIn(settings)
      return session
    } catch (error) {
      login = undefined
      throw error
    }
  }
  return {
    current: () => (login ??= begin()),
    drop(dead) {
      // Another call may have dropped it before and be logging in again: that login stays.
      if (dead !== session) return
      session = undefined
      login = undefined
    },
  }
}

async function logIn(settings: PortalSettings): Promise<string> {
  const { username, password, loginUrl, errorCodes } = settings
  const answer = await post(loginUrl, { username, password }, settings)
  const code = errorCodeOf(answer)
  if (code === undefined) throw portalFailure('PORTAL_ANSWER_INVALID', 'expected an error_code in the answer to the login')
  if (!isSuccess(code)) {
    const busy = errorCodes.busy.includes(code)
    const reason = quoted(`error_code ${code} ${typeof answer['message'] === 'string' ? answer['message'] : ''}`, [password])
    throw portalFailure(busy ? 'PORTAL_BUSY' : 'PORTAL_LOGIN_REFUSED', `login of ${username}: ${reason}`)
  }
  const { session } = answer
  if (typeof session !== 'string' || session === '')
    throw portalFailure('PORTAL_ANSWER_INVALID', 'expected a session from the login')
  return session
}
