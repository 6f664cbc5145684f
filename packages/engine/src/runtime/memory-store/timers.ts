import { mustBeLimit, mustBeWhole } from '../../ports/index.ts'
import type { Commit, StoredTimer } from '../../ports/index.ts'
import { claim, earliest, giveBack, isHeld, type Leasable } from './leases.ts'

export class Timers {
  readonly #timers = new Map<string, Leasable<StoredTimer>>()

  constructor(private readonly isSuspended: (dossier: string) => boolean) {}

  claim(worker: string, now: number, leaseMs: number, limit: number): readonly StoredTimer[] {
    return claim(this.#moving(), worker, now, leaseMs, limit).map(({ item }) => item)
  }

  release(timer: string, worker: string, at: number): boolean {
    const entry = this.#timers.get(timer)
    mustBeWhole(at, 'the next look at a timer')
    if (!isHeld(entry, worker)) return false
    giveBack(entry, Math.max(at, entry.item.due))
    return true
  }

  list({ dossier, limit }: { readonly dossier: string; readonly limit: number }): readonly StoredTimer[] {
    const found = [...this.#timers.values()].map(({ item }) => item).filter((timer) => timer.dossier === dossier)
    return found.sort((a, b) => a.due - b.due).slice(0, mustBeLimit(limit))
  }

  nextDue(): number {
    return earliest(this.#moving())
  }

  apply({ dossier, timers }: Commit): void {
    for (const id of timers.clear) if (this.#timers.get(id)?.item.dossier === dossier) this.#timers.delete(id)
    for (const item of timers.set) this.#timers.set(item.id, { item, wake: item.due, worker: null })
  }

  #moving(): Leasable<StoredTimer>[] {
    return [...this.#timers.values()].filter(({ item }) => !this.isSuspended(item.dossier))
  }
}
