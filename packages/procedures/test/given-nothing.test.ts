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
