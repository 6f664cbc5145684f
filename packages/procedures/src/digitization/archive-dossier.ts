import type { JobContext, Variables } from '@motcua/engine'
import type { ArchiveEntry, JsonObject } from '@motcua/engine/ports'
import { fileOf, listOf, record, text, type FileData } from '../dossier-data.ts'
import type { Agency } from '../agency.ts'
import { enterPapers } from './enter-papers.ts'
import { needed } from '../needed.ts'

/**
 * Packs what must be kept: the components as they were transferred, the receipt, the signed transfer list, the signed result and the
 * journal; after success, papers and result go into their owner's electronic data store.
 *
 * @law nghị định 45/2020/NĐ-CP Đ17; Luật Lưu trữ 33/2024/QH15
 */
export async function archiveDossier(job: JobContext, agency: Agency): Promise<Variables> {
  const documents = needed(job, 'documents')
  const { dossier, procedure } = job
  const entries: ArchiveEntry[] = []
  const add = async (path: string, file: FileData | undefined) => {
    if (file !== undefined) entries.push({ path, bytes: await documents.get(file.digest), mediaType: file.mediaType })
  }
  const transferred = listOf(record(dossier.variables.transferRecord).components)
  const digitized = transferred.length > 0 ? transferred : listOf(dossier.variables.digitized)
  for (const [index, component] of digitized.entries()) {
    const file = fileOf(component)
    await add(`components/${String(index + 1).padStart(2, '0')}-${safe(text(record(component).id))}${extension(file)}`, file)
  }
  await add('receipt.pdf', fileOf(dossier.variables.receipt))
  await add('register-entry.pdf', fileOf(dossier.variables.registerEntry))
  await add('control-slip.pdf', fileOf(dossier.variables.controlSlip))
  const transfer = record(dossier.variables.transferRecord)
  await add('transfer/manifest.json', named(transfer.manifest, 'application/json'))
  await add('transfer/manifest.json.p7s', named(transfer.signature, 'application/pkcs7-signature'))
  await add('result.pdf', fileOf(dossier.variables.result))
  const journal = (await job.journal()).map((row) => JSON.stringify(row)).join('\n')
  entries.push({ path: 'journal.ndjson', bytes: new TextEncoder().encode(`${journal}\n`), mediaType: 'application/x-ndjson' })
  const metadata: JsonObject = {
    code: dossier.code,
    procedure: procedure.program.procedure,
    procedureName: procedure.definition.name.vi,
    version: procedure.program.version,
    basis: procedure.definition.basis,
    applicant: dossier.applicant,
    openedAt: new Date(dossier.openedAt).toISOString(),
  }
  const receipt = await needed(job, 'archive').store({ dossier: dossier.code ?? dossier.id, at: job.at, metadata, entries })
  const entered = await enterPapers(job, agency)
  return { archivePackage: { ...receipt, papers: entered.map(({ code }) => code) } }
}

function named(digest: unknown, mediaType: string): FileData | undefined {
  return typeof digest === 'string' ? { digest, mediaType, name: digest } : undefined
}

function safe(name: string): string {
  return name.replace(/[^\p{L}\p{N}-]/gu, '-') || 'component'
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/pdf': '.pdf',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'application/json': '.json',
  'text/plain': '.txt',
}

function extension(file: FileData | undefined): string {
  return file === undefined ? '' : (EXTENSIONS[file.mediaType] ?? '.bin')
}
