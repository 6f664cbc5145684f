import { compileDecisions, readDecisions, readDmnFiles } from '../decision/index.ts'
import type { DecisionSource, Definition } from '../definition/index.ts'
import { NO_POSITION, type Diagnostic, type Position } from '../diagnostics/index.ts'
import type { Decisions } from './program.ts'

/** The decisions that a definition brings along. */
export function decisionsOf(definition: Definition): {
  readonly decisions: Decisions
  readonly diagnostics: readonly Diagnostic[]
} {
  const { decisions: source, file } = definition
  const files = readDmnFiles((source?.dmn ?? []).map((dmn) => ({ file: dmn.file, content: dmn.text })))
  const plain =
    source?.yaml === undefined ? undefined : readDecisions(source.yaml, { file, place: (pointer) => placeOf(source, pointer) })
  const { decisions, diagnostics } = compileDecisions([...files.models, ...(plain?.models ?? [])])
  return { decisions, diagnostics: [...files.diagnostics, ...(plain?.diagnostics ?? []), ...diagnostics] }
}

/** Where a part of `decisions` was written; the nearest part around it that was. */
function placeOf({ positions = {} }: DecisionSource, pointer: string): Position {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = positions[at]
    if (found !== undefined) return found
  }
  return positions[''] ?? NO_POSITION
}
