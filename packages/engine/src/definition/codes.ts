import type { Code } from '../diagnostics/index.ts'
import { XML_CODES } from '../xml/index.ts'
import { BPMN_CODES } from './bpmn/index.ts'
import { FIELD_CODES } from './field-codes.ts'
import { FRAGMENT_CODES } from './fragment/index.ts'
import { LAST_RULES, RULES } from './rules/index.ts'
import { YAML_CODES } from './yaml/codes.ts'

/** Everything that reading a definition may report. */
export const DEFINITION_CODES: readonly Code[] = [
  ...YAML_CODES,
  ...FIELD_CODES,
  ...FRAGMENT_CODES,
  ...XML_CODES,
  ...BPMN_CODES,
  ...RULES.flatMap(({ codes }) => codes),
  ...LAST_RULES.flatMap(({ codes }) => codes),
]
