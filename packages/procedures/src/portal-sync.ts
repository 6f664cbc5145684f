import { AdapterFailure, formatInstant, openEvent, type AcceptedCommand, type JobContext, type SideJob } from '@motcua/engine'
import type { JournalRow, NationalStatus, Portal, PortalDossier, PortalProgress } from '@motcua/engine/ports'
import type { Agency } from './agency.ts'
import { CHANNEL_FACTS, isChannel } from './dossier/channel.ts'
import { feesOf } from './dossier/fee.ts'
import { applicantOf, componentsOf, fileOf, listOf, record, text } from './dossier-data.ts'
import { needed } from './needed.ts'

/** Jobs for the portal go one after another: it accepts statuses only in their order. */
const LANE = 'portal'

/**
 * What the national portal is told of a command: the dossier at each change of its status, and each finished step. Before
 * acceptance a dossier has no code, and the portal nothing to know it by.
 */
export function portalReactions({ events, nationalStatusBefore, dossier, seq, at, actor, adapters }: AcceptedCommand): SideJob[] {
  if (adapters.portal === undefined || dossier.code === null) return []
  const gotCode = events.some((event) => event.type === 'variablesSet' && Object.hasOwn(event.variables, 'dossierCode'))
  const statuses = events.flatMap((event) => (event.type === 'standingChanged' ? [event.code] : []))
  // What got its code and went on at once is told first as it stood, or the portal would meet it in the middle.
  const isFirst = gotCode && (statuses.length === 0 || nationalStatusBefore !== 1)
  const toSync = isFirst ? [nationalStatusBefore, ...statuses] : statuses
  const done = events.flatMap((event) => (event.type === 'elementCompleted' ? [event.element] : []))
  return [
    ...toSync.map((status): SideJob => ({ type: 'sync-dossier', lane: LANE, input: { status, seq, at } })),
    ...done.map((element): SideJob => ({
      type: 'sync-progress',
      lane: LANE,
      input: { element, actor, at, status: dossier.nationalStatus, due: dossier.clock.due },
    })),
  ]
}

/** The dossier as the portal must know it, at the journal row that the job names. */
export async function syncDossier(job: JobContext, agency: Agency): Promise<void> {
  const rows = (await job.journal()).filter(({ seq }) => seq <= Number(job.input.seq))
  await needed(job, 'portal').syncDossier(portalDossier(job, agency, factsOf(rows)))
}

export async function syncProgress(job: JobContext, agency: Agency): Promise<void> {
  const { element, actor, at, status, due } = job.input
  const index = job.procedure.program.nodeById.get(text(element)) ?? -1
  const isSystem = text(actor).startsWith('system:')
  const principal = isSystem ? undefined : await job.adapters.identity.find(text(actor))
  const progress: PortalProgress = {
    code: job.dossier.code ?? '',
    handler: principal?.name ?? 'Hệ thống thông tin giải quyết TTHC',
    position: principal?.position ?? (isSystem ? 'Hệ thống' : 'Cán bộ'),
    at: Number(at),
    unit: principal?.unit ?? agency.unit,
    content: job.procedure.marks[index]?.name?.vi ?? text(element),
    status: Number(status) as NationalStatus,
    ...(typeof due === 'number' ? { dueAt: due } : {}),
  }
  const portal = needed(job, 'portal')
  if (job.earlier !== 'unknown' || !(await hasStep(portal, progress))) await portal.postProgress(progress)
}

/**
 * Whether the portal has a step that an earlier try may have left there.
 *
 * @throws AdapterFailure PORTAL_STEP_UNCERTAIN (final) it cannot tell: a person looks at the portal, then skips the job or lets it be tried again
 */
async function hasStep(portal: Portal, progress: PortalProgress): Promise<boolean> {
  const answer = await portal.hasProgress?.(progress)
  if (answer !== undefined) return answer
  const { code, content, at } = progress
  const step = `"${content}" (${formatInstant(at)})`
  throw new AdapterFailure(
    'PORTAL_STEP_UNCERTAIN',
    `expected to know whether the portal has the step ${step} of ${code}, found that it cannot tell: look there, then skip the job where it ` +
      `has it, or try it again where it has not. ` +
      `Chưa rõ Cổng đã nhận bước ${step} của hồ sơ ${code} hay chưa: kiểm tra trên Cổng, nếu đã có thì bỏ qua việc này, nếu chưa thì cho gửi lại.`,
    { retry: false },
  )
}

