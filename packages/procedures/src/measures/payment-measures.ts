import { NO_DATA, counted, percentOf, shareOfKeys } from './count.ts'
import type { DossierFacts } from './dossier-facts.ts'
import { PROCEDURES, type Measure } from './measure.ts'
import { isWithin, type Period } from './period.ts'
import { statedCount } from './statement.ts'

/** Dossiers whose financial duty was asked for in the period. */
export function hasDuty({ dutyAt }: DossierFacts, period: Period): boolean {
  return isWithin(period, dutyAt)
}

/** At least one duty of the dossier was settled online in the period. */
export function isPaidOnline({ payments }: DossierFacts, period: Period): boolean {
  return payments.some(({ at, isOnline }) => isOnline && isWithin(period, at))
}

/** Of all payments made in the period; a dossier may have several. */
export const onlinePayments: Measure = {
  id: 'onlinePayments',
  name: { vi: 'Giao dịch thanh toán trực tuyến', en: 'Payments made online' },
  unit: 'percent',
  of: { vi: 'giao dịch', en: 'payments' },
  count: (facts, period) => {
    const made = facts.flatMap((one) =>
      one.payments.filter(({ at }) => isWithin(period, at)).map(({ isOnline }) => ({ one, isOnline })),
    )
    const online = made.filter(({ isOnline }) => isOnline)
    const behind = (payments: typeof made) => counted([...new Set(payments.map(({ one }) => one))]).dossiers
    return {
      value: percentOf(online.length, made.length),
      part: { count: online.length, dossiers: behind(online) },
      whole: { count: made.length, dossiers: behind(made) },
    }
  },
}

/** Of the procedures of which a fee was asked in the period. */
export const feeProceduresPaidOnline: Measure = {
  id: 'feeProceduresPaidOnline',
  name: {
    vi: 'Thủ tục có nghĩa vụ tài chính được thanh toán trực tuyến',
    en: 'Procedures with a financial duty that was paid online',
  },
  unit: 'percent',
  of: PROCEDURES,
  count: (facts, period) =>
    shareOfKeys(
      facts,
      ({ procedure }) => procedure.code,
      (one) => hasDuty(one, period) || isPaidOnline(one, period),
      (one) => isPaidOnline(one, period),
    ),
}

export const feeProceduresPayableOnline: Measure = {
  id: 'feeProceduresPayableOnline',
  name: {
    vi: 'Thủ tục có nghĩa vụ tài chính đã triển khai thanh toán trực tuyến',
    en: 'Procedures with a financial duty that can be paid online',
  },
  unit: 'percent',
  of: PROCEDURES,
  count: (_facts, _period, statements) => statedCount(statements, 'feeProceduresPayableOnline') ?? NO_DATA,
}
