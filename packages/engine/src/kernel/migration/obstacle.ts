/** Why a running process cannot go on in another program. The state is as it was. */
export interface Obstacle {
  readonly code: ObstacleCode
  /** Id of the element or flow in the program that the process runs in. */
  readonly element: string
  /** The instance that it is about; absent: a token that waits at a join, or something that was completed. */
  readonly instance?: number
  /** "expected …, found …" */
  readonly message: string
}

/** Every obstacle to a migration, and what to do about it. */
export const OBSTACLE_CODES = {
  PLAN_UNKNOWN: 'Name an element or flow of the old program on the left and one of the new program on the right.',
  ELEMENT_GONE: 'Map the element to one of the new program, or modify the dossier so that nothing waits there.',
  KIND_CHANGED: 'Map the element to one of the same kind.',
  LOOP_CHANGED:
    'Map the element to one that runs as often and in the same manner: once, in a loop, one after the other, in parallel.',
  SCOPE_CHANGED: 'Map the element to one that stands in the same sub-process, or map that sub-process too.',
  TRIGGER_CHANGED: 'Map the event to one that waits for triggers of the same kinds in the same order.',
  FLOW_GONE: 'Map the flow to one of the new program: a token waits on it before a join.',
  JOIN_CHANGED: 'Map the flow to one that leads to the join which its token waits for.',
  JOIN_STARVED: 'Migrate before the fork, or accept it and begin the new branch by a modification.',
  COMPENSATION_GONE: 'Map the completed activity to one that can be compensated in the same way.',
  TURN_CHANGED: 'Keep the activities of the sequential ad-hoc sub-process that have had their turn.',
  VARIABLE_CHANGED: 'Give the variable a value of its new type with the migration.',
  STAGE_CHANGED: 'Map the element to one of the same stage, or modify the dossier first.',
} as const

export type ObstacleCode = keyof typeof OBSTACLE_CODES

/** Those that a plan may accept: the process can go on, and a person answers for how. */
export type AcceptableCode = 'JOIN_STARVED' | 'VARIABLE_CHANGED' | 'STAGE_CHANGED'
