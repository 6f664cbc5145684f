import { isSameSignal, mustBeLimit, mustBeWhole } from '../../ports/index.ts'
import type { AudienceQuery, Broadcast, BroadcastQuery, BroadcastTurn, Page } from '../../ports/index.ts'
import { claim, earliest, giveBack, isHeld, type Leasable } from './leases.ts'
import { pageOf } from './order.ts'
import { sealed } from './sealed.ts'
import type { Subscriptions } from './subscriptions.ts'
import { withoutPayload } from './without-payload.ts'

/** How far a broadcast has come: subscriptions up to `after` of those up to `upTo`. */
interface Entry extends Leasable<Broadcast> {
  after: number
  readonly upTo: number
  isOver: boolean
}

/** Signals on their way. */
export class Broadcasts {
  readonly #broadcasts = new Map<string, Entry>()

  constructor(private readonly subscriptions: Subscriptions) {}

  put(broadcast: Broadcast): boolean {
    mustHaveInstant(broadcast)
    if (this.#broadcasts.has(broadcast.id)) return false
    this.#add(sealed(broadcast), false)
    return true
  }

  keep(batch: readonly Broadcast[]): readonly string[] {
    batch.forEach(mustHaveInstant)
    return batch.flatMap((broadcast) => {
      const known = this.#broadcasts.get(broadcast.id)
      if (known === undefined) this.#add(withoutPayload(broadcast), true)
      return known === undefined || isSameSignal(known.item, broadcast) ? [] : [broadcast.id]
    })
  }

  page(query: BroadcastQuery): Page<Broadcast> {
    const found = query.isUnderWay === true ? this.#going() : [...this.#broadcasts.values()]
    return pageOf(
      found.map(({ item }) => item),
      ({ id }) => [id],
      ['string'],
      query,
    )
  }

  audience({ broadcast, ...query }: AudienceQuery): Page<string> {
    const entry = this.#broadcasts.get(broadcast)
    const isOver = entry === undefined || entry.isOver
    const left = isOver ? [] : this.subscriptions.hearing(entry.item, entry.after, entry.upTo)
    const { items, next } = pageOf(left, ({ ordinal }) => [ordinal], ['number'], query)
    return { items: items.map(({ subscription }) => subscription.dossier), next }
  }

  find(id: string): Broadcast | undefined {
    return this.#broadcasts.get(id)?.item
  }

  claim(worker: string, now: number, leaseMs: number, limit: number, page: number): readonly BroadcastTurn[] {
    mustBeLimit(page)
    return claim(this.#going(), worker, now, leaseMs, limit).map((entry) => {
      const { item, after, upTo } = entry
      const next = this.subscriptions.hearing(item, after, upTo).slice(0, page)
      const dossiers = [...new Set(next.map(({ subscription }) => subscription.dossier))]
      if (dossiers.length === 0) Object.assign(entry, { isOver: true, worker: null, item: withoutPayload(item) })
      return Object.freeze({ broadcast: item, dossiers, turn: String(next.at(-1)?.ordinal ?? upTo) })
    })
  }

  advance(id: string, worker: string, turn: string): boolean {
    const entry = this.#broadcasts.get(id)
    const after = mustBeWhole(Number(turn), 'a turn')
    if (!isHeld(entry, worker)) return false
    entry.after = after
    giveBack(entry, entry.item.at)
    return true
  }

  nextDue(): number {
    return earliest(this.#going())
  }

  #add(item: Broadcast, isOver: boolean): void {
    this.#broadcasts.set(item.id, { item, wake: item.at, worker: null, after: 0, upTo: this.subscriptions.last, isOver })
  }

  #going(): Entry[] {
    return [...this.#broadcasts.values()].filter(({ isOver }) => !isOver)
  }
}

function mustHaveInstant({ at }: Broadcast): void {
  mustBeWhole(at, 'the instant of a broadcast')
}
