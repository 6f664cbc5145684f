import { formatInstant } from '@motcua/engine'
import type { Paper } from '@motcua/engine/ports'
import { applicantOf } from '../dossier-data.ts'
import type { HandlingStep } from '../dossier/history.ts'
import { bookOf, filled, letter, submitterName, mustBeSource, type FormSource } from './letter.ts'
import { timeInWords } from './vietnamese-words.ts'
import { mustBeListsOfObjects } from '../must-be-given.ts'

/**
 * Phiếu kiểm soát quá trình giải quyết hồ sơ: who handed the dossier to whom, when, and whether each was in time.
 *
 * @param steps  from the journal, with the actors' names where they are known
 * @law thông tư 01/2018/TT-VPCP, form 05; thông tư 03/2025/TT-VPCP, form 06
 */
export function controlSlip(
  source: FormSource,
  steps: readonly (HandlingStep & { readonly actorName?: string })[],
  coordinating?: string,
): Paper {
  mustBeSource('controlSlip', source)
  mustBeListsOfObjects('controlSlip', { steps })
  const { dossier, procedure, agency } = source
  return {
    ...letter(source, 'control-slip'),
    ...(dossier.code === null ? {} : { barcode: dossier.code }),
    subtitle: bookOf(source),
    fields: filled([
      ['Chủ hồ sơ', applicantOf(dossier).name],
      ['Nội dung yêu cầu giải quyết', `${procedure.definition.name.vi} (${procedure.program.procedure})`],
      ['Thời gian nhận hồ sơ', timeInWords(steps[0]?.receivedAt ?? dossier.openedAt)],
      ['Hẹn trả kết quả', dossier.clock.due === null ? 'không quy định' : timeInWords(dossier.clock.due)],
      ['Cơ quan giải quyết', procedure.definition.agency?.vi ?? agency.letterhead.at(-1)],
      ['Cơ quan phối hợp', coordinating],
    ]),
    table: {
      columns: [
        { title: 'Tên cơ quan', weight: 32 },
        { title: 'Thời gian giao, nhận hồ sơ', weight: 30 },
        { title: 'Kết quả (trước hạn, đúng hạn, quá hạn)', weight: 19 },
        { title: 'Ghi chú', weight: 25 },
      ],
      rows: steps.map((step, index) => {
        const from = steps[index - 1]
        const handedBy = from === undefined ? 'Người nộp hồ sơ' : from.role
        return [
          `1. Giao: ${handedBy}\n2. Nhận: ${step.role}`,
          `${timeInWords(step.receivedAt)}\nNgười giao: ${from === undefined ? submitterName(source) : (from.actorName ?? from.actor)}\nNgười nhận: ${step.actorName ?? step.actor}`,
          punctuality(step),
          step.name,
        ]
      }),
    },
  }
}

/** Before the day that it was due on; on that day and in time; or late. A step without a time of its own is none of them. */
function punctuality({ doneAt, dueAt }: HandlingStep): string {
  if (dueAt === undefined) return ''
  if (doneAt > dueAt) return 'Quá hạn'
  return formatInstant(doneAt).slice(0, 10) === formatInstant(dueAt).slice(0, 10) ? 'Đúng hạn' : 'Trước hạn'
}