/** What the portal asks for that only the journal knows. */
interface Facts {
  receivedAt: number
  settledAt?: number
  returnedAt?: number
  dueAt?: number
  supplements: { id: string; content: string; requestedAt: number; receivedAt?: number }[]
}

function factsOf(rows: readonly JournalRow[]): Facts {
  const facts: Facts = { receivedAt: rows[0]?.at ?? 0, supplements: [] }
  for (const sealed of rows.flatMap(({ events }) => events)) {
    if (sealed.data === null) continue
    const event = openEvent(sealed)
    if (event.type === 'standingChanged') {
      if (event.standing === 'accepted') facts.receivedAt = event.at
      if (event.standing === 'settled') facts.settledAt = event.at
      if (event.standing === 'returned') facts.returnedAt = event.at
    }
    if (event.type === 'clockChanged' && event.clock.due !== null) facts.dueAt = event.clock.due
    if (event.type === 'jobCreated' && event.job === 'ask-supplement') {
      const missing = listOf(event.input.missing).map(text)
      facts.supplements.push({
        id: `BS${facts.supplements.length + 1}`,
        content: missing.join('; ') || 'Bổ sung hồ sơ',
        requestedAt: event.at,
      })
    }
    if (event.type === 'variablesSet' && Object.hasOwn(event.variables, 'components')) {
      const asked = facts.supplements.at(-1)
      if (asked !== undefined && asked.receivedAt === undefined) asked.receivedAt = event.at
    }
  }
  return facts
}

function portalDossier(job: JobContext, agency: Agency, facts: Facts): PortalDossier {
  const { dossier, procedure } = job
  const { definition } = procedure
  const applicant = applicantOf(dossier)
  const documents = new Map(definition.documents.map((document) => [document.id, document]))
  const result = fileOf(dossier.variables.result)
  const childName = text(record(dossier.variables.child).name)
  return {
    code: dossier.code ?? '',
    procedure: { code: procedure.program.procedure, name: definition.name.vi },
    field: { code: definition.field?.code ?? '', name: definition.field?.name.vi ?? '' },
    applicant: {
      name: applicant.name,
      kind: applicant.kind === 'citizen' ? 'citizen' : 'organisation',
      identifier: applicant.identifier,
      ...(applicant.email === undefined ? {} : { email: applicant.email }),
      ...(applicant.phone === undefined ? {} : { phone: applicant.phone }),
    },
    summary: childName === '' ? definition.name.vi : `${definition.name.vi}: ${childName}`,
    channel: isChannel(dossier.variables.channel) ? CHANNEL_FACTS[dossier.variables.channel].national : 'counter',
    status: Number(job.input.status) as NationalStatus,
    receivedAt: facts.receivedAt,
    ...(facts.dueAt === undefined ? {} : { dueAt: facts.dueAt }),
    ...(facts.settledAt === undefined ? {} : { settledAt: facts.settledAt }),
    ...(facts.returnedAt === undefined ? {} : { returnedAt: facts.returnedAt }),
    returnBy: dossier.variables.returnBy === 'post' ? 'post' : 'agency',
    unit: agency.unit,
    components: componentsOf(dossier.variables.components).map(({ id }) => ({
      id,
      name: documents.get(id)?.name.vi ?? id,
      code: documents.get(id)?.code ?? id,
    })),
    fees: feesOf(dossier.variables).map(({ code, name, amountVnd, kind }) => ({
      code,
      name,
      amountVnd,
      kind: kind === 'fee' ? 'fee' : 'charge',
      prepaid: true,
    })),
    supplements: facts.supplements.map((supplement) => ({ ...supplement, requestedBy: agency.unit })),
    results:
      result === undefined
        ? []
        : [{ id: result.digest.slice(0, 32), name: result.name, code: definition.results[0]?.id ?? 'result' }],
  }
}
