import type { DossierFacts } from './dossier-facts.ts'

/** A number and the dossiers behind it. */
export interface Counted {
  readonly count: number
  /** Ids in the store. */
  readonly dossiers: readonly string[]
}

/** A figure and what it is made of. */
export interface Count {
  /** Percent, or the average in the measure's unit; `null`: there is no data, which is not 0. */
  readonly value: number | null
  /** What counts; of an average: the sum. */
  readonly part: Counted
  /** What it is counted among. */
  readonly whole: Counted
}

export const NONE: Counted = { count: 0, dossiers: [] }
export const NO_DATA: Count = { value: null, part: NONE, whole: NONE }

type Test = (facts: DossierFacts) => boolean

export function counted(facts: readonly DossierFacts[]): Counted {
  return { count: facts.length, dossiers: facts.map(({ dossier }) => dossier) }
}

export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : (part / whole) * 100
}

/** Which share of the dossiers `among` is so. */
export function share(facts: readonly DossierFacts[], among: Test, is: Test): Count {
  const whole = facts.filter(among)
  const part = whole.filter(is)
  return { value: percentOf(part.length, whole.length), part: counted(part), whole: counted(whole) }
}

/** Which share of the things that dossiers are of, procedures or desks, has at least one dossier that is so. */
export function shareOfKeys(
  facts: readonly DossierFacts[],
  keyOf: (facts: DossierFacts) => string | null,
  among: Test,
  is: Test,
): Count {
  const whole = facts.filter((one) => keyOf(one) !== null && among(one))
  const part = whole.filter(is)
  const [parts, wholes] = [new Set(part.map(keyOf)).size, new Set(whole.map(keyOf)).size]
  return {
    value: percentOf(parts, wholes),
    part: { ...counted(part), count: parts },
    whole: { ...counted(whole), count: wholes },
  }
}

/** The mean of what is known. */
export function average(facts: readonly DossierFacts[], of: (facts: DossierFacts) => number | null): Count {
  const known = facts.filter((one) => of(one) !== null)
  const sum = known.reduce((total, one) => total + (of(one) ?? 0), 0)
  const whole = counted(known)
  return { value: known.length === 0 ? null : sum / known.length, part: { ...whole, count: sum }, whole }
}
