import type { Variables } from '@motcua/engine'
import { listOf, record, text } from '../dossier-data.ts'

/** What is paid for a dossier (phí, lệ phí): `schemas/fee.json`. */
export interface Fee {
  readonly code: string
  readonly name: string
  /** `fee`: lệ phí; `charge`: phí; `digitization`: the cost of digitizing what need not be, at the applicant's request. */
  readonly kind: 'fee' | 'charge' | 'digitization'
  /** Whole đồng; 0 where it is waived. */
  readonly amountVnd: number
  readonly exemption?: string
  readonly paid?: boolean
  /** Who owes it, where the law says. */
  readonly payer?: 'applicant'
  readonly basis?: string
}

/** The fees of a dossier: those it lists, and a fee for late registration where it carries one. */
export function feesOf(variables: Variables): Fee[] {
  const listed = listOf(variables.fees).map((entry): Fee => {
    const { code, name, kind, amountVnd, exemption, paid } = record(entry)
    return {
      code: text(code),
      name: text(name),
      kind: kind === 'charge' || kind === 'digitization' ? kind : 'fee',
      amountVnd: Number(amountVnd),
      ...(typeof exemption === 'string' ? { exemption } : {}),
      ...(typeof paid === 'boolean' ? { paid } : {}),
    }
  })
  const late = variables.lateFeeVnd
  const lateFee: Fee[] =
    typeof late === 'number' && late > 0 ? [{ code: 'LP01', name: 'Lệ phí đăng ký quá hạn', kind: 'fee', amountVnd: late }] : []
  return [...listed, ...lateFee]
}
