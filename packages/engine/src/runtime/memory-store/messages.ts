import { mustBeLimit, mustBeWhole } from '../../ports/index.ts'
import type { BufferedMessage, Commit, Match, MessageStanding, StoredSubscription } from '../../ports/index.ts'
import { giveBack, isHeld, type Leasable } from './leases.ts'
import { sealed } from './sealed.ts'
import type { Subscriptions } from './subscriptions.ts'
import { withoutPayload } from './without-payload.ts'

interface Entry extends Leasable<BufferedMessage> {
  status: MessageStanding['status']
}

const NOBODY: ReadonlySet<string> = new Set()

/** Messages that wait for whom they are for. */
export class Messages {
  readonly #messages = new Map<string, Entry>()

  constructor(private readonly subscriptions: Subscriptions) {}

  put(message: BufferedMessage): boolean {
    mustBeWhole(message.at, 'the instant of a message')
    mustBeWhole(message.expiresAt, 'the end of a message')
    if (this.#messages.has(message.id)) return false
    this.#messages.set(message.id, { item: sealed(message), wake: message.at, worker: null, status: 'kept' })
    return true
  }

  find(id: string): MessageStanding | undefined {
    const entry = this.#messages.get(id)
    return entry && Object.freeze({ message: entry.item, status: entry.status })
  }

  claimMatches(worker: string, now: number, leaseMs: number, limit: number, avoided: readonly string[] = []): readonly Match[] {
    const wake = mustBeWhole(now + leaseMs, 'the end of a lease')
    const due = this.#matched(new Set(avoided)).filter(({ entry }) => entry.wake <= now && now < entry.item.expiresAt)
    return due.slice(0, mustBeLimit(limit)).map(({ entry, subscription }) => {
      Object.assign(entry, { worker, wake })
      return Object.freeze({ message: entry.item, subscription })
    })
  }

  release(id: string, worker: string, at: number): boolean {
    const entry = this.#messages.get(id)
    mustBeWhole(at, 'the next look at a message')
    if (!isHeld(entry, worker)) return false
    giveBack(entry, at)
    return true
  }

  expire(now: number, limit: number): readonly BufferedMessage[] {
    const late = this.#kept().filter(({ item }) => item.expiresAt <= now)
    const expired = late.sort((a, b) => a.item.expiresAt - b.item.expiresAt).slice(0, mustBeLimit(limit))
    const gone = expired.map(({ item }) => item)
    for (const entry of expired) Object.assign(entry, { status: 'expired', worker: null, item: withoutPayload(entry.item) })
    return gone
  }

  nextDue(): number {
    const wakes = this.#matched().map(({ entry }) => entry.wake)
    return Math.min(...wakes, ...this.#kept().map(({ item }) => item.expiresAt))
  }

  get kept(): number {
    return this.#kept().length
  }

  /** Whether a command at `at` may still deliver the message, which no other of the same batch has in `taken`. */
  isThere(id: string, at: number, taken: ReadonlySet<string>): boolean {
    const entry = this.#messages.get(id)
    return entry?.status === 'kept' && at < entry.item.expiresAt && !taken.has(id)
  }

  apply({ takes = [] }: Commit): void {
    for (const id of takes) {
      const entry = this.#messages.get(id)
      if (entry !== undefined) Object.assign(entry, { status: 'taken', worker: null, item: withoutPayload(entry.item) })
    }
  }

  #kept(): Entry[] {
    return [...this.#messages.values()].filter(({ status }) => status === 'kept')
  }

  /** Kept messages that somebody waits for, in the order they were put. */
  #matched(avoided: ReadonlySet<string> = NOBODY): { readonly entry: Entry; readonly subscription: StoredSubscription }[] {
    return this.#kept().flatMap((entry) => {
      const subscription = this.subscriptions.oldestFor(entry.item, avoided)
      return subscription === undefined ? [] : [{ entry, subscription }]
    })
  }
}
