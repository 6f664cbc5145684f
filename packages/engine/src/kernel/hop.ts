/**
 * One step of a token, as an observer sees it while a command is decided. Hops are not recorded: the journal keeps facts, a trace
 * asks for hops. `element` is the id of a node or of a sequence flow.
 */
export interface Hop {
  readonly hop: 'entered' | 'completed' | 'terminated' | 'taken' | 'thrown' | 'caught' | 'compensated' | 'failed'
  readonly element: string
  /** Index of the node, or of the flow for `taken`. */
  readonly index: number
}

export type Observer = (hop: Hop) => void
