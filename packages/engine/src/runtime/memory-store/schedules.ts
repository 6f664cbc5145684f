import { mustBeWhole } from '../../ports/index.ts'
import type { StoredSchedule } from '../../ports/index.ts'
import { claim, earliest, isHeld, type Leasable } from './leases.ts'
import { compareText } from './order.ts'
import { sealed } from './sealed.ts'

/** What begins dossiers by the clock. */
export class Schedules {
  readonly #schedules = new Map<string, Leasable<StoredSchedule>>()

  put(schedule: StoredSchedule, agencies?: readonly string[]): boolean {
    if (schedule.due !== null) mustBeWhole(schedule.due, 'the next begin of a schedule')
    const known = this.#schedules.get(schedule.id)
    if (known !== undefined && !isOf(known.item, agencies)) return false
    this.#schedules.set(schedule.id, { item: sealed(schedule), wake: schedule.due ?? Infinity, worker: null })
    return true
  }

  drop(id: string, agencies?: readonly string[]): boolean {
    const known = this.#schedules.get(id)
    return known !== undefined && isOf(known.item, agencies) && this.#schedules.delete(id)
  }

  list(): readonly StoredSchedule[] {
    return [...this.#schedules.values()].map(({ item }) => item).sort((a, b) => compareText(a.id, b.id))
  }

  claim(worker: string, now: number, leaseMs: number, limit: number): readonly StoredSchedule[] {
    return claim(this.#schedules.values(), worker, now, leaseMs, limit).map(({ item }) => item)
  }

  advance(id: string, worker: string, due: number, next: number | null): boolean {
    const entry = this.#schedules.get(id)
    if (next !== null) mustBeWhole(next, 'the next begin of a schedule')
    if (!isHeld(entry, worker) || entry.item.due !== due) return false
    Object.assign(entry, { item: Object.freeze({ ...entry.item, due: next }), wake: next ?? Infinity, worker: null })
    return true
  }

  nextDue(): number {
    return earliest(this.#schedules.values())
  }
}

function isOf({ agency }: StoredSchedule, agencies: readonly string[] | undefined): boolean {
  return agencies === undefined || (agency !== null && agencies.includes(agency))
}
