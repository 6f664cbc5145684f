/**
 * What can be made to go wrong, and when it strikes:
 *
 * - `http500`         HTTP 500 with a page of HTML
 * - `timeout`         the call is taken and never answered
 * - `drop`            the socket is closed before anything is done
 * - `busy`            error code 99
 * - `expire-session`  the session of a service call is forgotten; logins pass and wait for no fault
 * - `answer-lost`     the change is made, then the socket is closed; calls that change nothing pass
 */
export const faultKinds = ['http500', 'timeout', 'drop', 'busy', 'expire-session', 'answer-lost'] as const
export type Fault = (typeof faultKinds)[number]

/** The faults to come, in the order they were asked for. Each strikes once, at the first call that it fits. */
export interface Faults {
  plan(next: number, how: Fault): void
  /** Takes the next fault if it is one of these. */
  strike(...fitting: readonly Fault[]): Fault | undefined
  clear(): void
}

export function faults(): Faults {
  const planned: Fault[] = []
  return {
    plan: (next, how) => void planned.push(...Array.from({ length: next }, () => how)),
    strike: (...fitting) => (planned[0] !== undefined && fitting.includes(planned[0]) ? planned.shift() : undefined),
    clear: () => void planned.splice(0),
  }
}
