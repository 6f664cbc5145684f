import type { DossierEvent } from '@motcua/engine'
import { expect } from 'vitest'

/**
 * What the national portal takes after what, by its own numbers (TrangThaiHoSo): 1 new, 2 accepted, 3 not accepted, 4 in progress,
 * 5 supplement, 6 payment, 7 withdrawn, 8 stopped, 9 settled, 10 returned. Written here from the portal's interface, not from our table.
 */
export const PORTAL: Readonly<Record<number, readonly number[]>> = {
  1: [2, 3, 5, 6, 7],
  2: [4, 5, 6, 7, 8, 9],
  3: [],
  4: [5, 6, 7, 8, 9],
  // 6 only before acceptance, of which the portal is not told.
  5: [2, 3, 4, 6, 7, 8],
  6: [2, 4, 7, 8],
  7: [],
  8: [],
  9: [10],
  10: [],
}

/** Statuses that a dossier may end with: not accepted, withdrawn, stopped, returned. */
const ENDS = [3, 7, 8, 10]

/** An ended dossier's statuses follow one another as the portal takes them. Gives them, without the first. */
export function asThePortalTakesThem(events: readonly DossierEvent[]): readonly number[] {
  const codes = events.flatMap((event) => (event.type === 'standingChanged' ? [event.code] : []))
  for (const [index, code] of codes.entries()) expect(PORTAL[[1, ...codes][index] ?? 0]).toContain(code)
  expect(ENDS).toContain([1, ...codes].at(-1))
  return codes
}

/** Nothing is signed that was not verified, nothing returned unsigned, nothing archived that was not returned. Gives the stages that were entered. */
export function inLawsOrder(events: readonly DossierEvent[]): ReadonlySet<string> {
  const seen = new Set<string>()
  for (const event of events) {
    if (event.type !== 'stageEntered') continue
    if (event.stage === 'sign') expect(seen).toContain('verify')
    if (event.stage === 'return') expect(seen).toContain('sign')
    if (event.stage === 'archive') expect(seen).toContain('return')
    seen.add(event.stage)
  }
  return seen
}
