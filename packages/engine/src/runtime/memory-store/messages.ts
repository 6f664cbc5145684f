import { isSameMessage, mustBeLimit, mustBeWhole } from '../../ports/index.ts'
import type {
  BufferedMessage,
  Commit,
  Match,
  MessageQuery,
  MessageStanding,
  Page,
  StoredSubscription,
} from '../../ports/index.ts'
import { giveBack, isHeld, type Leasable } from './leases.ts'
import { pageOf } from './order.ts'
import { sealed } from './sealed.ts'
import type { Subscriptions } from './subscriptions.ts'
import { withoutPayload } from './without-payload.ts'

interface Entry extends Leasable<BufferedMessage> {
  readonly ordinal: number
  status: MessageStanding['status']
}

const NOBODY: ReadonlySet<string> = new Set()

/** Messages that wait for whom they are for. */
export class Messages {
  readonly #messages = new Map<string, Entry>()

  constructor(private readonly subscriptions: Subscriptions) {}

  put(message: BufferedMessage): boolean {
    mustHaveInstants(message)
    if (this.#messages.has(message.id)) return false
    this.#add(message, 'kept')
    return true
  }

  keep(batch: readonly MessageStanding[]): readonly string[] {
    for (const { message } of batch) mustHaveInstants(message)
    return batch.flatMap(({ message, status }) => {
      const known = this.#messages.get(message.id) ?? this.#add(message, status)
      if (!isSameMessage(known.item, message)) return [message.id]
      if (known.status === 'kept' && status !== 'kept') end(known, status)
      return []
    })
  }

  find(id: string): MessageStanding | undefined {
    const entry = this.#messages.get(id)
    return entry && standingOf(entry)
  }

  page(query: MessageQuery): Page<MessageStanding> {
    const found = [...this.#messages.values()].filter(
      ({ item, status }) =>
        (query.agency === undefined || item.agency === query.agency) && (query.status === undefined || status === query.status),
    )
    const { items, next } =
      query.order === 'put'
        ? pageOf(found, ({ ordinal }) => [ordinal], ['number'], query)
        : pageOf(found, ({ item }) => [item.id], ['string'], query)
    return { items: items.map(standingOf), next }
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
    for (const entry of expired) end(entry, 'expired')
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
      if (entry !== undefined) end(entry, 'taken')
    }
  }

  #add(message: BufferedMessage, status: MessageStanding['status']): Entry {
    const item = status === 'kept' ? sealed(message) : withoutPayload(sealed(message))
    const entry: Entry = { item, wake: message.at, worker: null, status, ordinal: this.#messages.size + 1 }
    this.#messages.set(message.id, entry)
    return entry
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

function mustHaveInstants({ at, expiresAt }: BufferedMessage): void {
  mustBeWhole(at, 'the instant of a message')
  mustBeWhole(expiresAt, 'the end of a message')
}

function standingOf({ item, status }: Entry): MessageStanding {
  return Object.freeze({ message: item, status })
}

function end(entry: Entry, status: 'taken' | 'expired'): void {
  Object.assign(entry, { status, worker: null, item: withoutPayload(entry.item) })
}
