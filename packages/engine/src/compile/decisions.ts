import type { Definition } from '../definition/index.ts'
import type { Diagnostic } from '../diagnostics/index.ts'
import type { Decisions } from './program.ts'

/** The decisions that a definition brings along. */
export function decisionsOf(_definition: Definition): {
  readonly decisions: Decisions
  readonly diagnostics: readonly Diagnostic[]
} {
  return {
    decisions: { evaluate: (decision) => ({ ok: false, problem: `no decision "${decision}"` }) },
    diagnostics: [],
  }
}
