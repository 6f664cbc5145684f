import type { Activation } from './behaviour.ts'
import type { ElementActivated } from './event.ts'

/** The event by which an instance comes to be; what is not given is not in it. */
export function activation(instance: number, element: string, scope: number, at: number, options: Activation): ElementActivated {
  const { due, host, left, isLoop, counter, compensates, restores } = options
  const event: { -readonly [K in keyof ElementActivated]: ElementActivated[K] } = {
    type: 'elementActivated',
    instance,
    element,
    scope,
    at,
  }
  if (host !== undefined) event.host = host
  if (due !== undefined) event.due = due
  if (left !== undefined) event.left = left
  if (isLoop !== undefined) event.isLoop = isLoop
  if (counter !== undefined) event.counter = counter
  if (compensates !== undefined) event.compensates = compensates
  if (restores !== undefined) event.restores = restores
  return event
}
