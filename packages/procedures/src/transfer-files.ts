import { AdapterFailure, type JobContext, type Value, type Variables } from '@motcua/engine'
import type { Agency } from './agency.ts'
import { applicantOf, componentsOf, record, text } from './dossier-data.ts'
import { needed } from './needed.ts'

/**
 * Keeps the files of an online dossier under the codes that later procedures find them by: `<owner's identifier>.<paper type>`.
 *
 * @law nghị định 45/2020/NĐ-CP Đ17, Đ25
 */
export async function storeFiles(job: JobContext): Promise<Variables> {
  const documents = needed(job, 'documents')
  const owner = applicantOf(job.dossier).identifier
  const types = new Map(job.procedure.definition.documents.map((document) => [document.id, document.code ?? document.id]))
  const digitized: Value[] = []
  for (const { id, digest, mediaType } of componentsOf(job.dossier.variables.components)) {
    if (digest === undefined) continue
    if (!(await documents.has(digest))) {
      throw new AdapterFailure('COMPONENT_FILE_MISSING', `expected the file of "${id}" in the document store, found none`, {
        retry: false,
      })
    }
    digitized.push({ id, digest, mediaType: mediaType ?? 'application/octet-stream', code: `${owner}.${types.get(id) ?? id}` })
  }
  return { digitized }
}

/**
 * Lists the digital components with their digests and signs the list: what the receiving unit can prove it was given.
 *
 * @law nghị định 45/2020/NĐ-CP Đ21; nghị định 118/2025/NĐ-CP (transfer of the electronic dossier)
 */
export async function transferFiles(job: JobContext, agency: Agency): Promise<Variables> {
  const documents = needed(job, 'documents')
  const files = Array.isArray(job.input.files) ? job.input.files.map((file) => record(file as Value)) : []
  const list = {
    dossier: job.dossier.code,
    procedure: job.procedure.program.procedure,
    agency: agency.code,
    at: new Date(job.at).toISOString(),
    components: files.map(({ id, digest, mediaType, code }) => ({
      id: text(id),
      code: text(code),
      digest: text(digest),
      mediaType: text(mediaType),
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
  return { transferRecord: { manifest: manifest.digest, signature: signature.digest, signer: signed.subject } }
}
