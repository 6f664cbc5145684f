import type { Variables } from '../kernel/index.ts'
import type { Principal } from '../ports/index.ts'
import { dataRejection, type Offer } from './admission.ts'
import { APPLICANT, OPERATOR, requireApplicant, requireRole } from './authorisation.ts'
import { record } from '../diagnostics/index.ts'
import type { LoadedDossier } from './dossiers.ts'
import { CommandRejected, EngineError } from './engine-error.ts'
import type { Unstamped } from './stamped.ts'
import { viewOf } from './view.ts'

/** A command of a person to a running dossier. */
export type PersonCommand =
  | { readonly type: 'deliverMessage'; readonly message: string; readonly instance?: number; readonly variables?: Variables }
  | { readonly type: 'resolveIncident'; readonly incident: number; readonly variables?: Variables }

/** The values as the procedure takes them in. @throws CommandRejected DATA_INVALID */
export function admitted(
  loaded: LoadedDossier,
  command: Offer['command'],
  target: Offer['target'],
  variables: Variables,
  at: number,
): Variables {
  const { id, seq, edition, state, head } = loaded
  const { admit } = edition.module
  if (admit === undefined) return recordOf(variables, id)
  const dossier = seq === 0 ? null : viewOf(id, seq, edition.procedure, state, head)
  const admission = admit({ command, target, variables, at, procedure: edition.procedure, dossier })
  if (admission.ok) return admission.variables
  throw new CommandRejected(dataRejection(admission.problems, target), id)
}

/** Nobody has looked at them yet. @throws EngineError COMMAND_INVALID */
function recordOf(variables: unknown, dossier: string): Variables {
  const fault = record(variables, 'variables')
  if (fault !== undefined) throw new EngineError('COMMAND_INVALID', fault, dossier)
  return variables as Variables
}

/** What a person sends, as far as they may. @throws EngineError NOT_AUTHORISED, CommandRejected DATA_INVALID */
export function commandOf(command: PersonCommand, principal: Principal, loaded: LoadedDossier, at: number): Unstamped {
  const { id, head, edition } = loaded
  const { procedure } = edition
  switch (command.type) {
    case 'deliverMessage': {
      const { message, instance, variables = {} } = command
      const from = procedure.program.messages.get(message)?.from ?? []
      requireRole(principal, from, `sending "${message}"`, id)
      // An applicant speaks for their own dossier only.
      const isOnlyApplicant = principal.roles.filter((role) => from.includes(role)).every((role) => role === APPLICANT)
      if (isOnlyApplicant) requireApplicant(principal, head, id)
      const values = admitted(loaded, 'deliverMessage', message, variables, at)
      return {
        type: 'deliverMessage',
        origin: 'person',
        message,
        variables: values,
        ...(instance === undefined ? {} : { instance }),
      }
    }
    case 'resolveIncident':
      requireRole(principal, [OPERATOR], 'resolving an incident', id)
      return {
        type: 'resolveIncident',
        origin: 'person',
        incident: command.incident,
        variables: recordOf(command.variables ?? {}, id),
      }
    default:
      throw new EngineError(
        'COMMAND_INVALID',
        `expected deliverMessage or resolveIncident, found "${String((command as PersonCommand).type)}"`,
        id,
      )
  }
}
