import { EngineError, type ProcedureModule } from '@motcua/engine'

/** What the services have no procedure for could never go on. @throws EngineError PROCEDURE_UNKNOWN */
export function mustBeDeployed(procedures: readonly ProcedureModule[], wanted: readonly string[]): void {
  const deployed = new Set(procedures.map(({ procedure }) => procedure.program.procedure))
  const missing = wanted.filter((code) => !deployed.has(code))
  if (missing.length === 0) return
  const message = `expected services that have the procedures of all dossiers, found none for ${missing.join(', ')}: deploy them first`
  throw new EngineError('PROCEDURE_UNKNOWN', message)
}
