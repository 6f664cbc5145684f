import type { JobContext, JobHandler, Variables } from '@motcua/engine'
import type { Paper } from '@motcua/engine/ports'
import type { Agency } from './agency.ts'
import { archiveDossier } from './archive-dossier.ts'
import { dossierCode } from './code/dossier-code.ts'
import { applicantOf, componentsOf, fileOf, listOf, text, type FileData } from './dossier-data.ts'
import { apologyForm, birthCertificate, receiptForm, refusalForm, stopForm, supplementForm, type FormSource } from './forms.ts'
import { AdapterFailure } from '@motcua/engine'
import { needed } from './needed.ts'
import { syncDossier, syncProgress } from './portal-sync.ts'
import { storeFiles, transferFiles } from './transfer-files.ts'

const PDF = 'application/pdf'

/** The jobs of one-stop procedures, by the names that definitions use. */
export function oneStopJobs(agency: Agency): Readonly<Record<string, JobHandler>> {
  const source = (job: JobContext): FormSource => ({ dossier: job.dossier, procedure: job.procedure, agency, at: job.at })
  const tell = (subject: string, words: (job: JobContext) => string) => (job: JobContext) => notify(job, subject, words(job))
  const issue = (subject: string, form: (job: JobContext) => Paper) => async (job: JobContext) => {
    const file = await paper(job, form(job), subject)
    await notify(job, subject, `${subject}: hồ sơ ${job.dossier.code ?? job.dossier.id}.`, [file])
  }
  return {
    'give-dossier-code': async (job) => ({ dossierCode: await dossierCode(agency.code, job.at, job.key, job.serial) }),
    'issue-receipt': async (job): Promise<Variables> => {
      const file = await paper(job, receiptForm(source(job)), 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả')
      await notify(job, 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả', `Hồ sơ ${job.dossier.code ?? ''} đã được tiếp nhận.`, [file])
      return { receipt: { ...file } }
    },
    'ask-supplement': issue('Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ', (job) => supplementForm(source(job), missingOf(job))),
    'refuse-dossier': issue('Phiếu từ chối tiếp nhận hồ sơ', (job) => refusalForm(source(job), text(job.input.reason))),
    'issue-apology': issue('Phiếu xin lỗi và hẹn lại ngày trả kết quả', (job) =>
      apologyForm(source(job), text(job.input.reason)),
    ),
    'stop-dossier': issue('Thông báo dừng giải quyết hồ sơ', (job) => stopForm(source(job), text(job.input.reason))),
    'ask-payment': tell('Yêu cầu nộp lệ phí', (job) => `Lệ phí phải nộp: ${text(job.input.amountVnd)} đồng.`),
    'confirm-withdrawal': tell('Xác nhận rút hồ sơ', () => 'Hồ sơ đã được rút theo yêu cầu.'),
    'send-draft': tell(
      'Xác nhận nội dung khai sinh',
      () => 'Đề nghị xác nhận trong 01 ngày; quá hạn không trả lời coi như đồng ý.',
    ),
    'store-files': storeFiles,
    'transfer-files': (job) => transferFiles(job, agency),
    'prepare-result': async (job): Promise<Variables> => ({
      draftResult: { ...(await paper(job, birthCertificate(source(job)), 'Giấy khai sinh')) },
    }),
    'sign-result': (job) => signResult(job, agency),
    'announce-result': async (job) => {
      const file = fileOf(job.input.result)
      await notify(
        job,
        'Thông báo đã có kết quả',
        `Kết quả hồ sơ ${job.dossier.code ?? ''} đã sẵn sàng.`,
        file === undefined ? [] : [file],
      )
    },
    'archive-dossier': archiveDossier,
    'sync-dossier': (job) => syncDossier(job, agency),
    'sync-progress': (job) => syncProgress(job, agency),
  }
}

async function paper(job: JobContext, content: Paper, name: string): Promise<FileData> {
  const bytes = await needed(job, 'renderer').render(content)
  const { digest } = await needed(job, 'documents').put(bytes, PDF)
  return { digest, mediaType: PDF, name: `${name}.pdf` }
}

/** Tells the applicant, where the deployment has a way to. */
async function notify(job: JobContext, subject: string, words: string, files: readonly FileData[] = []): Promise<void> {
  const { name, email, phone } = applicantOf(job.dossier)
  await job.adapters.notifier?.notify({
    key: job.key,
    to: { name, ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) },
    subject,
    text: `Kính gửi ${name},\n\n${words}\n`,
    attachments: files,
  })
}

async function signResult(job: JobContext, agency: Agency): Promise<Variables> {
  const draft = fileOf(job.input.draft)
  if (draft === undefined)
    throw new AdapterFailure('RESULT_MISSING', 'expected a prepared result to sign, found none', { retry: false })
  const documents = needed(job, 'documents')
  const signed = await needed(job, 'signer').signPdf(await documents.get(draft.digest), {
    reason: job.procedure.definition.name.vi,
    location: agency.place,
    at: job.at,
  })
  const { digest } = await documents.put(signed.bytes, PDF)
  return { result: { digest, mediaType: PDF, name: draft.name, signer: signed.subject, serialNumber: signed.serialNumber } }
}

function missingOf(job: JobContext): string[] {
  const { missing } = job.input
  const asked = listOf(missing)
    .map(text)
    .filter((entry) => entry !== '')
  return asked.length > 0 ? asked : componentsOf(missing).map(({ id }) => id)
}
