import { vietnamCalendar } from '@motcua/engine'
import { contentOf, definitionOf } from '@motcua/engine/lifecycle'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  birthRegistration,
  measureReport,
  parsePeriod,
  readFacts,
  statementFaults,
  targetAt,
  TARGETS,
  type GroupReport,
  type MeasureReport,
  type Period,
} from '../src/index.ts'
import { seeds, storeOf, written, type Written } from './measured-journals.fixture.ts'
import { Obvious } from './obvious-measures.fixture.ts'
import { office } from './office.fixture.ts'

const calendar = vietnamCalendar()
const PERIODS = ['2025', '2025-Q3', '2025-Q4', '2025-09', '2025-10', '2025-11']

function period(name: string): Period {
  const found = parsePeriod(name)
  if (found === undefined) throw new Error(`expected a period, found ${name}`)
  return found
}

async function reportOf(dossiers: readonly Written[], name: string): Promise<MeasureReport> {
  const span = period(name)
  const asOf = span.to - 1
  const { facts } = await readFacts(storeOf(dossiers), { calendar, asOf })
  return measureReport(facts, { period: span, asOf })
}

function group(report: MeasureReport, by: GroupReport['by'], key: string | null): GroupReport {
  const found = report.groups.find((one) => one.by === by && one.key === key)
  if (found === undefined) throw new Error(`expected a group ${by} ${key}`)
  return found
}

