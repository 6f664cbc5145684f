import type { Chance } from './chance.ts'
import type { WorkerAnswers, WorkerCall } from './worker-call.ts'

/** Where the campaign's people turn to. */
export interface Office {
  /** Whoever takes it of those who are there, drawn by chance. @throws Unanswered, Refused */
  call<T extends WorkerCall['type']>(chance: Chance, call: Extract<WorkerCall, { type: T }>): Promise<WorkerAnswers[T]>
}
