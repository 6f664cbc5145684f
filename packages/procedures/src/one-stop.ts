import type { Calendar, Procedure, ProcedureModule } from '@motcua/engine'
import { mustKnowNames } from '@motcua/engine/ports'
import type { Agency } from './agency.ts'
import { oneStopJobs } from './handlers.ts'
import { oneStopAdmission, type AdmissionOptions } from './application/admit.ts'
import { portalReactions } from './portal-sync.ts'
import { mustBeAgency, mustBeObjects } from './must-be-given.ts'

const NAMES: Readonly<Record<keyof Parameters<typeof oneStop>[1], true>> = {
  ...{ agency: true, calendar: true, digitization: true, checkValueTen: true },
}

/**
 * A procedure under the one-stop mechanism of an agency: its jobs (code, forms, signatures, archive), the look at what people send, and
 * what the national portal is told. `calendar`: when this agency works, where it is not the engine's.
 *
 * @throws AdapterFailure OPTIONS_INVALID
 * @example
 * createEngine({ store, procedures: [oneStop(birthRegistration, { agency })], adapters })
 */
export function oneStop(
  procedure: Procedure,
  options: { readonly agency: Agency; readonly calendar?: Calendar } & AdmissionOptions,
): ProcedureModule {
  // One of the library is read when it is first used, which is not here.
  mustBeObjects('oneStop', { procedure, options })
  mustKnowNames('oneStop', options, NAMES)
  mustBeAgency('oneStop', options.agency)
  const { agency, calendar, digitization } = options
  const module = {
    procedure,
    jobs: oneStopJobs(agency, digitization),
    admit: oneStopAdmission(options),
    reactions: portalReactions,
  }
  return calendar === undefined ? module : { ...module, calendar }
}
