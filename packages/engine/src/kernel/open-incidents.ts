import type { Incident, KernelState } from './state.ts'

type Open = KernelState['incidents']

/** By instance, the incidents that hold it; kept as long as nothing of them changes. */
const HELD = new WeakMap<Open, Map<number, number[]>>()

/** Open incidents under construction: copied once, however many are raised and resolved. */
export class OpenIncidents {
  #open: Open
  #isOwn = false
  /** Mostly there is none; unknown until somebody asks. */
  #isEmpty: boolean | undefined

  constructor(open: Open) {
    this.#open = open
  }

  /** Of the state. */
  get all(): Open {
    return this.#open
  }

  get(number: number): Incident | undefined {
    return this.#open[number]
  }

  raise(number: number, incident: Incident): void {
    this.#own()[number] = incident
    this.#isEmpty = false
    const held = incident.instance === null ? undefined : HELD.get(this.#open)
    if (held !== undefined && incident.instance !== null) hold(held, incident.instance, number)
  }

  /** What refers to it in the index leads nowhere, and is left there. */
  close(number: number): void {
    if (number in this.#open) delete this.#own()[number]
  }

  /** The instance is gone, and what held it. */
  closeThoseOf(instance: number): void {
    if ((this.#isEmpty ??= isEmpty(this.#open))) return
    for (const number of this.#held().get(instance) ?? []) this.close(number)
  }

  #held(): Map<number, number[]> {
    const known = HELD.get(this.#open)
    if (known !== undefined) return known
    const made = new Map<number, number[]>()
    for (const number in this.#open) {
      const instance = this.#open[number as unknown as number]?.instance ?? null
      if (instance !== null) hold(made, instance, Number(number))
    }
    HELD.set(this.#open, made)
    return made
  }

  #own(): Record<number, Incident> {
    if (!this.#isOwn) this.#open = { ...this.#open }
    this.#isOwn = true
    return this.#open
  }
}

function isEmpty(open: Open): boolean {
  for (const _ in open) return false
  return true
}

function hold(held: Map<number, number[]>, instance: number, number: number): void {
  const numbers = held.get(instance)
  if (numbers === undefined) held.set(instance, [number])
  else numbers.push(number)
}
