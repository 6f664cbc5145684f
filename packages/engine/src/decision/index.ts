/** DMN: decision tables and the graphs of decisions that need one another. */
export { DECISION_CODES } from './codes.ts'
export { compileDecisions } from './compile.ts'
export type { CompiledDecisions } from './compile.ts'
export type * from './decision.ts'
export { readDmn, readDmnFiles } from './read-dmn.ts'
export type { ReadDecisions } from './read-dmn.ts'
export { readDecisions } from './read-plain.ts'
