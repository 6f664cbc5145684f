import { StoreFailure } from '../../ports/index.ts'
import { EngineError } from '../engine-error.ts'
import { shown } from '../../diagnostics/index.ts'

/** Whoever intervenes says why: the journal keeps it. @throws EngineError COMMAND_INVALID */
export function mustHaveReason(reason: unknown): void {
  if (typeof reason === 'string' && reason.trim() !== '') return
  const message = `expected a reason for the journal, found ${shown(reason)} — cần lý do để ghi vào nhật ký`
  throw new EngineError('COMMAND_INVALID', message)
}

/** What a caller asks a store for, or to keep, may name no page and no place in it, or what none can hold. @throws EngineError COMMAND_INVALID */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof StoreFailure && error.code === 'STORE_INPUT_INVALID')
      throw new EngineError('COMMAND_INVALID', error.message)
    throw error
  }
}
