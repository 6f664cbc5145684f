/** The portal writes its codes as text, at login as numbers. `undefined`: there is none. */
export function errorCodeOf({ error_code: code }: { readonly error_code?: unknown }): string | undefined {
  return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined
}

export function isSuccess(code: string): boolean {
  return code === '00' || code === '0'
}
