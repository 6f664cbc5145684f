/** The words in which it is said what an operation must be given. */
export {
  atLeastOne,
  fields,
  flag,
  listOf,
  notNegative,
  oneOf,
  optional,
  orNull,
  record,
  shown,
  text,
  that,
  whole,
  wholeLetters,
  words,
} from '../../diagnostics/index.ts'
export type { Check, Fields } from '../../diagnostics/index.ts'
