import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantAt, localDateOf } from '../calendar/index.ts'
import { procedureSchema, readYaml } from '../definition/index.ts'
import { checkFacts, factAt, ONE_STOP_REGIMES, oneStopRulesAt, RulesError, type DatedFacts } from './index.ts'
import schema from './rules/dated-facts.schema.json' with { type: 'json' }

const at = (date: string, time = '10:00') => instantAt(date, time) ?? Number.NaN

describe('the one-stop rules', () => {
  it.each(ONE_STOP_REGIMES.map(({ id }) => [id]))('%s: the file fits its schema', (id) => {
    const file: unknown = JSON.parse(readFileSync(new URL(`./rules/${id}.json`, import.meta.url), 'utf8'))
    const isValid = new Ajv({ allErrors: true }).compile(schema)
    expect(isValid(file), JSON.stringify(isValid.errors)).toBe(true)
  })

  it('a procedure may name each of them, and no other', () => {
    const named = (procedureSchema.properties.regime as { enum?: readonly string[] }).enum
    expect(named).toEqual(ONE_STOP_REGIMES.map(({ id }) => id))
  })

  it('change with 1 July 2025: forms by their legal names, levels of government', () => {
    const before = oneStopRulesAt(at('2025-06-30', '23:59'))
    const after = oneStopRulesAt(at('2025-07-01', '00:00'))
    expect(before).toMatchObject({ regime: 'nd61-2018', forms: { apology: 'tt01-2018/04', controlSlip: 'tt01-2018/05' } })
    expect(after).toMatchObject({ regime: 'nd118-2025', forms: { apology: 'tt03-2025/04', stop: 'tt03-2025/05', controlSlip: 'tt03-2025/06' } }) // prettier-ignore
    expect(before?.forms.stop).toBeUndefined()
    expect([before?.levels.includes('district'), after?.levels.includes('district')]).toEqual([true, false])
  })

  it('a level of government may be named as long as there is one, and no longer', () => {
    const told = (lines: string) =>
      readYaml(
        `procedure: "1.000001"\nname: x\nlevel: district\n${lines}\nflow: { a: { startEvent, next: b }, b: { endEvent } }\n`,
        {
          file: 'x.yaml',
        },
      ).diagnostics.map(({ code, position: { line, column } }) => [code, line, column])
    const ended = [['LEVEL_ENDED', 3, 8]]
    expect(told('effective: { from: 2021-01-01, to: 2025-06-30 }')).toEqual([])
    expect(told('effective: { from: 2021-01-01, to: 2025-07-01 }')).toEqual(ended)
    expect(told('effective: { from: 2021-01-01 }')).toEqual(ended)
    expect(told('regime: nd61-2018')).toEqual([])
    expect(told('regime: nd118-2025')).toEqual(ended)
    expect(told('')).toEqual(ended)
    // What the rule says of districts is what the one-stop rules say of their days.
    const days = ['2025-06-30', '2025-07-01'].map((day) => oneStopRulesAt(at(day))?.levels.includes('district'))
    expect(days).toEqual([true, false])
  })

  it('hold on every day since 2021, one at a time, and are whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: at('2021-01-01'), max: at('2040-01-01') }), (lodged) => {
        const rules = oneStopRulesAt(lodged)
        const day = localDateOf(lodged)
        const holding = ONE_STOP_REGIMES.filter(
          ({ effective }) => (effective?.from ?? '') <= day && day <= (effective?.to ?? day),
        )
        expect(holding.map(({ id }) => id)).toEqual([rules?.regime])
        expect(rules).toMatchObject({ cutoff: '15:00', dayHours: 8, supplement: { times: 1 }, extension: { times: 1 } })
        expect(Object.keys(rules?.forms ?? {}).length).toBeGreaterThanOrEqual(6)
      }),
    )
  })

  it('named by the procedure go before those of the day', () => {
    expect(oneStopRulesAt(at('2026-01-05'), 'nd61-2018')?.regime).toBe('nd61-2018')
    expect(oneStopRulesAt(at('1999-01-05'))).toBeUndefined()
  })
})

describe('dated facts', () => {
  const fact = (key: string, from: string, to?: string) => ({ key, value: from, from, source: 'x', verified: true, ...(to === undefined ? {} : { to }) }) // prettier-ignore
  const file = (...facts: DatedFacts['facts']): DatedFacts => ({ id: 'x', name: { vi: 'x' }, facts })

  it('hold from their first day to their last, both included', () => {
    const facts = file(fact('limit', '2024-01-01', '2026-06-30'), fact('limit', '2026-07-01'))
    expect(factAt(facts, 'limit', at('2026-06-30', '24:00') - 1).value).toBe('2024-01-01')
    expect(factAt(facts, 'limit', at('2026-06-30', '24:00')).value).toBe('2026-07-01')
  })

  it('that are missing, overlap, or have dates that are none, are said in both languages', () => {
    const facts = file(fact('limit', '2024-01-01', '2026-06-30'))
    const codeOf = (run: () => unknown) => {
      try {
        run()
      } catch (error) {
        if (error instanceof RulesError && error.vi !== error.en && error.message.includes(error.vi)) return error.code
      }
      return undefined
    }
    expect(codeOf(() => factAt(facts, 'limit', at('2026-07-01')))).toBe('FACT_MISSING')
    expect(codeOf(() => checkFacts(file(fact('a', '2024-02-30'))))).toBe('FACT_DATE_INVALID')
    expect(codeOf(() => checkFacts(file(fact('a', '2024-02-01', '2024-01-01'))))).toBe('FACT_DATE_INVALID')
    expect(codeOf(() => checkFacts(file(fact('a', '2024-02-01'), fact('a', '2025-01-01'))))).toBe('FACT_TWICE')
    expect(codeOf(() => checkFacts(file(fact('a', '2024-02-01', '2024-12-31'), fact('a', '2025-01-01'))))).toBeUndefined()
  })
})
