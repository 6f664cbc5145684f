import type { PaymentMark } from '../definition/index.ts'
import type { PaymentState } from './state.ts'

/** state → event → state of the financial duty. What was paid may be followed by another fee. */
export const PAYMENT_SUCCESSION: Readonly<Record<PaymentState, Readonly<Partial<Record<PaymentMark, PaymentState>>>>> = {
  none: { ask: 'asked', waive: 'waived' },
  asked: { ask: 'asked', settle: 'paid', waive: 'waived', lapse: 'lapsed' },
  paid: { ask: 'asked' },
  lapsed: { ask: 'asked' },
  waived: { ask: 'asked' },
}
