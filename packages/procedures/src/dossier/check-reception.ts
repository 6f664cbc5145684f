import type { JobContext, Variables } from '@motcua/engine'
import type { Agency } from '../agency.ts'
import { text } from '../dossier-data.ts'
import { RECEPTION_REFUSALS, receptionRefusal } from './reception.ts'

/**
 * Whether this agency may take in a dossier that another one settles; what it may not, it refuses in words, on the form of the refusal.
 *
 * `fieldCheck`, an input: `needed` where the procedure is checked on the spot.
 *
 * @law nghị định 118/2025/NĐ-CP; plans under QĐ 468/QĐ-TTg III.3
 */
export function checkReception({ dossier, input }: JobContext, agency: Agency): Variables {
  const { receivingAgency, resolvingAgency } = dossier.variables
  const reception = { receiving: text(receivingAgency) || agency.code, resolving: text(resolvingAgency) || agency.code }
  const refusal = receptionRefusal(reception, input.fieldCheck === 'needed')
  if (refusal === undefined) return {}
  const words = RECEPTION_REFUSALS[refusal].vi
  return { refusalReason: `${words.slice(0, 1).toLocaleUpperCase('vi')}${words.slice(1)} (${reception.resolving})` }
}
