import type { Standing } from '../definition/index.ts'

/**
 * What the law lets a dossier's status become. After acceptance a dossier is stopped, no longer refused.
 *
 * @law nghị định 118/2025/NĐ-CP; the order that the national portal accepts
 */
export const STANDING_SUCCESSION: Readonly<Record<Standing, readonly Standing[]>> = {
  registered: ['accepted', 'refused', 'supplementAsked', 'paymentAsked', 'withdrawn'],
  accepted: ['inProgress', 'supplementAsked', 'paymentAsked', 'withdrawn', 'stopped', 'settled'],
  refused: [],
  inProgress: ['supplementAsked', 'paymentAsked', 'withdrawn', 'stopped', 'settled'],
  // Once it is complete, what is to be paid for it may be asked for.
  supplementAsked: ['accepted', 'refused', 'inProgress', 'paymentAsked', 'withdrawn', 'stopped'],
  paymentAsked: ['accepted', 'inProgress', 'withdrawn', 'stopped'],
  withdrawn: [],
  stopped: [],
  settled: ['returned'],
  returned: [],
}
