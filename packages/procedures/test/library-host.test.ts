import { verifyChain } from '@motcua/engine'
import { dueAt, vietnamCalendar } from '@motcua/engine/calendar'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileOf } from '../src/dossier-data.ts'
import { oneStopJobs } from '../src/handlers.ts'
import { FormCheck } from '../src/application/check-form.ts'
import { dossierRecord, LIBRARY, libraryEditions, registerEntry, type LibraryCode } from '../src/index.ts'
import { publishedSchema, type JsonSchema } from '../src/schemas.ts'
import { conclude, eventsOf, lodge, wander, type Deed } from './library-host.fixture.ts'
import { asThePortalTakesThem, inLawsOrder } from './laws.fixture.ts'
import { libraryOffice, type LibraryOffice } from './library-office.fixture.ts'
import { AGENCY } from './office.fixture.ts'

const editions = (Object.keys(LIBRARY) as LibraryCode[]).flatMap((code) =>
  libraryEditions(code).map((procedure) => [`${code} edition ${procedure.program.version}`, procedure] as const),
)

/** A few dossiers of each procedure; `LIBRARY_RUNS=200` is for an evening. */
const RUNS = { numRuns: Number(process.env.LIBRARY_RUNS ?? 6) }

const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.record({ pick: fc.nat(9), seed: fc.nat(500), minutes: fc.nat(400), kind: fc.nat(9) }),
  { minLength: 5, maxLength: 25, size: 'max' },
)

const DOSSIER = new FormCheck(publishedSchema('dossier') as JsonSchema)

describe.each(editions)('%s on a running host', (_, procedure) => {
  it('ends whatever people and peers do, in the law’s order, and the portal takes each of its statuses', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(500), deeds, async (seed, made) => {
        const office = await libraryOffice(procedure)
        const id = await lodge(office, seed)
        await wander(office, id, made)
        await conclude(office, id)
        await holds(office, id)
        await office.engine.stop()
      }),
      RUNS,
    )
  })

  it('comes to its result where nothing is wrong: signed, returned, archived, with its papers', async () => {
    const office = await libraryOffice(procedure)
    const id = await lodge(office, 0)
    await conclude(office, id)
    await holds(office, id)
    const { standing, variables } = await office.view(id)
    expect(standing).toBe('returned')
    expect(fileOf(variables.result)).toMatchObject({ mediaType: 'application/pdf' })
    expect(variables.archivePackage).toMatchObject({ location: expect.any(String) as string })
    // The register has the names of people, not their accounts.
    const { rows } = await eventsOf(office, id)
    const entry = registerEntry(await office.view(id), office.procedure, rows, (account) => `Cán bộ ${account}`)
    expect(entry?.handedBy).toMatch(/^Cán bộ ./)
    expect(registerEntry(await office.view(id), office.procedure, rows)?.handedBy).toBe(entry?.handedBy.slice('Cán bộ '.length))
    await office.engine.stop()
  })
})

async function holds(office: LibraryOffice, id: string): Promise<void> {
  const { rows, events } = await eventsOf(office, id)
  const view = await office.view(id)
  expect(view).toMatchObject({ status: 'completed', incidents: [] })
  expect(verifyChain(rows)).toBeUndefined()
  expect(office.refused).toEqual([])

  // What the journal says is what the portal was told, from acceptance on, and nothing else.
  const codes = asThePortalTakesThem(events)
  const accepted = codes.indexOf(2)
  expect(office.statuses()).toEqual(accepted === -1 ? [] : codes.slice(accepted))

  const stages = inLawsOrder(events)
  // The whole dossier in its published shape.
  const whole = dossierRecord(view, office.procedure, rows, AGENCY)
  expect(DOSSIER.check(JSON.parse(JSON.stringify(whole)), { today: '2027-01-01', checkValueTen: 'invalid' })).toEqual([])
  const isEntered = office.procedure.program.nodes.some((node) => 'job' in node && node.job === 'enter-in-register')
  expect(whole.documents.some(({ kind }) => kind === 'register-entry')).toBe(isEntered && view.code !== null)
  expect(view.clock.extensions).toBeLessThanOrEqual(1)
  if (view.code !== null && view.standing === 'returned') expect(stages).toContain('archive')
}

describe('a limit that depends on the case', () => {
  it.each(([1, 2] as const).flatMap((version) => [true, false].map((house): readonly [1 | 2, boolean] => [version, house])))(
    'edition %d of the construction permit, a house: %s',
    async (version, house) => {
      const procedure = libraryEditions('1.013225').find(({ program }) => program.version === version)
      if (procedure === undefined) throw new Error('expected both editions')
      const office = await libraryOffice(procedure)
      // The first seed with which the dossier is what is asked for.
      for (let seed = 0; ; seed++) {
        const id = await lodge(office, seed)
        if ((await office.view(id)).variables.house !== house) continue
        await conclude(office, id)
        const { events } = await eventsOf(office, id)
        const limit = { unit: 'workingDays', amount: house ? 7 : 10 } as const
        const started = events.find((event) => event.type === 'clockChanged' && event.cause === 'start')
        if (started?.type !== 'clockChanged') continue
        expect(started.clock.due).toBe(dueAt(started.at, limit, vietnamCalendar()))
        expect((await office.view(id)).clock.limit).toEqual(limit)
        break
      }
      await office.engine.stop()
    },
  )
})

describe('the library', () => {
  it('names no job that nobody does', () => {
    const known = Object.keys(oneStopJobs(AGENCY))
    for (const [file, { program }] of editions) {
      const jobs = program.nodes.flatMap((node) => ('job' in node && node.job !== undefined ? [node.job] : []))
      expect(
        jobs.filter((job) => !known.includes(job)),
        file,
      ).toEqual([])
      expect(jobs.length, file).toBeGreaterThan(3)
    }
  })
})
