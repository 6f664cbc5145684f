import type { Definition } from '../definition.ts'

/** A definition without places in files, and without what foreign tools wrote. */
export function meaning(definition: Definition | undefined): unknown {
  return JSON.parse(
    JSON.stringify(definition ?? null, function (this: object, key, value: unknown) {
      const isPlace = key === 'position' && value !== null && typeof value === 'object' && 'line' in value
      return isPlace || key === 'positions' || key === 'extension' || (key === 'file' && 'processes' in this) ? undefined : value
    }),
  )
}
