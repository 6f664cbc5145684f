import type { LifecycleEventName } from './machine.ts'

export type Refusal =
  | {
      /** A transition that the lifecycle does not have. */
      readonly code: 'LIFECYCLE_REFUSED'
      readonly message: string
      readonly element?: string
      readonly event: LifecycleEventName
    }
  | {
      /** The date can be put off no more: the rules want the applicant told earlier. */
      readonly code: 'EXTENSION_TOO_LATE'
      readonly message: string
      readonly element?: string
    }

/** Ways in which a dossier refuses what its process would do; `docs/errors.md` lists them with their cures. */
export const DESK_REJECTION_CODES = {
  DOSSIER_SUSPENDED: 'Resume the dossier first, or cancel it.',
  DOSSIER_NOT_SUSPENDED: 'The dossier is not suspended: there is nothing to resume.',
  DOSSIER_HOLDS_TOO_MUCH: 'Resume the dossier: it keeps as many reports as it may. Report again afterwards.',
  DOSSIER_NOT_ENDED: 'Wait for its end, or cancel it first.',
  SERVICE_NOT_RENDERED: 'The applicant is asked afterwards: wait until the dossier is returned, refused, withdrawn or stopped.',
  TASK_TAKEN: 'Somebody else has the task: ask them, or have it reassigned.',
  TASK_NOT_YOURS: 'Claim the task first: only who has it can do this.',
  FOUR_EYES: 'Give it to somebody who has not done what it checks.',
} as const

export type DeskRejectionCode = keyof typeof DESK_REJECTION_CODES
