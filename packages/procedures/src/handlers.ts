import type { JobContext, JobHandler, Variables } from '@motcua/engine'
import type { Paper } from '@motcua/engine/ports'
import type { Agency } from './agency.ts'
import { archiveDossier } from './digitization/archive-dossier.ts'
import { keepOnPaper, reckonDigitizationFee } from './digitization/digitization-fee.ts'
import type { DigitizationOptions } from './digitization/policy.ts'
import { checkReception } from './dossier/check-reception.ts'
import { checkScans } from './digitization/check-scans.ts'
import { lookUpComponents } from './digitization/look-up-components.ts'
import { dossierCode } from './code/dossier-code.ts'
import { applicantOf, componentsOf, fileOf, listOf, text, type FileData } from './dossier-data.ts'
import { feesOf } from './dossier/fee.ts'
import { standingInstants } from './dossier/instants.ts'
import { answerDeadline } from './form/answer-deadline.ts'
import { apologyForm } from './form/apology.ts'
import { birthCertificate } from './form/birth-certificate.ts'
import { enterInRegister } from './form/enter-in-register.ts'
import { fileForm } from './form/file-form.ts'
import { issueControlSlip } from './form/issue-control-slip.ts'
import { formVersion, type FormKind } from './form/form-version.ts'
import type { FormSource } from './form/letter.ts'
import { resultName, resultPaper } from './form/result.ts'
import { receiptForm } from './form/receipt.ts'
import { refusalForm } from './form/refusal.ts'
import { stopForm } from './form/stop.ts'
import { supplementForm } from './form/supplement.ts'
import { amountInWords } from './form/vietnamese-words.ts'
import { AdapterFailure, formatInstant } from '@motcua/engine'
import { handOn } from './interagency/hand-on.ts'
import { remindAgency } from './interagency/remind-agency.ts'
import { needed } from './needed.ts'
import { reckonTransfer } from './reckon-transfer.ts'
import { recordChange } from './record-change.ts'
import { syncDossier, syncProgress } from './portal-sync.ts'
import { storeFiles, transferFiles } from './digitization/transfer-files.ts'

const PDF = 'application/pdf'

/** The jobs of one-stop procedures, by the names that definitions use. */
export function oneStopJobs(agency: Agency, digitization: DigitizationOptions = {}): Readonly<Record<string, JobHandler>> {
  const source = async (job: JobContext): Promise<FormSource> => {
    const officer = await officerOf(job)
    return { dossier: job.dossier, procedure: job.procedure, agency, at: job.at, ...(officer === undefined ? {} : { officer }) }
  }
  const tell = (subject: string, words: (job: JobContext) => string) => (job: JobContext) => notify(job, subject, words(job))
  const issue =
    (kind: FormKind, form: (source: FormSource, job: JobContext) => Paper | Promise<Paper>) => async (job: JobContext) => {
      const name = formName(kind, job)
      const file = await fileForm(job, await form({ ...(await source(job)), ...(await numberOf(kind, job, agency)) }, job), name)
      await notify(job, name, `${name}: hồ sơ ${job.dossier.code ?? job.dossier.id}.`, [file])
      return file
    }
  const receipt = issue('receipt', (from) => receiptForm(from))
  const only = (issued: (job: JobContext) => Promise<FileData>) => async (job: JobContext) => {
    await issued(job)
  }
  return {
    'give-dossier-code': async (job) => ({ dossierCode: await dossierCode(agency.code, job.at, job.key, job.serial) }),
    'issue-receipt': async (job): Promise<Variables> => ({ receipt: { ...(await receipt(job)) } }),
    'ask-supplement': only(
      issue('supplement', (from, job) => {
        const dueAt = answerDeadline(job)
        const request = { missing: missingOf(job), reason: text(job.input.reason) }
        return supplementForm(from, dueAt === undefined ? request : { ...request, dueAt })
      }),
    ),
    'refuse-dossier': only(issue('refusal', (from, job) => refusalForm(from, text(job.input.reason)))),
    'issue-apology': only(
      issue('apology', async (from, job) => apologyForm(from, { reason: text(job.input.reason), ...(await promiseOf(job)) })),
    ),
    'stop-dossier': only(issue('stop', (from, job) => stopForm(from, text(job.input.reason)))),
    'reckon-digitization-fee': (job) => Promise.resolve(reckonDigitizationFee(job, digitization)),
    'keep-on-paper': (job) => Promise.resolve(keepOnPaper(job)),
    'ask-payment': tell('Yêu cầu nộp lệ phí', (job) => `Phí, lệ phí phải nộp: ${amountInWords(toPay(job))}.`),
    'confirm-withdrawal': tell('Xác nhận rút hồ sơ', () => 'Hồ sơ đã được rút theo yêu cầu.'),
    'send-draft': tell(
      'Xác nhận nội dung khai sinh',
      () => 'Đề nghị xác nhận trong 01 ngày; quá hạn không trả lời coi như đồng ý.',
    ),
    'check-reception': (job) => Promise.resolve(checkReception(job, agency)),
    'enter-in-register': (job) => enterInRegister(job, agency),
    'issue-control-slip': async (job) => issueControlSlip(job, await source(job)),
    'reckon-transfer': reckonTransfer,
    'record-change': (job) => recordChange(job, agency),
    'look-up-components': lookUpComponents,
    'check-scans': (job) => checkScans(job),
    'store-files': storeFiles,
    'transfer-files': (job) => transferFiles(job, agency),
    'prepare-result': async (job): Promise<Variables> => {
      const from = await source(job)
      const isBirth = job.procedure.program.procedure === '1.001193'
      const name = isBirth ? 'Giấy khai sinh' : resultName(from)
      return { draftResult: { ...(await fileForm(job, isBirth ? birthCertificate(from) : resultPaper(from), name)) } }
    },
    'announce-check': tell(
      'Thông báo thời gian kiểm tra, làm việc',
      () => 'Cơ quan giải quyết sẽ liên hệ về thời gian và địa điểm.',
    ),
    'announce-correction': tell(
      'Xin lỗi về sai sót',
      () => 'Kết quả có sai sót của cơ quan và được lập lại, không thu thêm phí.',
    ),
    'refund-fee': tell('Hoàn phí', (job) => `Phí được hoàn: ${amountInWords(Number(job.input.amountVnd))}.`),
    'hand-on': (job) => handOn(job, agency),
    'remind-agency': (job) => remindAgency(job, agency),
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
    'archive-dossier': (job) => archiveDossier(job, agency),
    'sync-dossier': (job) => syncDossier(job, agency),
    'sync-progress': (job) => syncProgress(job, agency),
  }
}

