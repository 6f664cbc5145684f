import { AdapterFailure, type JobContext, type Variables } from '@motcua/engine'
import type { Agency } from './agency.ts'
import { applicantOf, record, text } from './dossier-data.ts'
import { needed } from './needed.ts'

/**
 * Makes a change in a national or sector database, as the dossier's decision says: locks a record, publishes a registration, cancels a
 * certificate. What the element `sets` gets the database's own number.
 *
 * Inputs: `register`, the database's name under `adapters.registers`; `act`; `subject`, by default the applicant's identifier; `data`.
 *
 * @throws AdapterFailure ADAPTER_MISSING (final), and what the register throws
 */
export async function recordChange(job: JobContext, agency: Agency): Promise<Variables> {
  const { input, dossier, element, procedure } = job
  const name = text(input.register)
  const register = needed(job, 'registers')[name]
  if (register === undefined) {
    throw new AdapterFailure('ADAPTER_MISSING', `expected the register "${name}" for "${job.type}": give it to createEngine`, {
      retry: false,
    })
  }
  const { reference } = await register.record({
    key: job.key,
    act: text(input.act),
    subject: text(input.subject) || applicantOf(dossier).identifier,
    data: record(input.data),
    dossier: dossier.code ?? dossier.id,
    agency: agency.code,
    at: job.at,
  })
  const node = procedure.program.nodes[procedure.program.nodeById.get(element ?? '') ?? -1]
  const sets = node !== undefined && 'sets' in node ? node.sets : []
  return Object.fromEntries(sets.slice(0, 1).map((variable) => [variable, { register: name, reference }]))
}
