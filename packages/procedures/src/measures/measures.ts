import {
  desksDigitizing,
  notHandedInAgain,
  passedElectronically,
  resultsDigitized,
  storedReusable,
} from './digitization-measures.ts'
import type { Measure } from './measure.ts'
import {
  lodgedOnline,
  onlineOnPortal,
  onlineProceduresUsed,
  proceduresFullyOnline,
  proceduresPublished,
} from './online-measures.ts'
import { feeProceduresPaidOnline, feeProceduresPayableOnline, onlinePayments } from './payment-measures.ts'
import { counterWait, resultsSynced, satisfaction, settledOnTime } from './service-measures.ts'

/** Every figure that the plans under QĐ 468/QĐ-TTg and their successors set a target for. */
export const MEASURES: readonly Measure[] = [
  resultsDigitized,
  desksDigitizing,
  notHandedInAgain,
  counterWait,
  lodgedOnline,
  passedElectronically,
  storedReusable,
  settledOnTime,
  satisfaction,
  resultsSynced,
  onlinePayments,
  feeProceduresPaidOnline,
  feeProceduresPayableOnline,
  onlineProceduresUsed,
  onlineOnPortal,
  proceduresFullyOnline,
  proceduresPublished,
]
