/** What a procedure's code says. */
export interface ProcedureCode {
  /** As `1.001193`. */
  readonly procedure: string
  /** Case of it (trường hợp), as `01` in `1.001193.01`. */
  readonly caseNumber?: string
  /** Agency that offers it as its own service, as in `2.000815.000.00.00.H55`. */
  readonly agency?: string
}

/** Mã thủ tục hành chính: a digit and six, then perhaps a case or an agency. `undefined`: no code of a procedure. */
export function parseProcedureCode(text: string): ProcedureCode | undefined {
  const [, procedure, rest] = /^(\d\.\d{6})(?:\.(.+))?$/.exec(text) ?? []
  if (procedure === undefined) return undefined
  if (rest === undefined) return { procedure }
  if (/^\d{2}$/.test(rest)) return { procedure, caseNumber: rest }
  // A local service may have a number of its own behind the agency: `…H55.02`.
  return /^\d{3}\.\d{2}\.\d{2}\.[A-Y]\d{2}(\.\d{2})?$/.test(rest) ? { procedure, agency: rest } : undefined
}
