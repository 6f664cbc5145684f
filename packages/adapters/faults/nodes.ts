import type { Chance } from './chance.ts'
import type { Office } from './office.ts'
import type { StorePlace } from './store-place.ts'
import type { WorkerAnswers, WorkerCall } from './worker-call.ts'
import { Unanswered, WorkerProcess } from './worker-process.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** So many show that nothing will run. */
const MOST_COLLAPSES = 5

/** The nodes of a campaign: each that was killed is followed by another in its place. */
export class Nodes implements Office {
  readonly #nodes: WorkerProcess[]
  /** Nodes that ended though nobody killed them: none should. */
  readonly collapsed: string[] = []
  kills = 0

  constructor(
    count: number,
    private readonly make: () => WorkerProcess,
  ) {
    this.#nodes = Array.from({ length: count }, make)
  }

  static on(count: number, program: string, place: StorePlace, peer: string): Nodes {
    return new Nodes(count, () => new WorkerProcess(program, place, peer))
  }

  async allReady(): Promise<void> {
    await Promise.all(this.#nodes.map(({ ready }) => ready))
  }

  /** Somebody takes commands. */
  async someReady(): Promise<void> {
    if (!this.#nodes.some(({ isReady }) => isReady)) await Promise.race(this.#nodes.map(({ ready }) => ready))
  }

  /** Kills one, whatever it is doing, and starts its successor. */
  async killOne(chance: Chance): Promise<void> {
    const place = chance.whole(0, this.#nodes.length - 1)
    const node = this.#nodes[place] as WorkerProcess
    if (node.collapse !== undefined) this.collapsed.push(node.collapse)
    await node.kill()
    this.kills += 1
    this.#nodes[place] = this.make()
  }

  /** A node that answers, drawn by chance. @throws Unanswered, Refused */
  async call<T extends WorkerCall['type']>(chance: Chance, call: Extract<WorkerCall, { type: T }>): Promise<WorkerAnswers[T]> {
    const ready = this.#nodes.filter(({ isReady }) => isReady)
    if (ready.length === 0) {
      this.#reviveCollapsed()
      if (this.collapsed.length > MOST_COLLAPSES) throw new Error(`expected nodes that run, found ${this.collapsed.at(-1)}`)
      await pause(20)
      throw new Unanswered('NO_NODE')
    }
    return chance.of(ready).call(call)
  }

  /** Of one node, which keeps it until it is killed. */
  async setClockOfOne(chance: Chance, byMs: number): Promise<void> {
    await chance
      .of(this.#nodes)
      .call({ type: 'shiftClock', byMs })
      .catch(() => undefined)
  }

  /** The clocks of all nodes are the machine's again. */
  async setClocksRight(): Promise<void> {
    await this.allReady()
    await Promise.all(this.#nodes.map((node) => node.call({ type: 'shiftClock', byMs: 0 })))
  }

  /** Ends all of them, without a word as ever. */
  async end(): Promise<void> {
    for (const node of this.#nodes) if (node.collapse !== undefined) this.collapsed.push(node.collapse)
    await Promise.all(this.#nodes.map((node) => node.kill()))
  }

  /** A supervisor would start them again too; that they fell is told in the end. */
  #reviveCollapsed(): void {
    this.#nodes.forEach((node, place) => {
      if (node.collapse === undefined) return
      this.collapsed.push(node.collapse)
      this.#nodes[place] = this.make()
    })
  }
}
