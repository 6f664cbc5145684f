import type { Clock, Ids, Store, StoredTimer } from '../ports/index.ts'
import type { Dispatcher, Envelope } from './dispatch.ts'
import type { Unstamped } from './stamped.ts'
import { clockTimerOf } from './effects.ts'
import { Held, type Lease } from './held.ts'
import { isPassing } from './passing.ts'

/** Timers fired in one go; the rest comes in the next. */
const AT_ONCE = 100

/** A timer that cannot be fired, as that of a procedure which is not deployed here, is left alone for so long. */
const AGAIN_MS = 60_000

/** Fires timers. Durable time lives in the store: a timer that was missed fires at the next look. */
export class Timers {
  readonly #due: Held<StoredTimer>

  constructor(
    private readonly world: {
      readonly store: Store
      readonly clock: Clock
      readonly dispatcher: Dispatcher
      readonly ids: Ids
      readonly worker: string
      /** Firing takes as long as a commit; when a node has died over it, another does it after so long. */
      readonly leaseMs: number
      readonly onError: (error: unknown) => void
    },
  ) {
    const { store, worker, leaseMs } = world
    this.#due = new Held({ leaseMs, atOnce: AT_ONCE }, (now, limit) => store.claimTimers(worker, now, leaseMs, limit))
  }

  /** Fires what is due; returns how many were fired. One that fails keeps no other from firing. */
  async fire(): Promise<number> {
    const now = this.world.clock.now()
    const due = await this.#due.next(now)
    const fired = await Promise.all(due.map((lease) => this.#fire(lease, now)))
    return fired.filter(Boolean).length
  }

  async #fire(lease: Lease<StoredTimer>, now: number): Promise<boolean> {
    const timer = lease.item
    try {
      const { isNews } = await this.world.dispatcher.send(timerEnvelope(timer, this.world.ids.next()))
      // One that changes nothing and still stands there must not be looked at for ever.
      if (!isNews) await this.#leaveAlone(timer, now)
      return isNews
    } catch (error) {
      this.world.onError(error)
      if (isPassing(error)) this.#due.keep(lease, this.world.clock.now())
      else await this.#leaveAlone(timer, now).catch(this.world.onError)
      return false
    }
  }

  async #leaveAlone(timer: StoredTimer, now: number): Promise<void> {
    await this.world.store.releaseTimer(timer.id, this.world.worker, now + AGAIN_MS)
  }
}

/** The command that a due timer is; `nonce` tells one firing of it from the next. */
export function timerEnvelope(timer: StoredTimer, nonce: string): Envelope {
  return {
    dossier: timer.dossier,
    actor: 'system:timer',
    command: `timer:${timer.id}:${nonce}`,
    mayRepeat: false,
    make: () => commandOf(timer),
    request: ['timer', timer.id, timer.due],
  }
}

function commandOf(timer: StoredTimer): Unstamped {
  if (timer.id === clockTimerOf(timer.dossier)) return { type: 'tickClock', origin: 'world' }
  return { type: 'fireTimer', origin: 'world', instance: Number(timer.id.slice(timer.dossier.length + 1)) }
}
