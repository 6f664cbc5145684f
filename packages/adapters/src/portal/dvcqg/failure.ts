import { AdapterFailure } from '@motcua/engine/ports'

/** Every way a call can fail, and whether another try is worth it. */
const retries = {
  /** Nobody answers: no connection, or it broke, or the gateway has no portal behind it. */
  PORTAL_UNREACHABLE: true,
  /** No answer in time. */
  PORTAL_TIMEOUT: true,
  PORTAL_BUSY: true,
  /** The portal named what is wrong. */
  PORTAL_REFUSED: false,
  PORTAL_LOGIN_REFUSED: false,
  /** The answer is none that the portal gives: as a rule the address is wrong. */
  PORTAL_ANSWER_INVALID: false,
  /** What was to be sent cannot be written in the portal's formats. */
  PORTAL_INPUT_INVALID: false,
} as const

export type PortalFailureCode = keyof typeof retries

/** Nothing was changed, unless `portalMayHaveIt` says otherwise. */
export function portalFailure(code: PortalFailureCode, message: string, cause?: unknown): AdapterFailure {
  return new AdapterFailure(code, message, { retry: retries[code], cause })
}

/** The same failure of a call that the portal may have done. */
export function portalMayHaveIt({ code, message, retry, cause }: AdapterFailure): AdapterFailure {
  return new AdapterFailure(code, message, { retry, isUncertain: true, cause })
}

/** Texts of a peer go into errors, and errors into logs and incidents: short, in one line, without the secrets it may repeat. */
export function quoted(text: string, secrets: readonly string[]): string {
  const hidden = secrets.filter((it) => it !== '').reduce((shown, secret) => shown.replaceAll(secret, '***'), text)
  const line = hidden.replaceAll(/\s+/g, ' ').trim()
  return line.length > 500 ? `${line.slice(0, 500)}…` : line
}
