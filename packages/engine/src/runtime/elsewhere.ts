import { EngineError, type EngineErrorCode } from './engine-error.ts'

/** What another node may do, as one of a later release or with more procedures. */
const ELSEWHERE: ReadonlySet<EngineErrorCode> = new Set(['PROCEDURE_UNKNOWN', 'SNAPSHOT_NEWER', 'BUSY', 'STORE_BEHIND'])

/** Whether it is this node that cannot: another one may, or this one once the procedure is deployed to it. Nothing is given up for it. */
export function isElsewhere(error: unknown): error is EngineError {
  return error instanceof EngineError && ELSEWHERE.has(error.code)
}
