import { inputInvalid } from './check.ts'

/**
 * Whether two that came under one id have the same fields.
 *
 * @param what  what they are, in messages
 * @throws StoreFailure STORE_INPUT_INVALID
 */
export function isSameSent<T extends object>(what: string, fields: readonly (keyof T)[], one: T, other: T): boolean {
  mustBeSent(what, one)
  mustBeSent(what, other)
  return fields.every((field) => one[field] === other[field])
}

function mustBeSent(what: string, sent: unknown): void {
  if (typeof sent !== 'object' || sent === null)
    throw inputInvalid(`expected a ${what} to compare, found ${sent === null ? 'none' : typeof sent}`)
}
