import { defineCode, type Code } from '../diagnostics/index.ts'
import { FEEL_FUNCTION_UNKNOWN, FEEL_NAME_UNKNOWN, FEEL_SYNTAX } from '../expression/index.ts'

export const PROCESS_UNKNOWN = defineCode({
  code: 'PROCESS_UNKNOWN',
  severity: 'error',
  what: { vi: 'tệp không có quy trình "{process}"', en: 'expected the id of a process in this file, found "{process}"' },
  cure: { vi: 'dùng một trong: {known}', en: 'use one of: {known}' },
})

/** Everything that compiling may report. */
export const COMPILE_CODES: readonly Code[] = [PROCESS_UNKNOWN, FEEL_SYNTAX, FEEL_NAME_UNKNOWN, FEEL_FUNCTION_UNKNOWN]
