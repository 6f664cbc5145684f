import type { Position } from '../diagnostics/index.ts'

/** An expression and where it was written. FEEL, unless `language` names a language that the embedder registered. */
export interface Expression {
  readonly text: string
  readonly language?: string
  readonly position: Position
}
