import { formatInstant, type JobContext, type Value, type Variables } from '@motcua/engine'
import { dueAt } from '@motcua/engine/calendar'
import type { Agency } from '../agency.ts'
import { componentsOf, record, text } from '../dossier-data.ts'
import { papersLeft } from '../digitization/papers-left.ts'
import { needed } from '../needed.ts'
import { otherAgency, tellAgency } from './other-agency.ts'

const JSON_TYPE = 'application/json'

/**
 * Hands the dossier on to another agency: a signed list names the lead agency, who gets it, what they are asked to do and until when, each
 * file with its digest and each paper that goes along; it is kept, sent with the files, and noted on the dossier. Their answer is the
 * procedure's to wait for.
 *
 * A try after a lost answer makes the same list under the same key, so the agency has one letter. A key on an elliptic curve signs it anew: the
 * letter then has the first signature and the dossier notes the last one; both are kept and hold for the list.
 *
 * @law nghị định 61/2018/NĐ-CP Đ18.3 (to the competent authority), Đ19.6 (linked: lead, task and deadline of each agency), Đ19.7
 */
export async function handOn(job: JobContext, agency: Agency): Promise<Variables> {
  const documents = needed(job, 'documents')
  const { dossier, procedure } = job
  const to = otherAgency(job, agency, text(job.input.to))
  const next = afterwards(job)
  const digital = digitalOf(job)
  const papers = papersLeft(componentsOf(dossier.variables.components), digital).map(({ id }) => id)
  const due = next === undefined ? undefined : answerDueAt(job, next.index)
  const list = {
    dossier: dossier.code ?? dossier.id,
    procedure: procedure.program.procedure,
    name: procedure.definition.name.vi,
    lead: agency.code,
    to: to.code ?? to.name,
    task: procedure.marks[next?.index ?? -1]?.name?.vi ?? procedure.definition.name.vi,
    at: formatInstant(job.at),
    ...(due === undefined ? {} : { due: formatInstant(due) }),
    components: digital,
    papers,
  }
  const bytes = new TextEncoder().encode(`${JSON.stringify(list, null, 2)}\n`)
  const manifest = await documents.put(bytes, JSON_TYPE)
  const signed = await needed(job, 'signer').signDetached(bytes, {
    reason: 'Chuyển hồ sơ liên thông',
    location: agency.place,
    at: job.at,
  })
  const signature = await documents.put(signed.bytes, 'application/pkcs7-signature')
  const files = digital.flatMap(({ id, digest, mediaType = 'application/octet-stream', name = id }) =>
    digest === undefined ? [] : [{ name, digest, mediaType }],
  )
  const deadline = due === undefined ? '' : `, trước ${formatInstant(due).slice(0, 16).replace('T', ' ')}`
  await tellAgency(job, job.key, to, 'Chuyển hồ sơ liên thông', `${list.task}${deadline}`, [
    { name: 'Phiếu chuyển hồ sơ.json', digest: manifest.digest, mediaType: JSON_TYPE },
    { name: 'Phiếu chuyển hồ sơ.p7s', digest: signature.digest, mediaType: 'application/pkcs7-signature' },
    ...files,
  ])
  const noted = {
    ...{ to: list.to, task: list.task, at: list.at, due: list.due ?? null },
    ...{ manifest: manifest.digest, signature: signature.digest, signer: signed.subject },
    components: digital.map(({ id }) => id),
    papers,
  }
  return { handOn: noted as Value }
}

/** What is digital by now: as it was transferred, or else as it was scanned or found. */
function digitalOf({ dossier }: JobContext) {
  const { transferRecord, digitized, found } = dossier.variables
  const transferred = componentsOf(record(transferRecord).components)
  return transferred.length > 0 ? transferred : [...componentsOf(digitized), ...componentsOf(found)]
}

/** The element that the hand-on leads to: what the other agency does, or where their answer is awaited. */
function afterwards({ procedure, element }: JobContext) {
  const { nodes, flows, nodeById } = procedure.program
  const [flow] = nodes[nodeById.get(element ?? '') ?? -1]?.outgoing ?? []
  return flow === undefined ? undefined : nodes[flows[flow]?.target ?? -1]
}

/** Until when an answer is awaited there: the element's own limit, or the timer that hangs on it. */
function answerDueAt({ procedure, at, calendar }: JobContext, index: number): number | undefined {
  const { nodes } = procedure.program
  const node = nodes[index]
  if (node?.kind === 'userTask' && node.limit !== undefined) return dueAt(at, node.limit, calendar)
  for (const hanging of nodes) {
    if (hanging.kind !== 'boundaryEvent' || hanging.host !== index) continue
    for (const trigger of hanging.triggers) {
      if (trigger.kind === 'timer' && trigger.timer.kind === 'after') return dueAt(at, trigger.timer.limit, calendar)
    }
  }
  return undefined
}
