/** The `motcua` command, to be called from a program. */
export { run } from './program.ts'
export { EXIT, languageOf } from './terminal/output.ts'
export type { Terminal } from './terminal/output.ts'
