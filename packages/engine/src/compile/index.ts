/** From what was written to what runs. */
export { COMPILE_CODES } from './codes.ts'
export { compile } from './compile.ts'
export type { Compiled } from './compile.ts'
export { contentOf, definitionOf } from './content.ts'
export { NONE } from './program.ts'
export type * from './program.ts'
export type { CompiledExpression } from '../expression/index.ts'
