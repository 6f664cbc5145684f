import { existsSync, readFileSync } from 'node:fs'
import type { Json } from '@motcua/engine/ports'

/** A JSON Schema, draft 2020-12. `title` and `description` are Vietnamese; `x-title-en` and `x-description-en` are English. */
export type JsonSchema = { readonly [key: string]: Json }

/** The published schemas that forms are made of, by file name under `schemas/`. */
export const SHARED_SCHEMAS = ['application', 'applicant', 'authorised-person', 'component', 'fee', 'person'] as const

/** Where the published schemas say that they are. */
export const SCHEMA_BASE = 'https://unpkg.com/@motcua/procedures/schemas/'

/** Reads a published schema, which stands beside the sources as beside what is built; `undefined`: there is no file of that name. */
export function publishedSchema(name: string): JsonSchema | undefined {
  const file = new URL(`../schemas/${name}.json`, import.meta.url)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as JsonSchema) : undefined
}

/** The address that a schema's references are relative to. */
export function idOf(schema: JsonSchema): string {
  return typeof schema.$id === 'string' ? schema.$id : SCHEMA_BASE
}
