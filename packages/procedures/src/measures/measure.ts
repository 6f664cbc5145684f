import type { Said } from '../data/data-code.ts'
import type { Count } from './count.ts'
import type { DossierFacts } from './dossier-facts.ts'
import type { Period } from './period.ts'
import type { Statements } from './statement.ts'

/** One figure of the table of targets. */
export interface Measure {
  /** As the targets file names it. */
  readonly id: string
  readonly name: Said
  readonly unit: 'percent' | 'minutes'
  /** What its parts are counts of. */
  readonly of: Said
  count(facts: readonly DossierFacts[], period: Period, statements: Statements): Count
}

export const DOSSIERS: Said = { vi: 'hồ sơ', en: 'dossiers' }
export const PROCEDURES: Said = { vi: 'thủ tục', en: 'procedures' }
