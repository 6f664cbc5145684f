/** An error's stable code; what it says may quote what somebody wrote. */
export function codeOf(error: unknown): string {
  const code: unknown = error !== null && typeof error === 'object' ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' ? code : 'UNFORESEEN'
}
