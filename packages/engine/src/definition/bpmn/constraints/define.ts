import { defineCode, type Code } from '../../../diagnostics/index.ts'
import { exampleBpmn } from '../example.ts'

/** A code whose sentences the constraint itself gives. */
export function constraintCode(code: string, severity: Code['severity'], wrong: string, right: string): Code {
  return defineCode({
    code,
    severity,
    what: { vi: '{vi}', en: '{en}' },
    cure: { vi: '{cureVi}', en: '{cureEn}' },
    example: { wrong: exampleBpmn(wrong), right: exampleBpmn(right) },
  })
}
