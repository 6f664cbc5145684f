import type { JobContext } from '@motcua/engine'
import { dueAt } from '@motcua/engine/calendar'

/**
 * Until when the applicant may answer what a job asks: the timer that the dossier then waits for, beside the answer.
 *
 * @returns milliseconds since 1970-01-01T00:00:00Z; `undefined`: the procedure names no such time
 */
export function answerDeadline({ procedure, element, at, calendar }: JobContext): number | undefined {
  const { nodes, flows, nodeById } = procedure.program
  const targets = (index: number) => (nodes[index]?.outgoing ?? []).flatMap((flow) => nodes[flows[flow]?.target ?? -1] ?? [])
  const gateway = targets(nodeById.get(element ?? '') ?? -1).find(({ kind }) => kind === 'eventBasedGateway')
  for (const node of gateway === undefined ? [] : targets(gateway.index)) {
    if (node.kind !== 'intermediateCatchEvent') continue
    for (const trigger of node.triggers) {
      if (trigger.kind === 'timer' && trigger.timer.kind === 'after') return dueAt(at, trigger.timer.limit, calendar)
    }
  }
  return undefined
}
