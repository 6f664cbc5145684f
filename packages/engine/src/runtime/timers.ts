import type { Clock, Ids, Store, StoredTimer } from '../ports/index.ts'
import type { Dispatcher, Unstamped } from './dispatch.ts'
import { clockTimerOf } from './effects.ts'

/** Timers fired in one go; the rest comes in the next. */
const AT_ONCE = 100

/** A timer that could not be fired, as that of a procedure which is not deployed here, is left alone for so long. */
const AGAIN_MS = 60_000

/** Fires timers. Durable time lives in the store: a timer that was missed fires at the next look. */
export class Timers {
  readonly #again = new Map<string, number>()

  constructor(
    private readonly world: {
      readonly store: Store
      readonly clock: Clock
      readonly dispatcher: Dispatcher
      readonly ids: Ids
      readonly onError: (error: unknown) => void
    },
  ) {}

  /** Fires what is due; returns how many were fired. One that fails keeps no other from firing. */
  async fire(): Promise<number> {
    const { store, clock } = this.world
    const now = clock.now()
    const due = await store.dueTimers(now, AT_ONCE + this.#again.size)
    const ready = due.filter(({ id }) => (this.#again.get(id) ?? 0) <= now)
    const fired = await Promise.all(ready.map((timer) => this.#fire(timer, now)))
    return fired.filter(Boolean).length
  }

  async #fire(timer: StoredTimer, now: number): Promise<boolean> {
    this.#again.delete(timer.id)
    try {
      const { isNews } = await this.world.dispatcher.send({
        dossier: timer.dossier,
        actor: 'system:timer',
        command: `timer:${timer.id}:${this.world.ids.next()}`,
        mayRepeat: false,
        make: () => commandOf(timer),
        request: ['timer', timer.id, timer.due],
      })
      // One that changes nothing and still stands there must not be looked at for ever.
      if (!isNews) this.#again.set(timer.id, now + AGAIN_MS)
      return isNews
    } catch (error) {
      this.#again.set(timer.id, now + AGAIN_MS)
      this.world.onError(error)
      return false
    }
  }
}

function commandOf(timer: StoredTimer): Unstamped {
  if (timer.id === clockTimerOf(timer.dossier)) return { type: 'tickClock', origin: 'world' }
  return { type: 'fireTimer', origin: 'world', instance: Number(timer.id.slice(timer.dossier.length + 1)) }
}
