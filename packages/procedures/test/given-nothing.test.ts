import { expect, it } from 'vitest'
import * as procedures from '../src/index.ts'

type Untyped = (...given: readonly unknown[]) => unknown

/** Each with what goes before the argument that is missing. */
const FUNCTIONS: readonly (readonly [name: string, ...before: readonly unknown[]])[] = [
  ...['apologyForm', 'controlSlip', 'receiptForm', 'refusalForm', 'stopForm', 'supplementForm', 'applicationForm'].map(
    (name) => [name] as const,
  ),
  ['apologyForm', {}],
  ['controlSlip', {}],
  ['supplementForm', {}],
  ['supplementForm', {}, {}],
  ['handlingSteps'],
  ['handlingSteps', {}],
  ['form06a'],
  ['form06a', []],
  ['index766'],
  ['index766', []],
  ['index766', [], {}],
  ['measureReport'],
  ['measureReport', []],
  ['measureReport', [], {}],
  ['readFacts'],
  ['readFacts', {}],
  ['oneStop'],
  ['oneStop', {}],
  ['oneStop', {}, {}],
  ['draftProcedure', {}],
  ['receiveFile'],
  ['receiveFile', {}],
]

it.each(FUNCTIONS)('%s says what it expected where an argument is missing (%j, %j)', async (name, ...before) => {
  const call = Reflect.get(procedures, String(name)) as Untyped
  for (const missing of [undefined, null, 7]) {
    await expect(async () => call(...before, missing)).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
      message: expect.stringMatching(new RegExp(`${String(name)}: expected .* as .*, found `)) as string,
    })
  }
})

it('a code that the library has not is refused at once, and told', () => {
  for (const name of ['libraryFile', 'libraryProcedure', 'libraryEditions'] as const)
    for (const code of [undefined, null, 7, {}, 'toString', '1.00119'])
      expect(() => (procedures[name] as Untyped)(code)).toThrow(
        expect.objectContaining({
          code: 'OPTIONS_INVALID',
          message: expect.stringMatching(/expected a code of the library \(1\.001193, .*\) as code, found /) as string,
        }),
      )
})

it('resolvers and forms are not made of nonsense', () => {
  for (const make of [
    () => procedures.fragmentFiles(7 as never),
    () => procedures.importFiles(null as never),
    () => procedures.importFiles('.', [undefined] as never),
    () => procedures.formVersion('letter' as never, undefined),
  ])
    expect(make).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
})

it('oneStop knows its options: one that is misspelt is not passed over', () => {
  const agency = { code: '000.00.01.H05', letterhead: ['UBND XÃ'], unit: 'Bộ phận Một cửa', place: 'Xã Tân Hội' }
  const oneStop = procedures.oneStop as Untyped
  expect(() => oneStop(procedures.birthRegistration, { agency, calender: {} })).toThrow(
    expect.objectContaining({
      code: 'OPTIONS_INVALID',
      message: 'oneStop: expected agency, calendar, digitization, checkValueTen as options, found "calender"',
    }),
  )
})
