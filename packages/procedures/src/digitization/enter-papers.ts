import type { JobContext } from '@motcua/engine'
import type { StoredPaper } from '@motcua/engine/ports'
import type { Agency } from '../agency.ts'
import { applicantOf, componentsOf, fileOf, record, text } from '../dossier-data.ts'
import type { ComponentData } from '../dossier/component.ts'
import { standingInstants } from '../dossier/instants.ts'
import { formatPaperCode } from '../code/paper-code.ts'

/**
 * After success, the dossier's papers and its result go into their owner's electronic data store, worth the original from the moment of
 * success on. A dossier that was refused, withdrawn or stopped leaves nothing there.
 *
 * @law nghị định 45/2020/NĐ-CP Đ17; plans under QĐ 468/QĐ-TTg: "khi có kết quả giải quyết thành công"
 */
export async function enterPapers(job: JobContext, agency: Agency): Promise<readonly StoredPaper[]> {
  const { papers } = job.adapters
  const { settled, returned } = standingInstants(await job.journal())
  const reusableFrom = settled ?? returned
  if (papers === undefined || reusableFrom === undefined) return []
  const common = { dossier: job.dossier.code ?? job.dossier.id, agency: agency.code, reusableFrom }
  const entered = [...scannedPapers(job, common), ...resultPapers(job, common)]
  for (const paper of entered) await papers.add(paper)
  return entered
}

type Common = Pick<StoredPaper, 'dossier' | 'agency' | 'reusableFrom'>

/** What was reused is in a store already; what has no type of its own cannot be found again. */
function scannedPapers(job: JobContext, common: Common): StoredPaper[] {
  const applicant = applicantOf(job.dossier).identifier
  const types = new Map(job.procedure.definition.documents.map(({ id, code }) => [id, code]))
  return componentsOf(record(job.dossier.variables.transferRecord).components).flatMap((component) => {
    const { id, digest, mediaType = 'application/octet-stream', reused, owner = applicant } = component
    const type = types.get(id)
    return digest === undefined || type === undefined || reused !== undefined
      ? []
      : [{ ...common, ...fromComponent(component), code: formatPaperCode({ owner, type }), owner, type, digest, mediaType }]
  })
}

function fromComponent({ signedBy, validTo, data }: ComponentData) {
  return {
    ...(signedBy === undefined ? {} : { signedBy }),
    ...(validTo === undefined ? {} : { validTo }),
    ...(data === undefined ? {} : { data }),
  }
}

/** The result belongs to the person whom it gave an identifier, as a birth certificate does, or else to the applicant. */
function resultPapers(job: JobContext, common: Common): StoredPaper[] {
  const { variables } = job.dossier
  const file = fileOf(variables.result)
  const type = job.procedure.definition.results.find(({ code }) => code !== undefined)?.code
  if (file === undefined || type === undefined) return []
  const owner = text(variables.personalId) || applicantOf(job.dossier).identifier
  const signer = text(record(variables.result).signer)
  const { digest, mediaType } = file
  const signedBy = signer === '' ? {} : { signedBy: signer }
  return [{ ...common, ...signedBy, code: formatPaperCode({ owner, type }), owner, type, digest, mediaType }]
}
