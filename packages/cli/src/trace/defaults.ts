import type { Procedure, Value, Variables } from '@motcua/engine'
import { localDateOf, formatInstant } from '@motcua/engine/calendar'

/** Values for variables that nobody gave: what is there already, else the first permitted or an empty value of the type. */
export function valuesFor(
  names: Iterable<string>,
  procedure: Procedure,
  known: Readonly<Record<string, Value>>,
  at: number,
): Variables {
  const values: Record<string, Value> = {}
  for (const name of names) {
    const declared = procedure.program.variables.get(name)
    if (declared === undefined) continue
    const given = known[name]
    if (given !== undefined && given !== null) values[name] = given
    else if (!declared.optional) values[name] = declared.values?.[0] ?? emptyOf(declared.type, at)
  }
  return values
}

function emptyOf(type: string, at: number): Value {
  switch (type) {
    case 'number':
      return 0
    case 'boolean':
      return true
    case 'date':
      return localDateOf(at)
    case 'dateTime':
      return formatInstant(at)
    case 'list':
      return []
    case 'object':
      return {}
    default:
      return ''
  }
}
