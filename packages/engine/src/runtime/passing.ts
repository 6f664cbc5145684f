import { StoreFailure } from '../ports/index.ts'
import { EngineError } from './engine-error.ts'

/** Where what was asked for cannot be a name or be kept, or what is kept of one dossier is damaged. */
const OF_ONE: ReadonlySet<string> = new Set(['STORE_INPUT_INVALID', 'STORE_CORRUPT'])

/** Whether the store failed at one dossier or one command: of others, and of the store, it says nothing. */
export function isOfOne(error: unknown): boolean {
  return error instanceof StoreFailure && OF_ONE.has(error.code)
}

/**
 * Whether what failed may go well within seconds, with nothing changed about it: the store failed, as one whose disk is full or whose server
 * is started again, or others were first each time.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof EngineError) return error.code === 'BUSY'
  return error instanceof StoreFailure && !isOfOne(error)
}
