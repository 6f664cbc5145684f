import { formatInstant, type JobContext, type Variables } from '@motcua/engine'
import { transferDueAt, openingOf, dayOf } from '@motcua/engine/calendar'
import { text } from './dossier-data.ts'
import { standingInstants } from './dossier/instants.ts'

/**
 * From when on what was received here goes to another authority: at once on the same working day; where it came after the cutoff, after
 * closing or on a day off, when the next working day begins.
 *
 * @law nghị định 61/2018/NĐ-CP Đ18.2, Đ18.3
 */
export async function reckonTransfer(job: JobContext): Promise<Variables> {
  const { calendar } = job
  const received = standingInstants(await job.journal()).accepted ?? job.at
  const latest = transferDueAt(received, calendar, { cutoff: text(job.input.cutoff) })
  const isSameDay = dayOf(latest) === dayOf(received)
  const from = isSameDay ? job.at : Math.max(job.at, openingOf(dayOf(latest), calendar))
  return { transferFrom: formatInstant(from) }
}
