import { AdapterFailure, type JobContext, type Value, type Variables } from '@motcua/engine'
import type { Agency } from '../agency.ts'
import { formatPaperCode } from '../code/paper-code.ts'
import { applicantOf, componentsOf } from '../dossier-data.ts'
import { CHANNEL_FACTS, isChannel } from '../dossier/channel.ts'
import type { ComponentData } from '../dossier/component.ts'
import { needed } from '../needed.ts'
import { papersLeft } from './papers-left.ts'

/**
 * Keeps the files of an online dossier under the codes that later procedures find them by: `<owner's identifier>.<paper type>`.
 *
 * @law nghị định 45/2020/NĐ-CP Đ17, Đ25
 */
export async function storeFiles(job: JobContext): Promise<Variables> {
  const documents = needed(job, 'documents')
  const owner = applicantOf(job.dossier).identifier
  const types = new Map(job.procedure.definition.documents.map((document) => [document.id, document.code ?? document.id]))
  const digitized: ComponentData[] = []
  for (const component of componentsOf(job.dossier.variables.components)) {
    const { id, digest, mediaType = 'application/octet-stream' } = component
    if (digest === undefined) continue
    if (!(await documents.has(digest))) {
      throw new AdapterFailure('COMPONENT_FILE_MISSING', `expected the file of "${id}" in the document store, found none`, {
        retry: false,
      })
    }
    const code = formatPaperCode({ owner: component.owner ?? owner, type: types.get(id) ?? id })
    digitized.push({ ...component, mediaType, code })
  }
  return { digitized: digitized as unknown as Value }
}

/**
 * Sends the dossier on: the scans get the agency's signature, which makes them legal copies; what is digital is listed with its digests,
 * and what is left on paper by name and number. The list is signed: what the receiving unit can prove it was given. A list without
 * papers means that no paper moves.
 *
 * @law nghị định 45/2020/NĐ-CP Đ21; nghị định 30/2020/NĐ-CP Đ25.1c, Đ26 (a scan with the agency's signature is a copy worth the original)
 */
export async function transferFiles(job: JobContext, agency: Agency): Promise<Variables> {
  const documents = needed(job, 'documents')
  const { variables } = job.dossier
  const isScanned = !(isChannel(variables.channel) && CHANNEL_FACTS[variables.channel].isElectronic)
  const scans = componentsOf(job.input.files)
  const digital: ComponentData[] = [...componentsOf(variables.found)]
  for (const scan of scans) digital.push(isScanned ? await sealed(job, agency, scan) : scan)
  const papers = papersLeft(componentsOf(variables.components), digital)
  const names = new Map(job.procedure.definition.documents.map(({ id, name }) => [id, name.vi]))
  const list = {
    dossier: job.dossier.code,
    procedure: job.procedure.program.procedure,
    agency: agency.code,
    at: new Date(job.at).toISOString(),
    components: digital,
    papers: papers.map(({ id, originals, certifiedCopies, copies }) => ({
      id,
      name: names.get(id) ?? id,
      originals,
      certifiedCopies,
      copies,
    })),
  }
  const bytes = new TextEncoder().encode(`${JSON.stringify(list, null, 2)}\n`)
  const manifest = await documents.put(bytes, 'application/json')
  const signed = await needed(job, 'signer').signDetached(bytes, {
    reason: 'Chuyển hồ sơ điện tử',
    location: agency.place,
    at: job.at,
  })
  const signature = await documents.put(signed.bytes, 'application/pkcs7-signature')
  const record = {
    manifest: manifest.digest,
    signature: signature.digest,
    signer: signed.subject,
    components: digital,
    papers: papers.map(({ id }) => id),
  }
  return { transferRecord: record as unknown as Value }
}

/** A PDF is signed inside, everything else beside. */
async function sealed(job: JobContext, agency: Agency, scan: ComponentData): Promise<ComponentData> {
  if (scan.digest === undefined) return scan
  const documents = needed(job, 'documents')
  const bytes = await documents.get(scan.digest)
  const request = { reason: 'Sao y bản số hóa từ bản giấy', location: agency.place, at: job.at }
  if (scan.mediaType === 'application/pdf') {
    const signed = await needed(job, 'signer').signPdf(bytes, request)
    const { digest, size } = await documents.put(signed.bytes, scan.mediaType)
    return { ...scan, digest, size, signedBy: signed.subject }
  }
  const signed = await needed(job, 'signer').signDetached(bytes, request)
  const signature = await documents.put(signed.bytes, 'application/pkcs7-signature')
  return { ...scan, signedBy: signed.subject, signature: signature.digest }
}
