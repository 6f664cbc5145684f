import type { CancelProcess } from '../command.ts'
import type { Rejection } from '../rejection.ts'
import type { TokenFlow } from '../token-flow.ts'

/** Everything ends; no element is told, and nothing is compensated. Ruling S-46. */
export function cancelProcess(flow: TokenFlow, command: CancelProcess): Rejection | undefined {
  const { status } = flow.draft
  if (status !== 'running') return { code: 'ALREADY_ENDED', message: `expected a running process, found it ${status}` }
  flow.terminateInside(0)
  flow.endHandlers(0)
  flow.emit({ type: 'processCancelled', reason: command.reason, at: flow.at })
  return undefined
}
