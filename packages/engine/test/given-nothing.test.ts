import { expect, it } from 'vitest'
import * as engine from '../src/index.ts'

type Untyped = (...given: readonly unknown[]) => unknown

const definition = { file: 'a.yaml', processes: [] }
const position = { line: 1, column: 1, length: 1 }

/** Functions that stand by themselves, each with what it may be given and the code of whatever else stands there. */
const FUNCTIONS: Readonly<Record<string, readonly [code: string, ...right: readonly unknown[]]>> = {
  readYaml: ['OPTIONS_INVALID', 'procedure: "1"', { file: 'a.yaml' }],
  readBpmn: ['OPTIONS_INVALID', '<a/>', { file: 'a.bpmn' }],
  readDmn: ['OPTIONS_INVALID', '<a/>', { file: 'a.dmn' }],
  compileDecisions: ['OPTIONS_INVALID', []],
  loadProcedure: ['OPTIONS_INVALID', definition],
  writeYaml: ['OPTIONS_INVALID', definition],
  writeBpmn: ['OPTIONS_INVALID', definition, {}],
  layoutDiagram: ['OPTIONS_INVALID', definition],
  diagramSvg: ['OPTIONS_INVALID', definition, { shapes: [], edges: [] }, {}],
  decodeText: ['OPTIONS_INVALID', new Uint8Array()],
  diagnose: ['OPTIONS_INVALID', {}, { file: 'a', position }],
  formatDiagnostic: ['OPTIONS_INVALID', { file: 'a', position }],
  frame: ['OPTIONS_INVALID', 'a', position],
  openEvent: ['OPTIONS_INVALID', { data: {} }],
  defineCode: ['OPTIONS_INVALID', {}],
  simulatedClock: ['OPTIONS_INVALID', 0],
  vietnamCalendar: ['CALENDAR_INVALID', {}],
  formatInstant: ['CALENDAR_INVALID', 0],
}

it.each(Object.entries(FUNCTIONS))('%s says what it expected where it is given nothing or something else', async (name, row) => {
  const [code, ...right] = row
  const call = Reflect.get(engine, name) as Untyped
  const wrong = right.flatMap((value, index) =>
    [null, 7, 'x', [7]]
      .filter((other) => typeof other !== typeof value || typeof value === 'object')
      .map((other) => right.with(index, other)),
  )
  for (const given of wrong) {
    await expect(async () => call(...given)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/expected .*, found /) as string,
    })
  }
})

it.each(Object.keys(FUNCTIONS).filter((name) => name !== 'vietnamCalendar'))(
  '%s without anything at all says what it expected',
  async (name) => {
    const call = Reflect.get(engine, name) as Untyped
    await expect(async () => call()).rejects.toMatchObject({ message: expect.stringMatching(/expected .*, found /) as string })
  },
)
