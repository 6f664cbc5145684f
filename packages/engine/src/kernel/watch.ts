import type { Node, Program } from '../compile/index.ts'
import { all, type Ledger } from './ledger.ts'
import type { Instance } from './state.ts'

/**
 * Who waits for a condition on data. Conditions happen when they become true (BPMN §10.5.5), so they are looked at after each
 * step that changed data, and not only when everything has come to rest: a value that passes is seen.
 */
export class Watch {
  isDue = false
  /** Oldest first; known from the first time that somebody asks. */
  #waiting: Set<number> | undefined

  constructor(private readonly program: Program) {}

  /** An instance begins to wait: its condition may hold already. */
  add(node: Node, instance: number): void {
    if (!waitsForCondition(node)) return
    this.#waiting?.add(instance)
    this.isDue = true
  }

  dataChanged(): void {
    this.isDue = true
  }

  waiting(instances: Ledger<Instance>): Iterable<number> {
    if (this.#waiting !== undefined) return this.#waiting
    this.#waiting = new Set()
    for (const { n, node } of all(instances)) {
      if (waitsForCondition(this.program.nodes[node] as Node)) this.#waiting.add(n)
    }
    return this.#waiting
  }

  gone(instance: number): void {
    this.#waiting?.delete(instance)
  }
}

function waitsForCondition(node: Node): boolean {
  return 'triggers' in node && node.triggers.some(({ kind }) => kind === 'conditional')
}
