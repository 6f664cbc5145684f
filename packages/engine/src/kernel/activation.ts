import type { Activation, Happening } from './behaviour.ts'

type Activated = Extract<Happening, { type: 'elementActivated' }>

/** The event by which an instance comes to be; what is not given is not in it. */
export function activation(instance: number, element: string, scope: number, options: Activation): Activated {
  const { due, host, left, isLoop, counter, compensates, restores } = options
  const event: { -readonly [K in keyof Activated]: Activated[K] } = { type: 'elementActivated', instance, element, scope }
  if (host !== undefined) event.host = host
  if (due !== undefined) event.due = due
  if (left !== undefined) event.left = left
  if (isLoop !== undefined) event.isLoop = isLoop
  if (counter !== undefined) event.counter = counter
  if (compensates !== undefined) event.compensates = compensates
  if (restores !== undefined) event.restores = restores
  return event
}
