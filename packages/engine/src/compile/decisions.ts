import { compileDecisions, readDecisions, readDmn } from '../decision/index.ts'
import type { DecisionSource, Definition } from '../definition/index.ts'
import { NO_POSITION, type Diagnostic, type Position } from '../diagnostics/index.ts'
import type { Decisions } from './program.ts'

/** The decisions that a definition brings along. */
export function decisionsOf(definition: Definition): {
  readonly decisions: Decisions
  readonly diagnostics: readonly Diagnostic[]
} {
  const { decisions: source, file } = definition
  const read = [
    ...(source?.dmn ?? []).map((dmn) => readDmn(dmn.text, { file: dmn.file })),
    ...(source?.yaml === undefined ? [] : [readDecisions(source.yaml, { file, place: (pointer) => placeOf(source, pointer) })]),
  ]
  const { decisions, diagnostics } = compileDecisions(read.flatMap(({ model }) => model ?? []))
  return { decisions, diagnostics: [...read.flatMap((one) => one.diagnostics), ...diagnostics] }
}

/** Where a part of `decisions` was written; the nearest part around it that was. */
function placeOf({ positions = {} }: DecisionSource, pointer: string): Position {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = positions[at]
    if (found !== undefined) return found
  }
  return positions[''] ?? NO_POSITION
}
