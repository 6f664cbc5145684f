import { localDateOf } from '@motcua/engine/calendar'
import { checkFacts, type DatedFact } from '@motcua/engine/lifecycle'
import type { Level } from './measured-procedure.ts'
import file from './targets.json' with { type: 'json' }
import { mustBeObjects, mustBeTexts } from '../must-be-given.ts'

/** What a figure is held against; percent, or the measure's own unit. */
export type Aim = { readonly atLeast: number } | { readonly moreThan: number } | { readonly atMost: number }

export interface Target {
  readonly aim: Aim
  /** Local date since when it holds, as `2023-01-01`. */
  readonly from: string
  /** The text that sets it. */
  readonly source: string
  readonly note?: string
}

/** The targets in force through the years, by measure, some by level of government too; districts until 30 June 2025. */
export const TARGETS = checkFacts(file)

/**
 * The target of a measure at an instant; `undefined`: none was set by then, or the level has one of its own and is not known.
 *
 * @param level  of all dossiers that the figure is of; `null`: they are of several
 * @example
 * targetAt('resultsDigitized', 'commune', at)   // { aim: { atLeast: 100 }, from: '2026-01-01', … }
 */
export function targetAt(measure: string, level: Level | null, at: number): Target | undefined {
  mustBeTexts('targetAt', { measure })
  const day = localDateOf(at)
  const inForce = (key: string) => TARGETS.facts.find((fact) => fact.key === key && fact.from <= day && day <= (fact.to ?? day))
  const fact = inForce(measure) ?? (level === null ? undefined : inForce(`${measure}.${level}`))
  return fact === undefined ? undefined : targetOf(fact)
}

function targetOf({ value, from, source, note }: DatedFact): Target {
  return { aim: value as Aim, from, source, ...(note === undefined ? {} : { note }) }
}

/** Whether a figure reaches its target; `null`: there is no figure. */
export function isMet(value: number | null, aim: Aim): boolean | null {
  mustBeObjects('isMet', { aim })
  if (value === null) return null
  if ('atLeast' in aim) return value >= aim.atLeast
  return 'moreThan' in aim ? value > aim.moreThan : value <= aim.atMost
}
