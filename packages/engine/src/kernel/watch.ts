import type { Node, Program } from '../compile/index.ts'
import type { Instances } from './instances.ts'
import { listenersTo } from './listeners.ts'

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
    if (!listenersTo(this.program, 'condition').has(node.index)) return
    this.#waiting?.add(instance)
    this.isDue = true
  }

  dataChanged(): void {
    this.isDue = true
  }

  waiting(instances: Instances): Iterable<number> {
    return (this.#waiting ??= new Set(instances.at(listenersTo(this.program, 'condition'))))
  }

  gone(instance: number): void {
    this.#waiting?.delete(instance)
  }
}
