import type { Count } from './count.ts'
import { NONE, percentOf } from './count.ts'

/** What no journal knows and an agency states: procedures published, offered, enabled; petitions. */
export const STATED = [
  'publishedOnTime',
  'updatedOnTime',
  'publishedInFull',
  'certifiedCopiesOnline',
  'citizenDataDossiers',
  'citizenDataProcedures',
  'petitionsOnTime',
  'petitionsSatisfied',
  'proceduresPublished',
  'proceduresFullyOnline',
  'feeProceduresPayableOnline',
] as const
export type Stated = (typeof STATED)[number]

/** So many of so many, in the period and for all that is reported on. */
export interface Statement {
  readonly part: number
  readonly whole: number
}
export type Statements = Readonly<Partial<Record<Stated, Statement>>>

/** `null` value where nothing was stated. */
export function statedCount(statements: Statements, name: Stated): Count | null {
  const stated = statements[name]
  if (stated === undefined) return null
  const { part, whole } = stated
  return { value: percentOf(part, whole), part: { ...NONE, count: part }, whole: { ...NONE, count: whole } }
}

/** What is wrong with a file of statements, as sentences; empty: nothing. */
export function statementFaults(value: unknown): readonly string[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return ['expected an object of statements by name, found something else']
  return Object.entries(value).flatMap(([name, stated]: [string, unknown]) => {
    if (!STATED.some((known) => known === name)) return [`expected one of ${STATED.join(', ')}, found "${name}"`]
    const { part, whole } = (stated ?? {}) as Readonly<Record<string, unknown>>
    const isShare = isCount(part) && isCount(whole) && part <= whole
    return isShare
      ? []
      : [`expected "${name}" as { part, whole }, whole numbers with part ≤ whole, found ${JSON.stringify(stated)}`]
  })
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
