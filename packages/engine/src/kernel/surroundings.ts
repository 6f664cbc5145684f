import type { Calendar } from '../calendar/index.ts'
import type { Observer } from './hop.ts'

/** What a decision may ask beside the program and the state, and who looks on. */
export interface Surroundings {
  readonly calendar: Calendar
  /** Sees every hop of every token, in order, while the command is decided. */
  readonly observe?: Observer | undefined
  /** The nodes that tokens enter are added to it, in order: for who needs no more than that, no hop is made. */
  readonly entered?: number[] | undefined
  /** Steps of tokens that one command may take, and a hundred times as many of expressions; ten million where nothing else is said. */
  readonly mostSteps?: number | undefined
}
