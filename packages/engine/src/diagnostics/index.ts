/** What we tell an author: collected, positioned, in two languages. */
export { ArgumentError, expectedArgument, mustBeContent, mustBeList, mustBeObject, mustBeText, mustNameFile } from './argument.ts'
export {
  atLeastOne,
  eachOf,
  fields,
  flag,
  listOf,
  notNegative,
  numberFrom,
  oneOf,
  only,
  optional,
  orNull,
  record,
  shown,
  text,
  that,
  whole,
  wholeFrom,
  wholeLetters,
  words,
} from './check.ts'
export type { Check, Fields } from './check.ts'
export { closest, suggestion } from './closest.ts'
export { defineCode } from './code.ts'
export type { Code, Language, Sentence, Severity } from './code.ts'
export { diagnose, formatDiagnostic, includedAt, inReadingOrder } from './diagnostic.ts'
export type { Detail, Diagnostic, DiagnosticInput, FilePlace } from './diagnostic.ts'
export { frame } from './frame.ts'
export { NO_POSITION } from './position.ts'
export type { Position } from './position.ts'
export { taking } from './taking.ts'
