import type { DossierEvent } from '@motcua/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIBRARY, libraryEditions, type LibraryCode } from '../src/index.ts'
import { finish } from './finish.fixture.ts'
import { moves, walk } from './walk.fixture.ts'

/** Ten procedures in a second on an idle machine. */
const RUNS = { numRuns: 12 }

/**
 * What the national portal takes after what, by its own numbers (TrangThaiHoSo): 1 new, 2 accepted, 3 not accepted, 4 in progress,
 * 5 supplement, 6 payment, 7 withdrawn, 8 stopped, 9 settled, 10 returned. Written here from the portal's interface, not from our table.
 */
const PORTAL: Readonly<Record<number, readonly number[]>> = {
  1: [2, 3, 5, 6, 7],
  2: [4, 5, 6, 7, 8, 9],
  3: [],
  4: [5, 6, 7, 8, 9],
  5: [2, 3, 4, 7, 8],
  6: [2, 4, 7, 8],
  7: [],
  8: [],
  9: [10],
  10: [],
}
/** Statuses that a dossier may end with: not accepted, withdrawn, stopped, returned. */
const ENDS = [3, 7, 8, 10]

const editions = (Object.keys(LIBRARY) as LibraryCode[]).flatMap((code) =>
  libraryEditions(code).map((procedure) => [`${code} edition ${procedure.program.version}`, procedure] as const),
)

describe.each(editions)('%s', (_, procedure) => {
  it('ends whatever happens, in the law’s order, with statuses that the portal takes', () => {
    fc.assert(
      fc.property(moves(50), (made) => {
        const events: DossierEvent[] = []
        const before = walk(procedure, made, (step) => events.push(...step.events))
        const end = finish(procedure, before, (more) => events.push(...more))
        expect(end.kernel.status).toBe('completed')
        const codes = [1, ...events.flatMap((event) => (event.type === 'standingChanged' ? [event.code] : []))]
        for (const [index, code] of codes.slice(1).entries()) expect(PORTAL[codes[index] ?? 0]).toContain(code)
        expect(ENDS).toContain(codes.at(-1))
        inLawsOrder(events)
      }),
      RUNS,
    )
  })

  it('grants a dossier that nothing is wrong with, through signing to the archive', () => {
    const sensible = Array.from({ length: 1 }, () => ({ pick: 0, value: 0, minutes: 1, sense: 0 }))
    const events: DossierEvent[] = []
    const end = finish(
      procedure,
      walk(procedure, sensible, (step) => events.push(...step.events)),
      (more) => events.push(...more),
    )
    expect(end.kernel.status).toBe('completed')
    expect([end.lifecycle.standing, end.kernel.incidents]).toEqual(['returned', {}])
    for (const stage of ['verify', 'sign', 'return', 'archive'] as const) expect(end.lifecycle.stages[stage]).toBe('done')
  })
})

/** Nothing is signed that was not verified, nothing returned unsigned, nothing archived that was not returned. */
function inLawsOrder(events: readonly DossierEvent[]): void {
  const seen = new Set<string>()
  for (const event of events) {
    if (event.type !== 'stageEntered') continue
    if (event.stage === 'sign') expect(seen).toContain('verify')
    if (event.stage === 'return') expect(seen).toContain('sign')
    if (event.stage === 'archive') expect(seen).toContain('return')
    seen.add(event.stage)
  }
}
