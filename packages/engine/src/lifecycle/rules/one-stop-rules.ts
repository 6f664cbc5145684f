/**
 * Theory of operation
 *
 * What the one-stop mechanism asks of every procedure is data: one file of dated facts for each decree. A dossier follows the rules in
 * force when it was lodged, to its end. They are looked up once, with its first command, and what the clock needs of them is recorded in
 * the journal: a file that is corrected later, or a decree that comes later, changes nothing for a dossier that runs.
 */
import { localDateOf, type TimeLimit } from '../../calendar/index.ts'
import { checkFacts, factOn, type DatedFacts } from './dated-facts.ts'
import nd118 from './nd118-2025.json' with { type: 'json' }
import nd61 from './nd61-2018.json' with { type: 'json' }

/** The decrees on the one-stop mechanism, the oldest first. */
export const ONE_STOP_REGIMES: readonly DatedFacts[] = [nd61, nd118].map(({ $schema: _, ...file }) => checkFacts(file))

/** The forms of the one-stop mechanism; a decree may not have them all. */
export type OneStopForm = 'receipt' | 'supplement' | 'refusal' | 'apology' | 'stop' | 'controlSlip' | 'register'

/** The one-stop rules that a dossier follows from its lodging to its end. */
export interface OneStopRules {
  /** The decree, as `nd118-2025`. */
  readonly regime: string
  /** Levels of government that settle dossiers. */
  readonly levels: readonly ('central' | 'province' | 'district' | 'commune')[]
  /** Local time: what is received later is passed on at the start of the next working day. */
  readonly cutoff: string
  /** Working hours that a fraction of a working day is a fraction of. */
  readonly dayHours: number
  /** What the clock does when a supplement is complete; how often one may be asked for; when at the latest, counted from reception. */
  readonly supplement: { readonly clock: 'restart' | 'resume'; readonly times: number; readonly deadline: TimeLimit }
  /** How often the date may be put off, and how long before it the applicant must be told. */
  readonly extension: { readonly times: number; readonly notice: TimeLimit }
  /** What the silence of a consulted agency means where sector law says nothing else. */
  readonly silence: 'remind' | 'consent'
  /** Legal name of each form, as `tt03-2025/04`: numbers alone mean different forms before and after July 2025. */
  readonly forms: Readonly<Partial<Record<OneStopForm, string>>>
}

/**
 * The one-stop rules for a dossier lodged at this instant; `undefined`: none are known for so long ago.
 *
 * @param regime  the decree that the procedure names; by default the one in force on the day of lodging. Outside of its own days a named
 *   decree is taken as of the nearest of them.
 * @example
 * oneStopRulesAt(lodged)?.forms.apology   // 'tt03-2025/04'
 */
export function oneStopRulesAt(lodged: number, regime?: string): OneStopRules | undefined {
  const day = localDateOf(lodged)
  const file = ONE_STOP_REGIMES.find(({ id, effective }) =>
    regime === undefined ? from(effective) <= day && day <= (effective?.to ?? day) : id === regime,
  )
  return file === undefined ? undefined : rulesOn(file, nearest(file, day))
}

function rulesOn(file: DatedFacts, day: string): OneStopRules {
  const value = <T>(key: string): T => {
    const fact = factOn(file, key, day)
    if (fact === undefined) throw new Error(`DEFECT_RULES: expected "${key}" of ${file.id} for ${day}, please report this`)
    return fact.value as T
  }
  return {
    regime: file.id,
    levels: value('levels'),
    cutoff: value('cutoff'),
    dayHours: value('dayHours'),
    supplement: {
      clock: value('supplement.clock'),
      times: value('supplement.times'),
      deadline: value('supplement.deadline'),
    },
    extension: { times: value('extension.times'), notice: value('extension.notice') },
    silence: value('silence'),
    forms: value('forms'),
  }
}

function nearest({ effective }: DatedFacts, day: string): string {
  if (day < from(effective)) return from(effective)
  return effective?.to !== undefined && day > effective.to ? effective.to : day
}

function from(effective: DatedFacts['effective']): string {
  return effective?.from ?? ''
}
