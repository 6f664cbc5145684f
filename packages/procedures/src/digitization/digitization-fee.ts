import type { JobContext, Value, Variables } from '@motcua/engine'
import { componentsOf, listOf, record } from '../dossier-data.ts'
import { DIGITIZATION_FEE, digitizationFee, type DigitizationOptions } from './policy.ts'

/**
 * What the applicant owes for papers that they want digitized, among the dossier's fees and by itself. What came as a file or was found in a
 * store costs nothing.
 *
 * @law plans under QĐ 468/QĐ-TTg: what need not be digitized is, on demand of the applicant, who pays
 */
export function reckonDigitizationFee({ procedure, dossier }: JobContext, options: DigitizationOptions): Variables {
  const { variables } = dossier
  const found = new Set(componentsOf(variables.found).map(({ id }) => id))
  const handedIn = componentsOf(variables.components).filter(({ id }) => !found.has(id))
  const fee = digitizationFee(procedure.definition.documents, handedIn, options)
  const others = withoutDigitization(variables.fees)
  const fees = fee === undefined ? others : [...others, { ...fee }]
  return { ...(fees.length === 0 && variables.fees === undefined ? {} : { fees }), digitizationFeeVnd: fee?.amountVnd ?? 0 }
}

/** What was not paid for is not digitized, and nothing is owed for it: it is received on paper like any other. */
export function keepOnPaper({ dossier }: JobContext): Variables {
  const components = listOf(dossier.variables.components).map((entry): Value => {
    const { digitize, ...rest } = record(entry)
    return digitize === true ? rest : entry
  })
  return { components, fees: withoutDigitization(dossier.variables.fees), digitizationFeeVnd: 0 }
}

/** The fees of a dossier but for the cost of digitization. */
export function withoutDigitization(fees: Value | undefined): Value[] {
  return listOf(fees).filter((entry) => record(entry).code !== DIGITIZATION_FEE)
}
