/** An error's stable code; what it says may quote what somebody wrote. */
export function codeOf(error: unknown): string {
  const code: unknown = error !== null && typeof error === 'object' ? Reflect.get(error, 'code') : undefined
  return shownCode(code)
}

/** A code as logs and spans may show it: whoever made it up may have put something else there than a code. */
export function shownCode(code: unknown): string {
  return typeof code === 'string' && CODE.test(code) ? code : 'UNFORESEEN'
}

/** `PORTAL_BUSY`: a letter first, so that no number of a person passes. */
const CODE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/
