import type { Clock, Store, StoredTimer } from '../ports/index.ts'
import type { Dispatcher, Unstamped } from './dispatch.ts'
import { clockTimerOf } from './effects.ts'

/** Timers fired in one go; the rest comes in the next. */
const AT_ONCE = 100

/** Fires the timers that are due; returns how many. Durable time lives in the store: a timer that was missed fires at the next look. */
export async function fireDueTimers(world: {
  readonly store: Store
  readonly clock: Clock
  readonly dispatcher: Dispatcher
}): Promise<number> {
  const due = await world.store.dueTimers(world.clock.now(), AT_ONCE)
  await Promise.all(
    due.map((timer) =>
      world.dispatcher.send({
        dossier: timer.dossier,
        actor: 'system:timer',
        command: `timer:${timer.id}:${timer.due}`,
        mayRepeat: true,
        make: () => commandOf(timer),
        request: ['timer', timer.id, timer.due],
      }),
    ),
  )
  return due.length
}

function commandOf(timer: StoredTimer): Unstamped {
  if (timer.id === clockTimerOf(timer.dossier)) return { type: 'tickClock', origin: 'world' }
  return { type: 'fireTimer', origin: 'world', instance: Number(timer.id.slice(timer.dossier.length + 1)) }
}
