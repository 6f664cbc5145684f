import type { Broadcast, BufferedMessage, Commit, StoredSubscription } from '../../ports/index.ts'

/** A subscription with its number in the order in which they were opened. */
export interface NumberedSubscription {
  readonly subscription: StoredSubscription
  readonly ordinal: number
}

/** Who waits for which message, and who hears which signal. */
export class Subscriptions {
  readonly #subscriptions = new Map<string, NumberedSubscription>()
  #last = 0

  constructor(private readonly isSuspended: (dossier: string) => boolean) {}

  /** The number of the last one that was opened. */
  get last(): number {
    return this.#last
  }

  oldestFor({ agency, name, key }: BufferedMessage, avoided: ReadonlySet<string>): StoredSubscription | undefined {
    for (const { subscription } of this.#subscriptions.values()) {
      const fits = subscription.kind === 'message' && subscription.name === name && !avoided.has(subscription.dossier)
      if (fits && subscription.key === key && subscription.agency === agency && !this.isSuspended(subscription.dossier))
        return subscription
    }
    return undefined
  }

  /** Of those who hear a signal, the ones with a number beyond `after` and up to `upTo`. */
  hearing({ agency, signal }: Broadcast, after: number, upTo: number): NumberedSubscription[] {
    return [...this.#subscriptions.values()].filter(
      ({ subscription, ordinal }) =>
        ordinal > after &&
        ordinal <= upTo &&
        subscription.kind === 'signal' &&
        subscription.name === signal &&
        subscription.agency === agency,
    )
  }

  apply({ dossier, subscriptions }: Commit): void {
    for (const id of subscriptions?.close ?? []) {
      if (this.#subscriptions.get(id)?.subscription.dossier === dossier) this.#subscriptions.delete(id)
    }
    for (const subscription of subscriptions?.open ?? []) {
      const ordinal = this.#subscriptions.get(subscription.id)?.ordinal ?? (this.#last += 1)
      this.#subscriptions.set(subscription.id, { subscription, ordinal })
    }
  }
}
