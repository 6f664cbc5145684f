/** FEEL: checked when a procedure is loaded, evaluated without touching the host. */
export { checkExpression, FEEL_FUNCTION_UNKNOWN, FEEL_NAME_UNKNOWN, FEEL_SYNTAX } from './check.ts'
export { compileExpression } from './compile.ts'
export type { CompiledExpression, ReadVariable } from './compile.ts'
export type { Evaluation, Value } from './value.ts'
