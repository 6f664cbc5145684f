/** What the campaign asks of a worker, and what it is told: JSON over the pipe between them. */
import type { DossierView } from '@motcua/engine'

export type WorkerCall =
  | { readonly type: 'lodge'; readonly text: string; readonly command: string }
  | { readonly type: 'complete'; readonly task: string; readonly as: string; readonly command: string }
  | { readonly type: 'look'; readonly dossier: string }
  | {
      readonly type: 'resolve'
      readonly dossier: string
      readonly incident: number
      readonly word: string
      readonly command: string
    }
  | { readonly type: 'parked' }
  /** The operator's word on a parked job: it was done, or it is to be done. */
  | { readonly type: 'settle'; readonly job: string; readonly isDone: boolean }
  /** Sets the process's clock by so many milliseconds from the machine's. */
  | { readonly type: 'shiftClock'; readonly byMs: number }

/** A dossier as the people of the campaign see it. */
export interface Look {
  readonly status: DossierView['status']
  readonly seq: number
  readonly variables: DossierView['variables']
  readonly incidents: readonly { readonly incident: number; readonly code: string }[]
  readonly tasks: readonly { readonly id: string; readonly as: string }[]
}

/** A side job that waits for a person. */
export interface Parked {
  readonly job: string
  readonly type: string
  readonly dossier: string
  readonly seq: number
  readonly code: string
}

export interface WorkerAnswers {
  readonly lodge: { readonly dossier: string; readonly seq: number }
  readonly complete: { readonly dossier: string; readonly seq: number }
  readonly resolve: { readonly dossier: string; readonly seq: number }
  readonly look: Look
  readonly parked: readonly Parked[]
  readonly settle: null
  readonly shiftClock: null
}

export interface WorkerRequest {
  readonly id: number
  readonly call: WorkerCall
}

export type WorkerReply =
  | { readonly ready: true }
  | { readonly id: number; readonly ok: true; readonly value: WorkerAnswers[keyof WorkerAnswers] }
  /** `isRefusal`: the engine said no. Otherwise the world failed, and the command may or may not have been accepted. */
  | { readonly id: number; readonly ok: false; readonly isRefusal: boolean; readonly code: string; readonly message: string }
