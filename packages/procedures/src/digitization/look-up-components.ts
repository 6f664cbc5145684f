import { formatInstant, type JobContext, type Value, type Variables } from '@motcua/engine'
import { formatPaperCode } from '../code/paper-code.ts'
import { applicantOf, componentsOf } from '../dossier-data.ts'
import type { ComponentData } from '../dossier/component.ts'
import { reuseRefusal } from './reuse.ts'

/** The electronic data store of the owner: looked at before any database. */
export const CITIZEN_STORE = 'citizen-store'

/**
 * Looks for the components that did not come as files in the owner's electronic data store, then in the databases that the definition
 * names: what is found there, is valid, and may be reused is not asked of the applicant.
 *
 * @law nghị định 45/2020/NĐ-CP Đ17; plans under QĐ 468/QĐ-TTg III.1
 */
export async function lookUpComponents(job: JobContext): Promise<Variables> {
  const { variables } = job.dossier
  const applicant = applicantOf(job.dossier)
  const consent = applicant.consent === true
  const handedIn = new Map(componentsOf(variables.components).map((component) => [component.id, component]))
  const found: ComponentData[] = []
  for (const { id, code: type, reuse } of job.procedure.definition.documents) {
    const given = handedIn.get(id)
    if (type === undefined || given?.digest !== undefined) continue
    const owner = given?.owner ?? applicant.identifier
    const hit = (await inStore(job, id, owner, type, consent)) ?? (await inDatabases(job, id, owner, type, reuse, consent))
    if (hit !== undefined) found.push(hit)
  }
  return { found: found as unknown as Value }
}

async function inStore(
  job: JobContext,
  id: string,
  owner: string,
  type: string,
  consent: boolean,
): Promise<ComponentData | undefined> {
  const { papers, documents } = job.adapters
  const on = { at: job.at, today: formatInstant(job.at).slice(0, 10), owner, consent }
  for (const paper of (await papers?.find(owner, type)) ?? []) {
    // A paper whose file is gone is no paper.
    if (reuseRefusal(paper, on) !== undefined || !((await documents?.has(paper.digest)) ?? false)) continue
    const { code, digest, mediaType, dossier, validTo, signedBy, data } = paper
    return {
      id,
      owner,
      code,
      digest,
      mediaType,
      ...(signedBy === undefined ? {} : { signedBy }),
      ...(data === undefined ? {} : { data }),
      reused: { source: CITIZEN_STORE, dossier, consent, digest, ...(validTo === undefined ? {} : { validTo }) },
    }
  }
  return undefined
}

async function inDatabases(
  job: JobContext,
  id: string,
  owner: string,
  type: string,
  sources: readonly string[],
  consent: boolean,
): Promise<ComponentData | undefined> {
  const on = { at: job.at, today: formatInstant(job.at).slice(0, 10), owner, consent }
  for (const source of sources) {
    const known = await job.adapters.databases?.[source]?.find(owner, type)
    if (known === undefined) continue
    const { data, validTo, digest, mediaType } = known
    const period = { owner, reusableFrom: job.at, ...(validTo === undefined ? {} : { validTo }) }
    if (reuseRefusal(period, on) !== undefined) continue
    return {
      id,
      owner,
      code: formatPaperCode({ owner, type }),
      data,
      ...(digest === undefined ? {} : { digest, mediaType: mediaType ?? 'application/octet-stream' }),
      reused: { source, consent, ...(validTo === undefined ? {} : { validTo }) },
    }
  }
  return undefined
}
