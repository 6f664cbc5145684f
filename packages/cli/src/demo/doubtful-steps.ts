import type { PortalSimulator } from '@motcua/adapters/portal/simulator'
import { formatInstant, type Engine, type Procedure } from '@motcua/engine'
import type { StoredJob } from '@motcua/engine/ports'
import type { Timeline } from './timeline.ts'

/**
 * What a person does where the portal may have a step and cannot tell: looks at the dossier there, skips what is there and lets what is not be
 * posted again. `false`: nothing was in doubt.
 */
export async function settleDoubtfulSteps(
  engine: Engine,
  simulator: PortalSimulator,
  procedure: Procedure,
  timeline: Timeline,
  operator: string,
): Promise<boolean> {
  const parked = await engine.parkedJobs({ as: operator })
  const doubtful = parked.filter(({ lastError }) => lastError?.code === 'PORTAL_STEP_UNCERTAIN')
  for (const job of doubtful) {
    const step = stepOf(job, procedure)
    const shown = (await simulator.dossiers()).flatMap(({ progress }) => progress)
    const isThere = shown.some(
      ({ NoiDungXuLy, ThoiDiemXuLy }) => NoiDungXuLy === step.content && ThoiDiemXuLy === portalTime(step.at),
    )
    const reason = timeline.settled(step, isThere, operator)
    if (isThere) await engine.skipJob(job.id, { as: operator, reason })
    else await engine.retryJob(job.id, { as: operator, reason })
  }
  return doubtful.length > 0
}

function stepOf({ input }: StoredJob, { program, marks }: Procedure): { readonly content: string; readonly at: number } {
  const element = typeof input.element === 'string' ? input.element : ''
  return { content: marks[program.nodeById.get(element) ?? -1]?.name?.vi ?? element, at: Number(input.at) }
}

/** As the portal shows it: `yyyyMMddHHmmss` at +07:00. */
function portalTime(at: number): string {
  return formatInstant(at).slice(0, 19).replaceAll(/\D/g, '')
}
