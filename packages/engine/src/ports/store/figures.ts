/** What an operator watches; counts may be a few seconds old. */
export interface StoreFigures {
  readonly openDossiers: number
  readonly openTasks: number
  readonly openIncidents: number
  readonly queuedJobs: number
  readonly parkedJobs: number
  /** How long the work that should have been claimed first has been waiting, in milliseconds; 0: nothing waits. */
  readonly lagMs: number
  readonly keptMessages: number
}
