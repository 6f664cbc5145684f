/** FEEL: checked when a procedure is loaded, evaluated without touching the host. */
export { checkExpression, FEEL_FUNCTION_UNKNOWN, FEEL_NAME_UNKNOWN, FEEL_SYNTAX } from './check.ts'
export { compileExpression, compileUnaryTests } from './compile.ts'
export type { CompiledExpression, CompiledTests, ReadVariable } from './compile.ts'
export { equalValues, sumOf } from './compare-api.ts'
export { feelOfType } from './types.ts'
export { nth as itemAt } from './access.ts'
export { FeelFunction, isContext, isList, TooMuch, toFeel, toJson } from './value.ts'
export type { Evaluation, FeelValue, Value } from './value.ts'
