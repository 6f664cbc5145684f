import { diagnose, type Diagnostic } from '../diagnostics/index.ts'
import {
  checkExpression,
  compileExpression,
  compileUnaryTests,
  FEEL_SYNTAX,
  TooMuch,
  type CompiledTests,
  type Effort,
  type FeelValue,
} from '../expression/index.ts'
import type { Cell } from './decision.ts'

/** Reads a value by name; `undefined`: there is none. */
export type Read = (name: string) => FeelValue | undefined
/** A value, and why there is none. */
export interface Outcome {
  readonly value: FeelValue
  readonly problem?: string
}
/** One evaluation from outside: its instant, and what it has spent. */
export interface Turn {
  readonly at: number
  steps: number
  /** What its expressions take, and where that is too much for one decision. */
  readonly effort: Effort
  readonly mostEffort: number
  /** What came from outside and was not of its declared type. */
  unfit: string | undefined
}
export type Evaluate = (read: Read, turn: Turn) => Outcome

/** Calls and turns of boxed iterations in one evaluation: models that call themselves come to an end. */
const MOST_STEPS = 50_000
/** Steps of its expressions, as many as ten of them may take by themselves. */
const MOST_EFFORT = 10_000_000

export function turnAt(at: number, effort: Effort): Turn {
  return { at, steps: 0, effort, mostEffort: effort.steps + MOST_EFFORT, unfit: undefined }
}

export function spend(turn: Turn): void {
  if (++turn.steps > MOST_STEPS) throw new TooMuch(`expected at most ${MOST_STEPS} calls and turns, found more`)
  if (turn.effort.steps > turn.mostEffort) throw new TooMuch(`expected at most ${MOST_EFFORT} steps of a decision, found more`)
}

/** Compiles the cells of one decision, and reports what is wrong in them. */
export class Cells {
  constructor(
    private readonly file: string,
    private readonly element: string,
    private readonly diagnostics: Diagnostic[],
    readonly names: ReadonlySet<string>,
  ) {}

  expression(cell: Cell): Evaluate {
    this.diagnostics.push(
      ...checkExpression(cell, { file: this.file, element: this.element, variables: this.names, open: true }).filter(
        ({ code }) => code !== 'FEEL_FUNCTION_UNKNOWN',
      ),
    )
    const compiled = compileExpression(cell.text, this.names)
    return (read, turn) => compiled.evaluateFeel(read, turn.at, turn.effort)
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

export function tests(cell: Cell, cells: Cells): CompiledTests {
  const compiled = compileUnaryTests(cell.text, cells.names)
  if (compiled.isWrong) {
    const { file, element, diagnostics } = cells.reportIn(cell)
    const details = { text: cell.text.slice(0, 60), found: cell.text.slice(0, 20) }
    diagnostics.push(diagnose(FEEL_SYNTAX, { file, element, position: cell.position, details }))
  }
  return compiled
}
