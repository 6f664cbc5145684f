import type { JobContext, Variables } from '@motcua/engine'
import { applicantOf, listOf, text } from '../dossier-data.ts'
import { handlingSteps, type HandlingStep } from '../dossier/history.ts'
import { dealingsOf } from '../interagency/dealings.ts'
import { controlSlip } from './control-slip.ts'
import { fileForm } from './file-form.ts'
import type { FormSource } from './letter.ts'

/**
 * Writes the control slip anew with every hand-over so far: it goes with the dossier from agency to agency, and is kept with it.
 *
 * @law thông tư 01/2018/TT-VPCP Đ9, form 05; thông tư 03/2025/TT-VPCP, form 06
 */
export async function issueControlSlip(job: JobContext, source: FormSource): Promise<Variables> {
  const steps: (HandlingStep & { readonly actorName?: string })[] = []
  const rows = await job.journal()
  for (const step of handlingSteps(job.procedure, rows)) {
    const actorName = await nameOf(job, step.actor)
    steps.push(actorName === undefined ? step : { ...step, actorName })
  }
  const consulted = listOf(job.dossier.variables.consulted).map(text)
  const coordinating = new Set([...consulted, ...dealingsOf(rows).handOns.map(({ to }) => to)].filter((agency) => agency !== ''))
  const slip = controlSlip(source, steps, coordinating.size === 0 ? undefined : [...coordinating].join('; '))
  return { controlSlip: { ...(await fileForm(job, slip, 'Phiếu kiểm soát quá trình giải quyết hồ sơ')), steps: steps.length } }
}

async function nameOf(job: JobContext, actor: string): Promise<string | undefined> {
  const { identifier, name } = applicantOf(job.dossier)
  if (actor === identifier) return name
  return (await job.adapters.identity.find(actor))?.name
}
