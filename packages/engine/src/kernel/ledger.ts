/**
 * Theory of operation
 *
 * A ledger keeps records under growing numbers: runs of at most 64, in order. A draft copies only the runs that it touches, so a
 * step costs the same whether three things wait or fifty thousand, and what is not touched is shared with the state before.
 * It is plain JSON.
 */
export interface Numbered {
  readonly n: number
}
export type Ledger<T extends Numbered> = readonly (readonly T[])[]

/** Length of a run. */
const LONGEST = 64

export function find<T extends Numbered>(ledger: Ledger<T>, n: number): T | undefined {
  const run = ledger[runOf(ledger, n)]
  if (run === undefined) return undefined
  const at = placeOf(run, n)
  const record = run[at]
  return record?.n === n ? record : undefined
}

/** Every record, by growing number. */
export function* all<T extends Numbered>(ledger: Ledger<T>): Generator<T> {
  for (const run of ledger) yield* run
}

/** The record with the largest number. */
export function last<T extends Numbered>(ledger: Ledger<T>): T | undefined {
  return ledger.at(-1)?.at(-1)
}

/** The run that holds `n` if any does: the last that begins at or before it. */
function runOf(ledger: Ledger<Numbered>, n: number): number {
  let low = 0
  let high = ledger.length - 1
  if (high <= 0) return 0
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((ledger[middle]?.[0]?.n ?? 0) <= n) low = middle
    else high = middle - 1
  }
  return low
}

/** The place of `n` in a run (none is empty), or where it would stand. */
function placeOf(run: readonly Numbered[], n: number): number {
  // Numbers mostly follow one another; what is gone was mostly the oldest, so after a gap they do from the end.
  const { length } = run
  const fromEnd = length - 1 - ((run[length - 1] as Numbered).n - n)
  if (fromEnd >= length) return length
  if (fromEnd >= 0 && run[fromEnd]?.n === n) return fromEnd
  const fromStart = n - (run[0] as Numbered).n
  if (fromStart >= 0 && fromStart < length && run[fromStart]?.n === n) return fromStart
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((run[middle]?.n ?? 0) < n) low = middle + 1
    else high = middle
  }
  return low
}

/** A ledger under construction. */
export class LedgerDraft<T extends Numbered> {
  #runs: (readonly T[])[]
  #isOwn = false
  /** Runs that nobody else has, beside the last of them: mostly there is one. */
  #own: Set<readonly T[]> | undefined
  #last: readonly T[] | undefined
  /** What was asked for last: who asks mostly asks again. */
  #asked = -1
  #answer: T | undefined

  constructor(ledger: Ledger<T>) {
    this.#runs = ledger as (readonly T[])[]
  }

  get ledger(): Ledger<T> {
    return this.#runs
  }

  get(n: number): T | undefined {
    if (n === this.#asked) return this.#answer
    this.#asked = n
    return (this.#answer = find(this.#runs, n))
  }

  set(record: T): void {
    if (!this.#isOwn) this.#takeOver()
    const { n } = record
    this.#asked = n
    this.#answer = record
    const index = this.#runs.length === 0 ? 0 : runOf(this.#runs, n)
    const run = this.#runs[index]
    if (run === undefined) return this.#insert(0, [record])
    const at = placeOf(run, n)
    if (run[at]?.n === n) this.#ownRun(index)[at] = record
    else if (run.length < LONGEST) insert(this.#ownRun(index), at, record)
    else if (at === run.length) this.#insert(index + 1, [record])
    else {
      const own = this.#ownRun(index)
      const rest = own.splice(at)
      own.push(record)
      this.#insert(index + 1, rest)
    }
  }

  delete(n: number): void {
    if (n === this.#asked) this.#answer = undefined
    const index = runOf(this.#runs, n)
    const run = this.#runs[index]
    if (run === undefined) return
    const at = placeOf(run, n)
    if (run[at]?.n !== n) return
    if (run.length === 1 && this.#runs.length === 1) return this.#empty()
    if (!this.#isOwn) this.#takeOver()
    if (run.length === 1) this.#runs.splice(index, 1)
    else remove(this.#ownRun(index), at)
  }

  #empty(): void {
    this.#runs = []
    this.#isOwn = true
  }

  #takeOver(): void {
    this.#runs = this.#runs.slice()
    this.#isOwn = true
  }

  #insert(index: number, run: T[]): void {
    this.#keep(run)
    // The first of all in a list of its size: one that grows has room for many, and is kept as long as the state.
    if (this.#runs.length === 0) this.#runs = [run]
    else if (index === this.#runs.length) this.#runs.push(run)
    else this.#runs.splice(index, 0, run)
  }

  #ownRun(index: number): T[] {
    const run = this.#runs[index] as readonly T[]
    if (run === this.#last || this.#own?.has(run) === true) return run as T[]
    const copy = run.slice()
    this.#keep(copy)
    this.#runs[index] = copy
    return copy
  }

  #keep(run: readonly T[]): void {
    if (this.#last !== undefined) this.#own = (this.#own ?? new Set()).add(this.#last)
    this.#last = run
  }
}

/** In short runs quicker than a `splice`, which makes a list of what it removes. */
function insert<T>(run: T[], at: number, record: T): void {
  run.push(record)
  for (let index = run.length - 1; index > at; index--) run[index] = run[index - 1] as T
  run[at] = record
}

function remove(run: unknown[], at: number): void {
  for (let index = at + 1; index < run.length; index++) run[index - 1] = run[index]
  run.pop()
}
