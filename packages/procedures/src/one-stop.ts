import type { Procedure, ProcedureModule } from '@motcua/engine'
import type { Agency } from './agency.ts'
import { oneStopJobs } from './handlers.ts'
import { portalReactions } from './portal-sync.ts'

/**
 * A procedure under the one-stop mechanism of an agency: its jobs (code, forms, signatures, archive) and what the national portal
 * is told.
 *
 * @example
 * createEngine({ store, procedures: [oneStop(birthRegistration, { agency })], adapters })
 */
export function oneStop(procedure: Procedure, options: { readonly agency: Agency }): ProcedureModule {
  return { procedure, jobs: oneStopJobs(options.agency), reactions: portalReactions }
}
