import type { Code, Diagnostic } from '../../../diagnostics/index.ts'
import type { XmlElement } from '../../../xml/index.ts'
import { ACTIVITIES } from './activities.ts'
import { COLLABORATIONS } from './collaborations.ts'
import { CONVERSATION_CONSTRAINTS } from './conversations.ts'
import { Context, type Constraint } from './context.ts'
import { DATA_CONSTRAINTS } from './data.ts'
import { DIAGRAM_CONSTRAINTS } from './diagrams.ts'
import { EVENTS } from './events.ts'
import { FLOWS } from './flows.ts'
import { GATEWAYS } from './gateways.ts'
import { REFERENCE_CONSTRAINTS } from './references.ts'
import { REQUIRED_CONSTRAINTS } from './required.ts'
import { SCHEMA_CONSTRAINTS } from './schema.ts'
import { UNMEANT } from './unmeant.ts'

/** Every constraint of the specification that is checked on a file (BPMN 2.0.2 chapters 8 to 10). */
const CONSTRAINTS: readonly Constraint[] = [
  ...FLOWS,
  ...EVENTS,
  ...GATEWAYS,
  ...ACTIVITIES,
  ...DATA_CONSTRAINTS,
  ...COLLABORATIONS,
  ...CONVERSATION_CONSTRAINTS,
  ...REFERENCE_CONSTRAINTS,
  ...REQUIRED_CONSTRAINTS,
  ...DIAGRAM_CONSTRAINTS,
  ...UNMEANT,
]

export const CONSTRAINT_CODES: readonly Code[] = [...CONSTRAINTS, ...SCHEMA_CONSTRAINTS].flatMap(({ codes }) => codes)

/** Holds a file as it was written against the XML Schema, as far as reading it does not. */
export function checkSchema(root: XmlElement, options: { readonly file: string }): readonly Diagnostic[] {
  const context = new Context(root, options.file)
  for (const { check } of SCHEMA_CONSTRAINTS) check(context)
  return context.diagnostics
}

/** Holds a BPMN file against the specification: errors for what may not run, warnings for what is surely not meant. */
export function checkConstraints(root: XmlElement, options: { readonly file: string }): readonly Diagnostic[] {
  const context = new Context(root, options.file)
  for (const { check } of CONSTRAINTS) check(context)
  return context.diagnostics
}