/** `Giấy tiếp nhận hồ sơ và hẹn trả kết quả`: the form's title, as a sentence begins. */
function formName(kind: FormKind, { procedure }: JobContext): string {
  const title = formVersion(kind, procedure.definition.regime).title.toLocaleLowerCase('vi')
  return title.slice(0, 1).toLocaleUpperCase('vi') + title.slice(1)
}

/** What the definition computes, or else the sum of the dossier's fees. */
function toPay({ input, dossier }: JobContext): number {
  const { amountVnd } = input
  return typeof amountVnd === 'number' ? amountVnd : feesOf(dossier.variables).reduce((sum, fee) => sum + fee.amountVnd, 0)
}

/** The serial of this form in the agency's year; the receipt and the control slip go by the dossier's own code. */
async function numberOf(kind: FormKind, job: JobContext, agency: Agency): Promise<{ number?: number }> {
  if (kind === 'receipt' || kind === 'control-slip') return {}
  const year = formatInstant(job.at).slice(0, 4)
  return { number: await job.serial(`form:${kind}:${agency.code}:${year}`, job.key) }
}

/** Whoever of the staff acted last: it is they who hand the form out. */
async function officerOf(job: JobContext): Promise<FormSource['officer']> {
  const rows = await job.journal()
  const staff = job.procedure.definition.roles.map(({ id }) => id).filter((id) => id !== 'applicant')
  for (const { actor } of rows.toReversed()) {
    if (actor.startsWith('system:')) continue
    const principal = await job.adapters.identity.find(actor)
    if (principal?.roles.some((role) => staff.includes(role)) !== true) continue
    return { name: principal.name, ...(principal.position === undefined ? {} : { position: principal.position }) }
  }
  return undefined
}

/** When the dossier was received, and the date that it was promised for before this delay. */
async function promiseOf(job: JobContext): Promise<{ receivedAt?: number; promisedAt?: number }> {
  const rows = await job.journal()
  const { accepted } = standingInstants(rows)
  const { due } = standingInstants(rows.filter(({ at }) => at < job.at))
  return { ...(accepted === undefined ? {} : { receivedAt: accepted }), ...(due === undefined ? {} : { promisedAt: due }) }
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
