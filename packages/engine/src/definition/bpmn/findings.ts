import type { Diagnostic } from '../../diagnostics/index.ts'

/** More errors of one file help nobody, nor more warnings. */
const MOST = 200

/** What was found wrong: the first of each severity, so that no number of warnings hides an error. */
export class Findings {
  readonly list: Diagnostic[] = []
  readonly #counts = { error: 0, warning: 0 }

  /** `make` is asked while there is room. */
  add(severity: Diagnostic['severity'], make: () => Diagnostic): void {
    if (++this.#counts[severity] <= MOST) this.list.push(make())
  }
}
