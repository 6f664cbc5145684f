interface Base {
  readonly at: number
  readonly origin: 'person'
  /** The task's instance. */
  readonly instance: number
}
/** Somebody takes a task that nobody has. */
export interface ClaimTask extends Base {
  readonly type: 'claimTask'
}
/** Who has it gives it back: to the owner where it was delegated, else to everybody who may do it. */
export interface UnclaimTask extends Base {
  readonly type: 'unclaimTask'
}
/** Who has it lets somebody else work on it and goes on to answer for it. */
export interface DelegateTask extends Base {
  readonly type: 'delegateTask'
  readonly to: string
}
/** A supervisor gives it to a person, to a unit, to both, or to nobody. What is absent stays. */
export interface ReassignTask extends Base {
  readonly type: 'reassignTask'
  readonly assignee?: string | null
  readonly unit?: string | null
  readonly reason: string
}
export type TaskCommand = ClaimTask | UnclaimTask | DelegateTask | ReassignTask
