import { mustHold } from '@motcua/engine/ports'

/**
 * What a function that stands by itself is given, by the names of its parameters: callers without types may give anything.
 *
 * @throws AdapterFailure OPTIONS_INVALID
 */
export function mustBeObjects(of: string, given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) mustHold(of, name, value, 'an object', isObject(value))
}

/** @throws AdapterFailure OPTIONS_INVALID */
export function mustBeLists(of: string, given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) mustHold(of, name, value, 'a list', Array.isArray(value))
}

/** Lists of objects. @throws AdapterFailure OPTIONS_INVALID */
export function mustBeListsOfObjects(of: string, given: Readonly<Record<string, unknown>>): void {
  mustBeLists(of, given)
  for (const [name, list] of Object.entries(given))
    for (const [index, value] of (list as readonly unknown[]).entries()) mustBeObjects(of, { [`${name}[${index}]`]: value })
}

/** @throws AdapterFailure OPTIONS_INVALID */
export function mustBeTexts(of: string, given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) mustHold(of, name, value, 'a text', typeof value === 'string')
}

/** @throws AdapterFailure OPTIONS_INVALID */
export function mustBeInstants(of: string, given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given))
    mustHold(of, name, value, 'an instant in milliseconds', typeof value === 'number' && Number.isFinite(value))
}

/** @throws AdapterFailure OPTIONS_INVALID */
export function mustBeFunctions(of: string, given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) mustHold(of, name, value, 'a function', typeof value === 'function')
}

/** One that `loadProcedure` gave. @throws AdapterFailure OPTIONS_INVALID */
export function mustBeProcedure(of: string, procedure: unknown): void {
  const { definition, program, marks } = fieldsOf(procedure)
  const isLoaded = isObject(definition) && isObject(program) && Array.isArray(marks)
  mustHold(of, 'procedure', procedure, 'a procedure of loadProcedure', isLoaded)
}

/** A dossier as the engine shows it. @throws AdapterFailure OPTIONS_INVALID */
export function mustBeView(of: string, name: string, dossier: unknown): void {
  const { variables, clock, standing } = fieldsOf(dossier)
  const isShown = isObject(variables) && isObject(clock) && typeof standing === 'string'
  mustHold(of, name, dossier, 'a dossier as the engine shows it', isShown)
}

/** Rows of a journal. @throws AdapterFailure OPTIONS_INVALID */
export function mustBeRows(of: string, rows: unknown): void {
  mustBeListsOfObjects(of, { rows })
  for (const [index, row] of (rows as readonly unknown[]).entries())
    mustBeListsOfObjects(of, { [`rows[${index}].events`]: fieldsOf(row).events })
}

/** Facts of dossiers, as `readFacts` gives them, and the period that they are counted in. @throws AdapterFailure OPTIONS_INVALID */
export function mustBeCountable(of: string, facts: unknown, period: unknown): void {
  mustBeListsOfObjects(of, { facts })
  for (const [index, one] of (facts as readonly unknown[]).entries())
    mustBeObjects(of, { [`facts[${index}].procedure`]: fieldsOf(one).procedure })
  const { name, from, to, months } = fieldsOf(period)
  const isPeriod = typeof name === 'string' && typeof from === 'number' && typeof to === 'number' && Array.isArray(months)
  mustHold(of, 'period', period, 'an object of parsePeriod', isPeriod)
}

/** @throws AdapterFailure OPTIONS_INVALID */
export function mustBeAgency(of: string, agency: unknown): void {
  mustBeObjects(of, { agency })
  const { code, letterhead, unit, place } = fieldsOf(agency)
  mustBeTexts(of, { 'agency.code': code, 'agency.unit': unit, 'agency.place': place })
  mustBeLists(of, { 'agency.letterhead': letterhead })
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Of whatever: what is no object has none. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? (value as Readonly<Record<string, unknown>>) : {}
}
