import { compileDecisions, readDecisions, readDmn } from '../decision/index.ts'
import type { Definition } from '../definition/index.ts'
import type { Diagnostic } from '../diagnostics/index.ts'
import type { Decisions } from './program.ts'

/** The decisions that a definition brings along. */
export function decisionsOf(definition: Definition): {
  readonly decisions: Decisions
  readonly diagnostics: readonly Diagnostic[]
} {
  const { decisions: source, file } = definition
  const read = [
    ...(source?.dmn ?? []).map((dmn) => readDmn(dmn.text, { file: dmn.file })),
    ...(source?.yaml === undefined ? [] : [readDecisions(source.yaml, { file })]),
  ]
  const { decisions, diagnostics } = compileDecisions(read.flatMap(({ model }) => model ?? []))
  return { decisions, diagnostics: [...read.flatMap((one) => one.diagnostics), ...diagnostics] }
}
