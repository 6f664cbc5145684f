import type { Procedure } from '@motcua/engine'
import { mustHold } from '@motcua/engine/ports'
import type { Said } from '../data/data-code.ts'
import type { ComponentData } from '../dossier/component.ts'
import type { Fee } from '../dossier/fee.ts'
import { mustBeLists, mustBeListsOfObjects, mustBeObjects } from '../must-be-given.ts'

type ProcedureDocument = Procedure['definition']['documents'][number]

/** Whether a paper is digitized, and who pays for it. */
export type DigitizationDuty =
  | { readonly duty: 'must'; readonly payer: 'agency' }
  /** Asked for by the applicant, who pays the cost. */
  | { readonly duty: 'on-demand'; readonly payer: 'applicant' }
  /** The agency needs it to work electronically or to build a database; the applicant pays nothing. */
  | { readonly duty: 'on-demand'; readonly payer: 'agency' }
  /** It is received on paper and travels on paper. */
  | { readonly duty: 'none'; readonly payer: null }

export type DigitizationPolicyId = 'seeds-2021' | 'tt01-2023'

/** Which papers must be digitized, as of a date. */
export interface DigitizationPolicy {
  readonly id: DigitizationPolicyId
  readonly name: Said
  /** Local date from which it may be chosen. */
  readonly from: string
  readonly mustDigitize: (document: ProcedureDocument, local: LocalRules) => boolean
}

/** What sector law or a decision of the minister or chairman adds, by component id. */
export interface LocalRules {
  readonly bySectorLaw?: readonly string[]
  readonly byDecision?: readonly string[]
}

/**
 * The plans under QĐ 468/QĐ-TTg name three classes: results of earlier procedures, results of processing by the agencies that take
 * part, the procedure's own result. Circular 01/2023/TT-VPCP names another three: results of earlier procedures, papers that sector law
 * names, papers that the minister or the provincial chairman decided on. Its text could not be read in full; a deployment chooses.
 */
export const DIGITIZATION_POLICIES: Readonly<Record<DigitizationPolicyId, DigitizationPolicy>> = {
  'seeds-2021': {
    id: 'seeds-2021',
    name: { vi: 'Kế hoạch theo Quyết định 468/QĐ-TTg', en: 'Plans under Decision 468/QĐ-TTg' },
    from: '2021-03-27',
    mustDigitize: (document) => document.class !== 'on-demand' || document.digitize === 'mandatory',
  },
  'tt01-2023': {
    id: 'tt01-2023',
    name: { vi: 'Thông tư 01/2023/TT-VPCP', en: 'Circular 01/2023/TT-VPCP' },
    from: '2023-01-01',
    mustDigitize: ({ id, class: kind }, { bySectorLaw = [], byDecision = [] }) =>
      kind === 'prior-result' || bySectorLaw.includes(id) || byDecision.includes(id),
  },
}

const POLICIES = Object.keys(DIGITIZATION_POLICIES)

export interface DigitizationOptions {
  readonly policy?: DigitizationPolicyId
  readonly local?: LocalRules
  /** On-demand components that the agency itself wants as files. */
  readonly agencyNeeds?: readonly string[]
  /** Statutory unit cost that an applicant pays for a page that they want digitized, in whole đồng. */
  readonly ratePerPageVnd?: number
  /** The text that sets the rate; it stands with the fee. */
  readonly rateBasis?: string
}

/** What is done with a component that was handed in on paper. */
export function digitizationDuty(
  document: ProcedureDocument,
  component: ComponentData | undefined,
  options: DigitizationOptions = {},
): DigitizationDuty {
  mustBeObjects('digitizationDuty', { document, component: component ?? {}, options })
  const { policy = 'seeds-2021', local = {}, agencyNeeds = [] } = options
  mustHold('digitizationDuty', 'policy', policy, `one of ${POLICIES.join(', ')}`, POLICIES.includes(policy))
  mustBeObjects('digitizationDuty', { local })
  mustBeLists('digitizationDuty', { agencyNeeds })
  if (component?.handling === 'present') return { duty: 'none', payer: null }
  if (DIGITIZATION_POLICIES[policy].mustDigitize(document, local)) return { duty: 'must', payer: 'agency' }
  if (component?.digitize === true) return { duty: 'on-demand', payer: 'applicant' }
  return agencyNeeds.includes(document.id) ? { duty: 'on-demand', payer: 'agency' } : { duty: 'none', payer: null }
}

/** Code of the cost of digitization among a dossier's fees. */
export const DIGITIZATION_FEE = 'SOHOA'

/** That they pay is the plans' word; the rate is that of the agency's own expenses. */
const DIGITIZATION_BASIS = 'Kế hoạch triển khai Quyết định 468/QĐ-TTg: số hóa theo nhu cầu của cá nhân, tổ chức'

/** What the applicant pays for what they want digitized, as one fee of the dossier; `undefined`: nothing. */
export function digitizationFee(
  documents: readonly ProcedureDocument[],
  components: readonly ComponentData[],
  options: DigitizationOptions,
): Fee | undefined {
  mustBeListsOfObjects('digitizationFee', { documents, components })
  mustBeObjects('digitizationFee', { options })
  const { ratePerPageVnd = 0, rateBasis = DIGITIZATION_BASIS } = options
  const pages = components.reduce((sum, component) => {
    const document = documents.find(({ id }) => id === component.id)
    const isPaid = document !== undefined && digitizationDuty(document, component, options).payer === 'applicant'
    return sum + (isPaid && component.digest === undefined ? (component.pages ?? 1) : 0)
  }, 0)
  if (pages * ratePerPageVnd === 0) return undefined
  return {
    code: DIGITIZATION_FEE,
    name: 'Chi phí số hóa theo yêu cầu',
    kind: 'digitization',
    amountVnd: pages * ratePerPageVnd,
    payer: 'applicant',
    basis: rateBasis,
  }
}
