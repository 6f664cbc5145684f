import type { DossierEvent } from '@motcua/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIBRARY, libraryEditions, type LibraryCode } from '../src/index.ts'
import { finish } from './finish.fixture.ts'
import { asThePortalTakesThem, inLawsOrder } from './laws.fixture.ts'
import { moves, walk } from './walk.fixture.ts'

/** Ten procedures in a second on an idle machine. */
const RUNS = { numRuns: 12 }

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
        asThePortalTakesThem(events)
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
