import type { Definition, Value, Variables } from '@motcua/engine'

/** Where a message flow leads. */
export interface Address {
  /** `null`: a pool without a process. */
  readonly process: string | null
  /** Absent: the pool as a whole. */
  readonly element?: string
}

/** A message on its way. */
export interface Letter {
  readonly message: string
  readonly payload: Variables
  readonly keys?: { readonly [key: string]: readonly Value[] }
  /** Absent: no message flow leads it, it is whoever waits for its message. */
  readonly to?: Address
}
export interface SignalLetter {
  readonly signal: string
  readonly payload: Variables
  /** Who threw it has heard it already. */
  readonly from: unknown
}

interface Thrown {
  readonly element: string
  readonly message: string
  readonly payload: Variables
  readonly keys?: { readonly [key: string]: readonly Value[] }
}
interface Route {
  readonly to: Address
  readonly message: string | undefined
}

/** Messages and signals between the processes of a file: message flows say for whom they are. */
export class Post {
  readonly letters: Letter[] = []
  readonly #signals: SignalLetter[] = []
  /** By throwing element or by process, where its message flows lead. */
  readonly #routes = new Map<string, readonly Route[]>()

  constructor(definition: Definition) {
    const processOf = new Map<string, string>()
    for (const process of definition.processes) for (const id of idsIn(process)) processOf.set(id, process.id)
    const pools = new Map(definition.collaboration?.participants.map(({ id, process }) => [id, process ?? null]) ?? [])
    for (const { source, target, message } of definition.collaboration?.messageFlows ?? []) {
      const within = processOf.get(target)
      const to = within === undefined ? { process: pools.get(target) ?? null } : { process: within, element: target }
      const from = pools.get(source) ?? source
      this.#routes.set(from, [...(this.#routes.get(from) ?? []), { to, message }])
    }
  }

  /** One letter for each message flow out of the element, or else out of its pool; without any, one for whoever waits. */
  throwMessage({ element, message, payload, keys }: Thrown, process: string): void {
    const base = keys === undefined ? { payload } : { payload, keys }
    const routes = this.#routes.get(element) ?? this.#routes.get(process)
    // Who throws a message without a name and without a message flow throws it to nobody.
    if (routes === undefined && message !== '') this.letters.push({ ...base, message })
    for (const route of routes ?? []) {
      this.letters.push({ ...base, message: message === '' ? (route.message ?? '') : message, to: route.to })
    }
  }

  /** Whether the element sends by a message flow of its own, whatever kind of activity it is. */
  sends(element: string): boolean {
    return this.#routes.has(element)
  }

  throwSignal({ signal, payload }: { readonly signal: string; readonly payload: Variables }, from: unknown): void {
    this.#signals.push({ signal, payload, from })
  }

  nextSignal(): SignalLetter | undefined {
    return this.#signals.shift()
  }

  remove(letter: Letter): void {
    this.letters.splice(this.letters.indexOf(letter), 1)
  }

  isFor({ to }: Letter, process: string): boolean {
    return to === undefined || to.process === process
  }
}

function idsIn(
  scope: Definition['processes'][number] | Extract<Definition['processes'][number]['nodes'][number], { nodes: unknown }>,
): string[] {
  return scope.nodes.flatMap((node) => [node.id, ...('nodes' in node ? idsIn(node) : [])])
}
