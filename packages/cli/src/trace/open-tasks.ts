import type { Procedure } from '@motcua/engine'
import { awaitedOf, find, type KernelState, type Waiting } from '@motcua/engine/kernel'

/** Open tasks of a process, the oldest first: each instance is looked at once, however many wait beside it. */
export class OpenTasks {
  readonly #began: { readonly instance: number; readonly seen: number }[] = []
  #at = 0
  /** Instances that incidents hold. */
  #held: ReadonlySet<number | null> = new Set()
  #incidents: KernelState['incidents'] | undefined

  /** @param seen  when it began, counted over all processes */
  add(instance: number, seen: number): void {
    this.#began.push({ instance, seen })
  }

  oldest({ program }: Procedure, state: KernelState): { readonly task: Waiting; readonly seen: number } | undefined {
    if (state.status !== 'running') return undefined
    if (state.incidents !== this.#incidents) {
      this.#held = new Set(Object.values(state.incidents).map(({ instance }) => instance))
      this.#incidents = state.incidents
    }
    // What has ended, is no task or is held by an incident, which nobody resolves here, stays so.
    for (; this.#at < this.#began.length; this.#at++) {
      const { instance, seen } = this.#began[this.#at] as { instance: number; seen: number }
      const found = find(state.instances, instance)
      if (found === undefined || this.#held.has(instance)) continue
      const task = awaitedOf(program, found).find(({ awaited }) => awaited.kind === 'task' || awaited.kind === 'job')
      if (task !== undefined) return { task, seen }
    }
    return undefined
  }
}
