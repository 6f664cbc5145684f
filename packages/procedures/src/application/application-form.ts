import type { Procedure } from '@motcua/engine'
import type { Json } from '@motcua/engine/ports'
import { publishedSchema, SCHEMA_BASE, type JsonSchema } from '../schemas.ts'
import { mustBeProcedure } from '../must-be-given.ts'

/**
 * The application form of a procedure (biểu mẫu điện tử), as JSON Schema with Vietnamese labels: the published one where there is one
 * (`@motcua/procedures/schemas/forms/<code>.json`), else what follows from the definition: the variables that its start carries, in the
 * shapes that all dossiers share.
 *
 * @example
 * applicationForm(birthRegistration).title // 'Đăng ký khai sinh'
 */
export function applicationForm(procedure: Procedure): JsonSchema {
  mustBeProcedure('applicationForm', procedure)
  return publishedSchema(`forms/${procedure.program.procedure}`) ?? derivedForm(procedure)
}

/** The variables that a person gives when they lodge; `undefined`: the procedure takes any. */
export function lodgedVariables({ definition, program }: Procedure): readonly string[] | undefined {
  const root = program.scopes[0]
  const start = program.nodes[root?.starts[0] ?? root?.triggeredStarts[0] ?? 0]
  const trigger = start?.kind === 'startEvent' ? start.triggers[0] : undefined
  const message = trigger?.kind === 'message' ? trigger.message : undefined
  const carries = definition.messages.find(({ id }) => id === message)?.carries
  return definition.isOpen ? undefined : carries
}

/** What follows from the definition, before anybody wrote a form by hand. */
export function derivedForm(procedure: Procedure): JsonSchema {
  const { definition, program } = procedure
  const shared = publishedSchema('application')?.properties as { readonly [name: string]: Json }
  const carried = lodgedVariables(procedure)
  const variables = definition.variables.filter(({ id }) => carried?.includes(id) ?? true)
  const properties = variables.map(({ id, name, type, values, optional }): readonly [string, Json] => {
    const title = {
      ...(name === undefined ? {} : { title: name.vi }),
      ...(name?.en === undefined ? {} : { 'x-title-en': name.en }),
    }
    // A definition may allow fewer values of what all dossiers share.
    const shape: JsonSchema = Object.hasOwn(shared, id)
      ? { $ref: `../application.json#/properties/${id}`, ...(optional ? {} : notNull(type, shared[id])) }
      : shapeOf(id, type, optional)
    const choice = values === undefined ? {} : { enum: optional ? [...values, null] : [...values] }
    return [id, { ...shape, ...title, ...choice }]
  })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${SCHEMA_BASE}forms/${program.procedure}.json`,
    title: definition.name.vi,
    ...(definition.name.en === undefined ? {} : { 'x-title-en': definition.name.en }),
    type: 'object',
    required: carried === undefined ? [] : variables.filter(({ optional }) => !optional).map(({ id }) => id),
    additionalProperties: carried === undefined,
    properties: Object.fromEntries(properties),
  }
}

/** What all dossiers may leave open, this one may not. */
function notNull(type: string, shape: Json | undefined): JsonSchema {
  const { $ref, type: own } = shape as { readonly $ref?: string; readonly type?: Json }
  const types = $ref === undefined ? own : publishedSchema($ref.replace(/\.json$/, ''))?.type
  if (!Array.isArray(types) || !types.includes('null')) return {}
  return type === 'list' ? { type: 'array' } : type === 'object' ? { type: 'object' } : {}
}

/** Amounts end in `Vnd` by the house's rule that the unit stands last. */
function shapeOf(id: string, type: string, optional: boolean): JsonSchema {
  const given = (json: string) => ({ type: optional ? [json, 'null'] : json })
  if (id.endsWith('Vnd')) return { ...given('number'), format: 'vnd' }
  switch (type) {
    case 'date':
      return { ...given('string'), format: 'day' }
    case 'dateTime':
      return { ...given('string'), format: 'date-time' }
    case 'list':
      // Whoever must list something lists at least one.
      return { ...given('array'), ...(optional ? {} : { minItems: 1 }), maxItems: 500 }
    default:
      return given(type)
  }
}
