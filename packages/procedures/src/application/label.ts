import type { Said } from '../data/data-code.ts'
import type { JsonSchema } from '../schemas.ts'

/** A schema, and the `$id` that its references are relative to. */
export interface Placed {
  readonly schema: JsonSchema
  readonly base: string
}

/** Follows references until a schema says something itself; a title beside a reference is one. */
export function resolved({ schema, base }: Placed, known: ReadonlyMap<string, JsonSchema>): Placed | undefined {
  if (typeof schema.$ref !== 'string') return { schema, base }
  const target = new URL(schema.$ref, base)
  const pointer = target.hash.slice(1)
  target.hash = ''
  let at: unknown = known.get(target.href)
  for (const step of pointer.split('/').slice(1)) at = (at as Readonly<Record<string, unknown>> | undefined)?.[step]
  if (at === undefined) return undefined
  const { $ref: _, ...beside } = schema
  return resolved({ schema: { ...(at as JsonSchema), ...beside }, base: target.href }, known)
}

/** The schema of a field inside of another: a property, or the entries of a list. */
export function inside(placed: Placed, step: string, known: ReadonlyMap<string, JsonSchema>): Placed | undefined {
  const { properties, items } = placed.schema as { properties?: Readonly<Record<string, JsonSchema>>; items?: JsonSchema }
  const schema = /^\d+$/.test(step) && items !== undefined ? items : properties?.[step]
  return schema === undefined ? undefined : resolved({ schema, base: placed.base }, known)
}

/** A field is called what its schema calls it, or else by its name; an entry of a list also by its number. */
export function labelOf(schema: JsonSchema | undefined, path: string): Said {
  const name = path.split('/').at(-1) ?? ''
  const vi = typeof schema?.title === 'string' ? schema.title : name === '' ? 'Hồ sơ' : name
  const english = schema?.['x-title-en']
  const en = typeof english === 'string' ? english : name === '' ? 'Dossier' : vi
  const entry = path
    .split('/')
    .filter((step) => /^\d+$/.test(step))
    .map((step) => String(Number(step) + 1))
    .join('.')
  return entry === '' ? { vi, en } : { vi: `${vi} (mục ${entry})`, en: `${en} (entry ${entry})` }
}
