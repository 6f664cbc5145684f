import { LOCAL, translate, type Compiled } from './translate.ts'
import {
  TooMuch,
  toFeel,
  toJson,
  weighWhole,
  type Effort,
  type Env,
  type Evaluation,
  type FeelValue,
  type Value,
} from './value.ts'

/** Reads a variable by name; `undefined`: there is none, which FEEL takes for `null`. */
export type ReadVariable = (name: string) => Value | undefined

/** An expression that was checked, ready to be evaluated. */
export interface CompiledExpression {
  readonly text: string
  /** Names of variables that it reads. */
  readonly reads: readonly string[]
  /**
   * @param read    gives a variable's value
   * @param at      the command's instant: what `now()` and `today()` give, in milliseconds since 1970-01-01T00:00:00Z
   * @param effort  what it takes is added to it
   */
  evaluate(read: ReadVariable, at: number, effort?: Effort): Evaluation
  /** The same with FEEL's own values in and out, for who goes on calculating with them. */
  evaluateFeel(
    read: (name: string) => FeelValue | undefined,
    at: number,
    effort?: Effort,
  ): { readonly value: FeelValue; readonly problem?: string }
}

/** Unary tests of a decision table's cell. */
export interface CompiledTests {
  readonly text: string
  readonly reads: readonly string[]
  /** They are no FEEL. */
  readonly isWrong: boolean
  /** Whether the input meets them. */
  test(
    input: FeelValue,
    read: (name: string) => FeelValue | undefined,
    at: number,
    effort?: Effort,
  ): { readonly value: boolean; readonly problem?: string }
}

/** Compiles an expression once. One that is wrong always evaluates to a problem; {@link checkExpression} says where it is wrong. */
export function compileExpression(text: string, names: Iterable<string> = []): CompiledExpression {
  const compiled = translate(text, names, 'Expression')
  return Object.freeze({
    text,
    reads: compiled.reads,
    evaluate(read: ReadVariable, at: number, effort?: Effort): Evaluation {
      const found = run(compiled, reader(read), { at, effort })
      if (typeof found.value === 'boolean') return found.value ? TRUE : FALSE
      const json = toJson(found.value)
      if (json === undefined) return { ok: false, problem: `"${text}" gives no value that can be stored` }
      return json === null && found.problem !== undefined ? { ok: false, problem: found.problem } : { ok: true, value: json }
    },
    evaluateFeel: (read: (name: string) => FeelValue | undefined, at: number, effort?: Effort) =>
      run(compiled, read, { at, effort }),
  })
}

const TRUE: Evaluation = Object.freeze({ ok: true, value: true })
const FALSE: Evaluation = Object.freeze({ ok: true, value: false })

/** Compiles the unary tests of a cell; `?` is the input. */
export function compileUnaryTests(text: string, names: Iterable<string> = []): CompiledTests {
  const compiled = translate(text, names, 'UnaryTests')
  return Object.freeze({
    text,
    reads: compiled.reads,
    isWrong: compiled.error !== undefined,
    test(input: FeelValue, read: (name: string) => FeelValue | undefined, at: number, effort?: Effort) {
      const found = run(compiled, read, { at, effort }, input)
      const value = found.value === true
      return found.problem === undefined || value ? { value } : { value, problem: found.problem }
    },
  })
}

/** Scalars need no translation on their way in. */
function reader(read: ReadVariable): (name: string) => FeelValue | undefined {
  return (name) => {
    const value = read(name)
    return value === undefined || value === null || typeof value !== 'object' ? value : toFeel(value)
  }
}

function run(
  { evaluate }: Compiled,
  read: (name: string) => FeelValue | undefined,
  { at, effort }: { readonly at: number; readonly effort: Effort | undefined },
  input?: FeelValue,
): { readonly value: FeelValue; readonly problem?: string } {
  const frame =
    input === undefined ? undefined : { get: (name: string) => (name === LOCAL ? input : undefined), parent: undefined }
  const env: Env = { read, at, frame, steps: 0, problem: undefined }
  try {
    const value = evaluate(env)
    weighWhole(env, value)
    return env.problem === undefined ? { value } : { value, problem: env.problem }
  } catch (error) {
    if (error instanceof TooMuch || error instanceof RangeError) return { value: null, problem: error.message }
    return { value: null, problem: error instanceof Error ? error.message : String(error) }
  } finally {
    if (effort !== undefined) effort.steps += env.steps
  }
}
