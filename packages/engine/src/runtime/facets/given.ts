import { StoreFailure } from '../../ports/index.ts'
import { EngineError } from '../engine-error.ts'

/** What callers without types give where a text must stand. @throws EngineError COMMAND_INVALID */
export function mustBeText(value: unknown, what: string): void {
  if (typeof value === 'string' && value.trim() !== '') return
  throw new EngineError('COMMAND_INVALID', `expected ${what}, found ${shown(value)}`)
}

/** Whoever intervenes says why: the journal keeps it. @throws EngineError COMMAND_INVALID */
export function mustHaveReason(reason: unknown): void {
  if (typeof reason === 'string' && reason.trim() !== '') return
  const message = `expected a reason for the journal, found ${shown(reason)} — cần lý do để ghi vào nhật ký`
  throw new EngineError('COMMAND_INVALID', message)
}

/** @throws EngineError COMMAND_INVALID */
export function mustBeOneOf(value: unknown, known: readonly string[], what: string): void {
  if (typeof value === 'string' && known.includes(value)) return
  throw new EngineError('COMMAND_INVALID', `expected ${what} to be one of ${known.join(', ')}, found ${shown(value)}`)
}

/** What a caller asks a store for may name no page and no place in it. @throws EngineError COMMAND_INVALID */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof StoreFailure && error.code === 'STORE_INPUT_INVALID')
      throw new EngineError('COMMAND_INVALID', error.message)
    throw error
  }
}

function shown(value: unknown): string {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) return 'none'
  return typeof value === 'string' ? `"${value}"` : typeof value
}
