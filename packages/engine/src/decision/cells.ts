import type { Diagnostic } from '../diagnostics/index.ts'
import { checkExpression, compileExpression, type FeelValue } from '../expression/index.ts'
import type { Cell } from './decision.ts'

/** Reads a value by name; `undefined`: there is none. */
export type Read = (name: string) => FeelValue | undefined
/** A value, and why there is none. */
export interface Outcome {
  readonly value: FeelValue
  readonly problem?: string
}
export type Evaluate = (read: Read, at: number) => Outcome

/** Compiles the cells of one decision, and reports what is wrong in them. */
export class Cells {
  constructor(
    private readonly file: string,
    private readonly element: string,
    private readonly diagnostics: Diagnostic[],
  ) {}

  expression(cell: Cell): Evaluate {
    this.diagnostics.push(
      ...checkExpression(cell, { file: this.file, element: this.element, variables: new Set(), open: true }).filter(
        ({ code }) => code !== 'FEEL_FUNCTION_UNKNOWN',
      ),
    )
    const compiled = compileExpression(cell.text)
    return (read, at) => compiled.evaluateFeel(read, at)
  }

  reportIn(cell: Cell): {
    readonly file: string
    readonly element: string
    readonly diagnostics: Diagnostic[]
    readonly cell: Cell
  } {
    return { file: this.file, element: this.element, diagnostics: this.diagnostics, cell }
  }
}
