import { parseAgencyCode } from '../code/agency-code.ts'
import type { Said } from '../data/data-code.ts'
import { mustBeObjects, mustBeTexts } from '../must-be-given.ts'

/** Who takes a dossier in, and who settles it: two agencies, which may be one. */
export interface Reception {
  /** Cơ quan tiếp nhận, by its code. */
  readonly receiving: string
  /** Cơ quan giải quyết, by its code: the one that is competent, whoever received. */
  readonly resolving: string
}

export type ReceptionRefusal = 'other-province' | 'field-check'

export const RECEPTION_REFUSALS: Readonly<Record<ReceptionRefusal, Said>> = {
  'other-province': {
    vi: 'cơ quan tiếp nhận thuộc tỉnh khác với cơ quan có thẩm quyền giải quyết',
    en: 'the receiving agency is in another province than the competent one',
  },
  'field-check': {
    vi: 'thủ tục phải kiểm tra thực địa: nộp tại nơi có thẩm quyền giải quyết',
    en: 'the procedure needs a check on the spot: it is lodged where it is settled',
  },
}

/**
 * Whether an agency may take the dossier in. Within a province the territory does not matter, and never changes who is competent; it does
 * where the procedure needs a check on the spot, or by plan only fields with data in shared databases are open.
 *
 * @param needsFieldCheck  thủ tục phải kiểm tra thực địa, đánh giá, kiểm tra, thẩm định tại cơ sở
 * @law nghị định 118/2025/NĐ-CP; plans under QĐ 468/QĐ-TTg III.3
 */
export function receptionRefusal(reception: Reception, needsFieldCheck: boolean): ReceptionRefusal | undefined {
  mustBeObjects('receptionRefusal', { reception })
  const { receiving, resolving } = reception
  mustBeTexts('receptionRefusal', { receiving, resolving })
  if (receiving === resolving) return undefined
  const [from, to] = [parseAgencyCode(receiving), parseAgencyCode(resolving)]
  const isSame = from !== undefined && to !== undefined && from.levels.join('.') === to.levels.join('.')
  if (isSame) return undefined
  if (needsFieldCheck) return 'field-check'
  // Codes that are no agency's say nothing of a province: another system's own are not refused for that.
  return from !== undefined && to !== undefined && from.levels[0] !== to.levels[0] ? 'other-province' : undefined
}
