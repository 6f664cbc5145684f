/**
 * Theory of operation
 *
 * Who waits at a node and who is in a scope is asked when a signal is heard, a message comes, a merge looks or a scope ends. Of few
 * instances it is looked up one by one. Of many there is an index, made the first time that somebody asks. It goes along with the
 * state: a draft that changes what waits takes it over, and the state that it ends as has it. A state that is gone on from a second
 * time finds it taken and makes another. So it says nothing that the ledger does not, is no part of the state, and no decision
 * depends on it.
 */
import { all, LedgerDraft, type Ledger } from './ledger.ts'
import type { Instance } from './state.ts'

const INDEXES = new WeakMap<Ledger<Instance>, InstanceIndex>()

const NOBODY: ReadonlySet<number> = new Set()

/** The instances of a state under construction. */
export class Instances extends LedgerDraft<Instance> {
  readonly #before: Ledger<Instance>
  #index: InstanceIndex | undefined

  constructor(ledger: Ledger<Instance>) {
    super(ledger)
    this.#before = ledger
    if (isLarge(ledger)) this.#index = INDEXES.get(ledger)
  }

  /** One begins. */
  add(instance: Instance): void {
    this.set(instance)
    if (this.#index !== undefined) this.#own(this.#index).add(instance)
  }

  /** One is gone. */
  remove(instance: Instance): void {
    this.delete(instance.n)
    if (this.#index !== undefined) this.#own(this.#index).remove(instance)
  }

  finish(): Ledger<Instance> {
    if (this.#index !== undefined) INDEXES.set(this.ledger, this.#index)
    return this.ledger
  }

  /** At any of the nodes, oldest first; to be read before anything changes. */
  at(nodes: ReadonlySet<number>): Iterable<number> {
    if (nodes.size === 0) return []
    const index = this.#indexed()
    if (index === undefined) return this.#where(({ node }) => nodes.has(node))
    const sets = [...nodes].map((node) => index.at(node)).filter(({ size }) => size > 0)
    return sets.length === 1 ? (sets[0] as ReadonlySet<number>) : inOrder(sets)
  }

  /** In a scope, without those that live with a host there; oldest first. */
  inside(scope: number): number[] {
    const index = this.#indexed()
    if (index === undefined) return this.#where((instance) => instance.scope === scope && instance.host === null)
    return [...index.inside(scope).values()].flatMap((set) => [...set]).sort(ascending)
  }

  /** Nodes with an instance that lives with no host. */
  nodes(): Iterable<number> {
    const index = this.#indexed()
    if (index !== undefined) return index.nodes()
    return nodesAlone(this.ledger)
  }

  /** Whether any of these is at a node, and as asked for. */
  isAnyInside(scope: number, isAsked: (node: number) => boolean, isMeant: (instance: Instance) => boolean): boolean {
    const index = this.#indexed()
    if (index === undefined) {
      for (const instance of all(this.ledger)) {
        if (instance.scope === scope && instance.host === null && isAsked(instance.node) && isMeant(instance)) return true
      }
      return false
    }
    for (const [node, set] of index.inside(scope)) {
      if (!isAsked(node)) continue
      for (const n of set) if (isMeant(this.get(n) as Instance)) return true
    }
    return false
  }

  #where(matches: (instance: Instance) => boolean): number[] {
    const found: number[] = []
    for (const instance of all(this.ledger)) if (matches(instance)) found.push(instance.n)
    return found
  }

  #indexed(): InstanceIndex | undefined {
    if (this.#index === undefined && isLarge(this.ledger)) {
      this.#index = new InstanceIndex(this.ledger)
      if (this.ledger === this.#before) INDEXES.set(this.ledger, this.#index)
    }
    return this.#index
  }

  #own(index: InstanceIndex): InstanceIndex {
    INDEXES.delete(this.#before)
    return index
  }
}

/** Nodes of a state at rest with an instance that lives with no host. */
export function nodesIn(ledger: Ledger<Instance>): Iterable<number> {
  return isLarge(ledger) ? new Instances(ledger).nodes() : nodesAlone(ledger)
}

function nodesAlone(ledger: Ledger<Instance>): number[] {
  let found: number[] | undefined
  for (const run of ledger) {
    for (const { node, host } of run) {
      if (host !== null) continue
      if (found === undefined) found = [node]
      else if (!found.includes(node)) found.push(node)
    }
  }
  return found ?? []
}

/** More than one run. */
function isLarge(ledger: Ledger<Instance>): boolean {
  return ledger.length > 1
}

/** Where instances are. Numbers only grow, so each set is in their order. */
class InstanceIndex {
  readonly #at = new Map<number, Set<number>>()
  readonly #inside = new Map<number, Map<number, Set<number>>>()
  /** How many without a host are at each node. */
  readonly #alone = new Map<number, number>()

  constructor(ledger: Ledger<Instance>) {
    for (const instance of all(ledger)) this.add(instance)
  }

  at(node: number): ReadonlySet<number> {
    return this.#at.get(node) ?? NOBODY
  }

  nodes(): Iterable<number> {
    return this.#alone.keys()
  }

  /** By node. */
  inside(scope: number): ReadonlyMap<number, ReadonlySet<number>> {
    return this.#inside.get(scope) ?? NOWHERE
  }

  add({ n, node, scope, host }: Instance): void {
    put(this.#at, node, n)
    if (host !== null) return
    this.#alone.set(node, (this.#alone.get(node) ?? 0) + 1)
    let nodes = this.#inside.get(scope)
    if (nodes === undefined) this.#inside.set(scope, (nodes = new Map<number, Set<number>>()))
    put(nodes, node, n)
  }

  remove({ n, node, scope, host }: Instance): void {
    take(this.#at, node, n)
    if (host !== null) return
    const left = (this.#alone.get(node) ?? 0) - 1
    if (left > 0) this.#alone.set(node, left)
    else this.#alone.delete(node)
    const nodes = this.#inside.get(scope)
    if (nodes === undefined) return
    take(nodes, node, n)
    if (nodes.size === 0) this.#inside.delete(scope)
  }
}

const NOWHERE: ReadonlyMap<number, ReadonlySet<number>> = new Map()

function put(sets: Map<number, Set<number>>, key: number, n: number): void {
  const set = sets.get(key)
  if (set === undefined) sets.set(key, new Set([n]))
  else set.add(n)
}

function take(sets: Map<number, Set<number>>, key: number, n: number): void {
  const set = sets.get(key)
  set?.delete(n)
  if (set?.size === 0) sets.delete(key)
}

/** Sets in their order, merged. */
function* inOrder(sets: readonly ReadonlySet<number>[]): Generator<number> {
  const open = sets.map((set) => ({ left: set.values(), next: Infinity }))
  for (const set of open) set.next = set.left.next().value ?? Infinity
  for (;;) {
    const least = open.reduce((a, b) => (b.next < a.next ? b : a), { left: open[0]?.left, next: Infinity })
    if (least.next === Infinity) return
    yield least.next
    least.next = least.left?.next().value ?? Infinity
  }
}

function ascending(a: number, b: number): number {
  return a - b
}