describe('laws of the figures', () => {
  it('what is computed page by page equals what is found by asking every journal every question', async () => {
    let [settled, measured] = [0, 0]
    await fc.assert(
      fc.asyncProperty(seeds(8), fc.constantFrom(...PERIODS), async (made, name) => {
        const dossiers = written([birthRegistration], made)
        const span = period(name)
        const { form, measures } = group(await reportOf(dossiers, name), 'all', null)
        const obvious = new Obvious(dossiers, span, span.to - 1)
        for (const [column, ids] of Object.entries(obvious.form())) {
          expect([...form[column as '8'].dossiers].sort(), `column ${column}`).toEqual([...ids].sort())
        }
        for (const [id, [part, whole]] of Object.entries(obvious.measures())) {
          const found = measures.find(({ measure }) => measure === id)
          const isMean = found?.unit === 'minutes'
          const value = whole === 0 ? null : (part / whole) * (isMean ? 1 : 100)
          expect([id, found?.part.count, found?.whole.count, found?.value]).toEqual([id, part, whole, value])
          if (whole > 0) measured++
        }
        settled += form[7].count
      }),
      { numRuns: 25 },
    )
    expect(settled).toBeGreaterThan(0)
    expect(measured).toBeGreaterThan(10)
  })

  it('form II.06a adds up, in every group, and the groups add up to the whole', async () => {
    await fc.assert(
      fc.asyncProperty(seeds(8), fc.constantFrom(...PERIODS), async (made, name) => {
        const report = await reportOf(written([birthRegistration], made), name)
        for (const { form } of report.groups) {
          const n = (column: keyof typeof form) => form[column].count
          expect(n(3)).toBe(n(4) + n(5) + n(6))
          expect(n(7)).toBe(n(8) + n(9) + n(10))
          expect(n(11)).toBe(n(12) + n(13))
          expect(n(3)).toBe(n(7) + n(11))
          for (const { count, dossiers } of Object.values(form) as { count: number; dossiers: string[] }[])
            expect(new Set(dossiers).size).toBe(count)
        }
        for (const by of ['agency', 'level', 'field'] as const) {
          const groups = report.groups.filter((one) => one.by === by)
          const total = groups.reduce((sum, { form }) => sum + form[3].count, 0)
          expect(total).toBe(group(report, 'all', null).form[3].count)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('what is open at the end of a period is carried over into the next', async () => {
    await fc.assert(
      fc.asyncProperty(seeds(8), async (made) => {
        const dossiers = written([birthRegistration], made)
        const [before, after] = [await reportOf(dossiers, '2025-Q3'), await reportOf(dossiers, '2025-Q4')]
        expect(group(after, 'all', null).form[6].dossiers.toSorted()).toEqual(
          group(before, 'all', null).form[11].dossiers.toSorted(),
        )
      }),
      { numRuns: 20 },
    )
  })

  it('a figure is in its range, and null exactly where there is nothing to count', async () => {
    await fc.assert(
      fc.asyncProperty(seeds(8), fc.constantFrom(...PERIODS), async (made, name) => {
        const report = await reportOf(written([birthRegistration], made), name)
        for (const { measures, index } of report.groups) {
          for (const { value, whole, unit, part, isMet } of measures) {
            expect(value === null).toBe(whole.count === 0)
            if (unit === 'percent') expect(part.count).toBeLessThanOrEqual(whole.count)
            if (value === null) expect(isMet).toBeNull()
          }
          for (const { score, max } of index.indicators) {
            if (score !== null) expect(score).toBeLessThanOrEqual(max + 1e-9)
            if (score !== null) expect(score).toBeGreaterThanOrEqual(0)
          }
          expect(index.outOf).toBeLessThanOrEqual(100)
        }
      }),
      { numRuns: 20 },
    )
  })
})

describe('a commune in September 2025', () => {
  const asOf = period('2025-09').to - 1

  async function birth(at: string) {
    const here = await office(at)
    const { id } = await here.lodge()
    await here.complete(id, 'check-components', { missing: [] }, 'binh')
    await here.complete(id, 'digitize-components', { digitized: [] }, 'binh')
    await here.complete(id, 'hand-over-papers', {}, 'binh')
    return { here, id }
  }
  async function figures(here: Awaited<ReturnType<typeof office>>) {
    const { facts } = await readFacts(here.store, { calendar, asOf })
    return group(measureReport(facts, { period: period('2025-09'), asOf }), 'all', null)
  }

  it('counts a second request for supplements as late, though the date was kept', async () => {
    const { here, id } = await birth('2025-09-08T08:00')
    for (let asked = 0; asked < 2; asked++) {
      await here.complete(id, 'examine', { outcome: 'supplement', lacking: ['birth-notice'], reason: 'thiếu' }, 'chi')
      await here.send(id, 'supplement-sent', { components: [{ id: 'declaration' }, { id: 'birth-notice' }] }, 'an')
    }
    await here.complete(id, 'examine', { outcome: 'grant' }, 'chi')
    await here.complete(id, 'register-birth', { registerNumber: '1', registerBook: '1', personalId: '027225000123' }, 'chi')
    await here.complete(id, 'approve-result', { approved: true }, 'dung')
    const { form, measures, index } = await figures(here)
    expect([form[7].count, form[9].count, form[10].count]).toEqual([1, 0, 1])
    expect(form[10].dossiers).toEqual([id])
    expect(measures.find(({ measure }) => measure === 'settledOnTime')).toMatchObject({ value: 0, isMet: false })
    expect(index.indicators.find((one) => one.id === 'onTime')?.score).toBe(0)
    await here.engine.stop()
  })

  it('subtracts what was waited for a supplement: weeks later the dossier is still in time', async () => {
    const { here, id } = await birth('2025-09-08T08:00')
    await here.complete(id, 'examine', { outcome: 'supplement', lacking: ['birth-notice'], reason: 'thiếu' }, 'chi')
    const { form, index } = await figures(here)
    expect([form[11].count, form[12].count, form[13].count]).toEqual([1, 1, 0])
    expect(index.indicators.find((one) => one.id === 'onTime')?.score).toBe(20)
    await here.engine.stop()
  })

  it('says that nothing is known of what the journal does not hold, and gives no points for it and takes none', async () => {
    const { here } = await birth('2025-09-08T08:00')
    const { measures, index } = await figures(here)
    for (const id of ['satisfaction', 'counterWait', 'feeProceduresPayableOnline', 'proceduresPublished'])
      expect(measures.find(({ measure }) => measure === id)?.value, id).toBeNull()
    for (const id of ['petitionsOnTime', 'dossiersSatisfied', 'publishedOnTime'])
      expect(index.indicators.find((one) => one.id === id)?.score, id).toBeNull()
    expect(index.outOf).toBeLessThan(100)
    await here.engine.stop()
  })

  it('takes the wait from the desk and the answer from the applicant, also after the end, in the period in which it was given', async () => {
    const { here, id } = await birth('2025-09-08T08:00')
    const record = (said: { counterWaitMinutes?: number; satisfied?: boolean }, as: string) =>
      here.engine.dossiers.recordService(id, said, { as })
    await record({ counterWaitMinutes: 12 }, 'binh')
    await expect(record({ satisfied: true }, 'an')).rejects.toMatchObject({ rejection: { code: 'SERVICE_NOT_RENDERED' } })
    await here.complete(id, 'examine', { outcome: 'refuse', reason: 'sai' }, 'chi')
    const { measures } = await figures(here)
    expect(measures.find(({ measure }) => measure === 'counterWait')).toMatchObject({ value: 12, isMet: true })
    expect(measures.find(({ measure }) => measure === 'satisfaction')?.value).toBeNull()
    here.clock.goBy(30 * 24 * 3_600_000)
    await record({ satisfied: true }, 'an')
    expect(await figures(here)).toMatchObject({
      measures: expect.arrayContaining([expect.objectContaining({ value: 12 })]) as unknown,
    })
    const october = period('2025-10')
    const { facts } = await readFacts(here.store, { calendar, asOf: october.to - 1 })
    const later = group(measureReport(facts, { period: october, asOf: october.to - 1 }), 'all', null)
    expect(later.measures.find(({ measure }) => measure === 'satisfaction')).toMatchObject({
      value: 100,
      whole: { dossiers: [id] },
    })
    await here.engine.stop()
  })

  it.each<[string, object, string, string]>([
    ['a wait below nothing', { counterWaitMinutes: -1 }, 'binh', 'COMMAND_INVALID'],
    ['a wait of more than a day', { counterWaitMinutes: 100_000 }, 'binh', 'COMMAND_INVALID'],
    ['a wait in words', { counterWaitMinutes: '12' }, 'binh', 'COMMAND_INVALID'],
    ['an answer that is none', { satisfied: 'có' }, 'binh', 'COMMAND_INVALID'],
    ['nothing', {}, 'binh', 'COMMAND_INVALID'],
    ['a wait that the applicant tells', { counterWaitMinutes: 90 }, 'an', 'NOT_AUTHORISED'],
  ])('refuses %s, and nothing is on record', async (_, said, as, code) => {
    const { here, id } = await birth('2025-09-08T08:00')
    const before = await here.engine.journal(id, { as: 'binh' })
    await expect(here.engine.dossiers.recordService(id, said, { as })).rejects.toMatchObject({ code })
    expect(await here.engine.journal(id, { as: 'binh' })).toEqual(before)
    await here.engine.stop()
  })

  it('counts a dossier whose code comes again, as a linked one may, once', async () => {
    const { here } = await birth('2025-09-08T08:00')
    const { facts } = await readFacts(
      {
        feed: async (after, limit) =>
          (await here.store.feed(null, 1_000))
            .flatMap(({ row }) => ['a', 'b'].map((dossier) => ({ ...row, dossier })))
            .map((row, index) => ({ cursor: String(index), row }))
            .slice(after === null ? 0 : Number(after) + 1)
            .slice(0, limit),
        dossiers: async (query) => {
          const { items } = await here.store.dossiers(query)
          return { items: items.flatMap((item) => ['a', 'b'].map((dossier) => ({ ...item, dossier }))), next: null }
        },
        definition: (fingerprint) => here.store.definition(fingerprint),
        jobs: () => Promise.resolve([]),
      },
      { calendar, asOf },
    )
    expect(facts.map(({ dossier }) => dossier)).toEqual(['a'])
    await here.engine.stop()
  })

  it('gives full points for petitions where it is stated that there were none', () => {
    const span = period('2025-09')
    const none = { part: 0, whole: 0 }
    const made = measureReport([], { period: span, asOf, statements: { petitionsOnTime: none, petitionsSatisfied: none } })
    expect(group(made, 'all', null).index).toMatchObject({ score: 12, outOf: 12 })
  })

  it('says today of a past period what it said then', async () => {
    const { here, id } = await birth('2025-09-30T16:00')
    const before = await figures(here)
    here.clock.goBy(48 * 3_600_000)
    await here.complete(id, 'examine', { outcome: 'refuse', reason: 'sai' }, 'chi')
    expect(await figures(here)).toEqual(before)
    await here.engine.stop()
  })
})

describe('a definition that a store keeps', () => {
  it('still has the extension of its time limit', () => {
    const kept = definitionOf(contentOf(birthRegistration.definition), 'kept')
    expect(kept.limit?.extension).toMatchObject({ times: 1, limit: { amount: 3, unit: 'workingDays' } })
  })
})

describe('targets', () => {
  it.each([
    ['resultsDigitized', 'commune', '2021', 15],
    ['resultsDigitized', 'commune', '2023', 50],
    ['resultsDigitized', 'province', '2023', 70],
    ['resultsDigitized', 'province', '2026', 100],
    ['desksDigitizing', 'district', '2022', 50],
    ['desksDigitizing', 'commune', '2023', 60],
    ['notHandedInAgain', null, '2022', 30],
    ['notHandedInAgain', null, '2026', 80],
  ] as const)('of %s, %s level, in %s: at least %s %%', (measure, level, name, percent) => {
    expect(targetAt(measure, level, period(name).to - 1)?.aim).toEqual({ atLeast: percent })
  })

  it('of districts end with the districts, on 30 June 2025', () => {
    expect(targetAt('resultsDigitized', 'district', period('2025-06').to - 1)?.aim).toEqual({ atLeast: 100 })
    expect(targetAt('resultsDigitized', 'district', period('2025-06').to)).toBeUndefined()
  })

  it('in 2022 asked for more than 99 % on time, since 2023 for all', () => {
    expect(targetAt('settledOnTime', null, period('2022').from)?.aim).toEqual({ moreThan: 99 })
    expect(targetAt('settledOnTime', null, period('2023').from)?.aim).toEqual({ atLeast: 100 })
  })

  it('each name the text that sets them', () => {
    expect(TARGETS.facts.length).toBeGreaterThan(30)
    for (const { source } of TARGETS.facts) expect(source.length).toBeGreaterThan(10)
  })
})

describe('a period', () => {
  it.each(['2026-Q5', '2026-13', '2026-00', '26', '2026-Q', '', '2026-1', '2026-11-01'])('is not "%s"', (name) => {
    expect(parsePeriod(name)).toBeUndefined()
  })

  it('has the months of its quarter, and ends where the next begins', () => {
    expect(parsePeriod('2026-Q4')?.months).toEqual(['2026-10', '2026-11', '2026-12'])
    expect(period('2026-Q4').to).toBe(period('2027').from)
    expect(period('2026').from).toBe(period('2026-01').from)
  })
})

describe('statements', () => {
  it.each([
    [[]],
    [null],
    [{ unknown: { part: 1, whole: 1 } }],
    [{ petitionsOnTime: { part: 2, whole: 1 } }],
    [{ petitionsOnTime: 1 }],
  ])('are refused: %j', (value) => {
    expect(statementFaults(value)).not.toEqual([])
  })
  it('are shares', () => {
    expect(statementFaults({ petitionsOnTime: { part: 1, whole: 2 } })).toEqual([])
  })
})
