import { formatInstant, type JobContext, type Value, type Variables } from '@motcua/engine'
import type { Agency } from '../agency.ts'
import { text } from '../dossier-data.ts'
import { otherAgency, tellAgency } from './other-agency.ts'

/**
 * An agency let its time pass: it is reminded, the head of the one-stop unit is told, and both are noted on the dossier, where the answer is
 * still awaited.
 *
 * @law nghị định 61/2018/NĐ-CP Đ19.5: each step of a consultation is recorded, and of a silent agency the head of the one-stop unit is told
 */
export async function remindAgency(job: JobContext, agency: Agency): Promise<Variables> {
  const late = lateElement(job)
  const to = otherAgency(job, agency, text(job.input.to) || (late?.role ?? ''))
  const task = job.procedure.marks[late?.index ?? -1]?.name?.vi ?? job.procedure.definition.name.vi
  const at = formatInstant(job.at)
  await tellAgency(job, job.key, to, 'Nhắc cơ quan chậm trả lời', `${task}: đã hết hạn lúc ${inWords(at)}, đề nghị trả lời ngay`)
  const head = agency.head ?? { name: `Người đứng đầu ${agency.unit}` }
  await tellAgency(
    job,
    `${job.key}:head`,
    head,
    'Cơ quan phối hợp chậm trả lời',
    `${to.name} chưa trả lời: ${task}, hết hạn lúc ${inWords(at)}`,
  )
  return { reminder: { to: to.code ?? to.name, task, at, head: head.name } satisfies Record<string, Value> }
}

function inWords(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ')
}

/** The element whose time has passed: the reminder's timer hangs on it. */
function lateElement({ procedure, element }: JobContext): { readonly index: number; readonly role: string } | undefined {
  const { nodes, flows, nodeById } = procedure.program
  const index = nodeById.get(element ?? '') ?? -1
  for (const timer of nodes) {
    if (timer.kind !== 'boundaryEvent' || !timer.outgoing.some((flow) => flows[flow]?.target === index)) continue
    const late = nodes[timer.host]
    if (late !== undefined) return { index: late.index, role: late.kind === 'userTask' ? (late.role ?? '') : '' }
  }
  return undefined
}
