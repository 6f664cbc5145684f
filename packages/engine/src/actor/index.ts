/** A procedure as an XState actor. */
export { procedureLogic } from './procedure-logic.ts'
export type { ProcedureEmitted, ProcedureLogic, ProcedureOutput, ProcedureSnapshot } from './procedure-logic.ts'
