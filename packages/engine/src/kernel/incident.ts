import type { Program } from '../compile/index.ts'
import type { IncidentRaised } from './event.ts'
import { evolve } from './evolve.ts'
import { find } from './ledger.ts'
import type { KernelState } from './state.ts'

/** Records that something went wrong which only a person can put right; nothing else of the state changes. */
export function raiseIncident(
  program: Program,
  state: KernelState,
  at: number,
  code: string,
  message: string,
  about: { readonly instance?: number; readonly element?: string },
): { readonly events: readonly IncidentRaised[]; readonly state: KernelState } {
  const isLive = about.instance !== undefined && find(state.instances, about.instance) !== undefined
  const event: IncidentRaised = {
    type: 'incidentRaised',
    at,
    incident: state.next,
    code,
    message,
    ...(isLive ? { instance: about.instance } : {}),
    ...(about.element === undefined ? {} : { element: about.element }),
  }
  return { events: [event], state: evolve(program, state, event) }
}
