import type { JobSettlement, Principal, StoredJob } from '../../ports/index.ts'
import { OPERATOR, requireRole } from '../authorisation.ts'
import { EngineError } from '../engine-error.ts'
import type { Desk } from './desk.ts'
import { mustHaveReason } from './given.ts'

/** Of each agency, the oldest. */
const MOST_LISTED = 1_000

/** Jobs that nobody waits for and that failed for good: an operator says what becomes of each. */
export interface ParkedJobs {
  list(options: { readonly as: string }): Promise<readonly StoredJob[]>
  /** Back to the queue, its tries counted anew: whatever was in doubt, the operator says that it was not done. */
  retry(job: string, options: { readonly as: string; readonly reason?: string }): Promise<void>
  /** Over, and never tried again: it was done after all, or by hand, or need not be. What waits behind it in its lane goes on. */
  skip(job: string, options: { readonly as: string; readonly reason: string }): Promise<void>
}

export function parkedJobsOf(desk: Desk): ParkedJobs {
  const { store } = desk.world
  const isOfAgency = async (dossier: string, { agencies }: Principal): Promise<boolean> => {
    if (agencies === undefined) return true
    const found = await Promise.all(agencies.map((agency) => store.jobs({ agency, dossier, limit: 1 })))
    return found.some((jobs) => jobs.length > 0)
  }
  const settle = async (job: string, principal: Principal, settlement: JobSettlement): Promise<void> => {
    const found = await store.job(job)
    if (found === undefined || !(await isOfAgency(found.dossier, principal)))
      throw new EngineError('JOB_UNKNOWN', `expected a job, found none under "${job}"`)
    if (!(await store.settleJob(job, settlement)))
      throw new EngineError('JOB_NOT_PARKED', `expected "${job}" to be parked, found it otherwise`)
    desk.world.rouse()
  }
  return {
    async list({ as }) {
      const principal = await desk.world.principal(as)
      requireRole(principal, [OPERATOR], 'reading parked jobs')
      const { agencies } = principal
      const parked = (query: { readonly agency?: string }) => store.jobs({ ...query, status: 'parked', limit: MOST_LISTED })
      if (agencies === undefined) return parked({})
      return (await Promise.all(agencies.map((agency) => parked({ agency })))).flat()
    },
    async retry(job, { as, reason = '' }) {
      const principal = await desk.world.principal(as)
      requireRole(principal, [OPERATOR], 'trying a job again')
      await settle(job, principal, { to: 'queued', actor: as, reason, at: await desk.now() })
    },
    async skip(job, { as, reason }) {
      const principal = await desk.world.principal(as)
      requireRole(principal, [OPERATOR], 'skipping a job')
      mustHaveReason(reason)
      await settle(job, principal, { to: 'skipped', actor: as, reason, at: await desk.now() })
    },
  }
}
