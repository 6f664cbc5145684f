import { inputInvalid, mustBeLimit, mustBeWhole } from '../../ports/index.ts'
import type { Commit, JobQuery, JobRelease, JobSettlement, JobStatus, StoredJob } from '../../ports/index.ts'
import type { Dossiers } from './dossiers.ts'
import { claim, earliest, isHeld, type Leasable } from './leases.ts'
import { pair, sealed } from './sealed.ts'

/** `wake` is the next try or the end of the lease; `worker` is who has it leased. */
type Entry = Leasable<StoredJob>

const OVER: readonly JobStatus[] = ['done', 'cancelled', 'skipped']

export class Jobs {
  readonly #jobs = new Map<string, Entry>()
  /** The part of `#jobs` that a claim must look at, in the order they were added. */
  readonly #unfinished = new Map<string, Entry>()
  readonly #ended = new Set<string>()
  readonly #erased = new Set<string>()

  constructor(private readonly dossiers: Pick<Dossiers, 'agencyOf' | 'isSuspended'>) {}

  find(id: string): StoredJob | undefined {
    return this.#jobs.get(id)?.item
  }

  list(query: JobQuery): readonly StoredJob[] {
    const found = [...this.#jobs.values()].filter(
      ({ item }) =>
        (query.agency === undefined || this.dossiers.agencyOf(item.dossier) === query.agency) &&
        (query.dossier === undefined || item.dossier === query.dossier) &&
        (query.status === undefined || item.status === query.status) &&
        (query.isUnfinished === undefined || !OVER.includes(item.status)) &&
        (query.type === undefined || item.type === query.type),
    )
    return found.slice(0, mustBeLimit(query.limit)).map(({ item }) => item)
  }

  countOf(status: JobStatus): number {
    return [...this.#unfinished.values()].filter(({ item }) => item.status === status).length
  }

  claim(worker: string, now: number, leaseMs: number, limit: number, but: readonly string[] = []): readonly StoredJob[] {
    const claimable = this.#claimable().filter(({ item }) => !but.includes(item.type))
    const claimed = claim(claimable, worker, now, leaseMs, limit)
    for (const entry of claimed) change(entry, { status: 'leased', leasedUntil: entry.wake, tries: entry.item.tries + 1 })
    return claimed.map(({ item }) => item)
  }

  extend(id: string, worker: string, until: number): boolean {
    const entry = this.#jobs.get(id)
    mustBeWhole(until, 'the end of a lease')
    if (!isHeld(entry, worker)) return false
    entry.wake = until
    change(entry, { leasedUntil: until })
    return true
  }

  release(id: string, worker: string, release: JobRelease): boolean {
    const entry = this.#jobs.get(id)
    if (release.to === 'queued') mustBeWhole(release.at, 'the next try')
    if (!isHeld(entry, worker)) return false
    if (release.to === 'queued') this.#queue(entry, release.at, { lastError: sealed(release.error) })
    else {
      entry.worker = null
      change(entry, { status: 'parked', leasedUntil: null, lastError: sealed(release.error) })
    }
    return true
  }

  finish(id: string, worker: string): boolean {
    const entry = this.#jobs.get(id)
    if (!isHeld(entry, worker)) return false
    this.#end(entry, 'done')
    this.#eraseLate(entry)
    return true
  }

  settle(id: string, settlement: JobSettlement): boolean {
    const entry = this.#jobs.get(id)
    const { actor, reason } = settlement
    const at = mustBeWhole(settlement.at, 'the instant of a settlement')
    if (entry?.item.status !== 'parked') return false
    change(entry, { settled: Object.freeze({ actor, reason, at }) })
    if (settlement.to === 'skipped') {
      this.#end(entry, 'skipped')
      this.#eraseLate(entry)
    } else {
      const { lastError } = entry.item
      const told = lastError === null ? null : { code: lastError.code, message: lastError.message }
      this.#queue(entry, at, { tries: 0, input: sealed(settlement.input ?? entry.item.input), lastError: told })
    }
    return true
  }

  nextDue(): number {
    return earliest(this.#claimable())
  }

  /** @throws StoreFailure STORE_INPUT_INVALID a job that a commit adds was added before, by an earlier one or in `others` */
  mustBeNew(commit: Commit, others: ReadonlySet<string>): void {
    const seen = new Set(others)
    for (const { id } of commit.jobs.add) {
      if (this.#jobs.has(id) || seen.has(id)) throw inputInvalid(`expected a new job id, found ${id} again`)
      seen.add(id)
    }
  }

  apply({ dossier, head, jobs, erase }: Commit): void {
    for (const job of jobs.add) {
      const queued = { status: 'queued', tries: 0, leasedUntil: null, lastError: null, settled: null } as const
      const entry: Entry = { item: Object.freeze({ ...job, ...queued }), wake: job.at, worker: null }
      this.#jobs.set(job.id, entry)
      this.#unfinished.set(job.id, entry)
    }
    for (const id of jobs.finish) this.#endOf(dossier, id, 'done')
    for (const id of jobs.cancel) this.#endOf(dossier, id, 'cancelled')
    if (head.endedAt === null) this.#ended.delete(dossier)
    else this.#ended.add(dossier)
    if (erase !== undefined && erase.upTo > 0) this.#erased.add(dossier)
    if (erase !== undefined) for (const entry of this.#jobs.values()) if (entry.item.dossier === dossier) forget(entry)
  }

  #queue(entry: Entry, at: number, also: Partial<StoredJob>): void {
    entry.worker = null
    entry.wake = at
    change(entry, { ...also, status: 'queued', at, leasedUntil: null })
  }

  #eraseLate(entry: Entry): void {
    const { dossier } = entry.item
    if (!this.#ended.has(dossier) || !this.#erased.has(dossier)) return
    const { status, settled } = entry.item
    forget(entry)
    // The word that ended it came after the erasure.
    if (status === 'skipped') change(entry, { settled })
  }

  #endOf(dossier: string, id: string, status: JobStatus): void {
    const entry = this.#unfinished.get(id)
    if (entry?.item.dossier === dossier) this.#end(entry, status)
  }

  #end(entry: Entry, status: JobStatus): void {
    entry.worker = null
    change(entry, { status, leasedUntil: null })
    this.#unfinished.delete(entry.item.id)
  }

  /** What waits neither for a person nor behind an older job: each lane's oldest, and every job without a lane. */
  #claimable(): Entry[] {
    const lanes = new Set<string>()
    return [...this.#unfinished.values()].filter(({ item }) => {
      const lane = item.lane === null ? undefined : pair(item.dossier, item.lane)
      const isFirst = lane === undefined || !lanes.has(lane)
      if (lane !== undefined) lanes.add(lane)
      return isFirst && item.status !== 'parked' && !this.dossiers.isSuspended(item.dossier)
    })
  }
}

function change(entry: Entry, to: Partial<StoredJob>): void {
  entry.item = Object.freeze({ ...entry.item, ...to })
}

/** Personal data of a job that is over. */
function forget(entry: Entry): void {
  const { status, lastError, settled } = entry.item
  if (!OVER.includes(status)) return
  change(entry, {
    input: Object.freeze({}),
    lastError: lastError && Object.freeze({ ...lastError, message: '' }),
    settled: settled && Object.freeze({ ...settled, reason: '' }),
  })
}
