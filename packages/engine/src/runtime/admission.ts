import type { Text } from '../definition/index.ts'
import type { Variables } from '../kernel/index.ts'
import type { Procedure } from '../lifecycle/index.ts'
import type { DossierView } from './view.ts'

/** What a person wants to bring into a dossier, before anything is decided on it. */
export interface Offer {
  readonly command: 'start' | 'completeTask' | 'deliverMessage'
  /** The task's element, or the message's name; `null`: the start of the dossier. */
  readonly target: string | null
  readonly variables: Variables
  /** Instant of the command, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
  readonly procedure: Procedure
  /** `null`: there is no dossier yet. */
  readonly dossier: DossierView | null
}

/** One thing that is wrong with what was offered. */
export interface DataProblem {
  /** Stable, `SCREAMING_CASE`. */
  readonly code: string
  /** JSON pointer into the variables, as `/applicant/identifier`. */
  readonly path: string
  /** What the form calls the field. */
  readonly label: Text
  /** A whole sentence that names the field by its label: "expected …, found …". */
  readonly text: { readonly vi: string; readonly en: string }
}

/** Values that do not fit what the procedure asks for. Nothing was changed. */
export interface DataRejection {
  readonly code: 'DATA_INVALID'
  /** The problems' English sentences. */
  readonly message: string
  readonly element?: string
  readonly problems: readonly DataProblem[]
}

/** What is taken in, which may be the same in a canonical form; or why nothing is. */
export type Admission =
  { readonly ok: true; readonly variables: Variables } | { readonly ok: false; readonly problems: readonly DataProblem[] }

/**
 * Looks at the values that a person sends, before they become part of the dossier. Pure: the same offer is always answered the same.
 *
 * @example
 * const admit: Admit = ({ variables }) => ({ ok: true, variables })
 */
export type Admit = (offer: Offer) => Admission

export function dataRejection(problems: readonly DataProblem[], element: string | null): DataRejection {
  const message = problems.map(({ text }) => text.en).join('; ')
  return { code: 'DATA_INVALID', message, problems, ...(element === null ? {} : { element }) }
}
