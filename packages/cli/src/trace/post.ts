import type { Definition, Value, Variables } from '@motcua/engine'

/** A message on its way, or a signal to be heard. */
export interface Letter {
  readonly message: string
  readonly payload: Variables
  readonly keys?: { readonly [key: string]: readonly Value[] }
  /** The only process that it is for; `null`: a pool without a process; absent: whoever waits for it. */
  readonly to?: string | null
  readonly from: unknown
}
export type SignalLetter = Letter & { readonly signal: string }

/** Messages and signals between the processes of a file: message flows say for whom they are. */
export class Post {
  readonly letters: Letter[] = []
  readonly #signals: SignalLetter[] = []
  /** By throwing element: where its message flow leads. */
  readonly #flows = new Map<string, { readonly to: string | null; readonly message: string | undefined }>()

  constructor(definition: Definition) {
    const processOf = new Map<string, string>()
    for (const process of definition.processes) {
      for (const id of idsIn(process)) processOf.set(id, process.id)
    }
    const participants = new Map(definition.collaboration?.participants.map(({ id, process }) => [id, process ?? null]) ?? [])
    for (const { source, target, message } of definition.collaboration?.messageFlows ?? []) {
      this.#flows.set(source, { to: processOf.get(target) ?? participants.get(target) ?? null, message })
    }
  }

  throwMessage(
    event: {
      readonly element: string
      readonly message: string
      readonly payload: Variables
      readonly keys?: { readonly [key: string]: readonly Value[] }
    },
    from: unknown,
    process: string,
  ): void {
    const flow = this.#flows.get(event.element) ?? this.#flows.get(process)
    const { message, payload, keys } = event
    // Who throws a message without a name and without a message flow throws it to nobody.
    if (message === '' && flow === undefined) return
    const base = { message: message === '' ? (flow?.message ?? '') : message, payload, from }
    const letter = flow === undefined ? base : { ...base, to: flow.to }
    this.letters.push(keys === undefined ? letter : { ...letter, keys })
  }

  throwSignal(event: { readonly signal: string; readonly payload: Variables }, from: unknown): void {
    this.#signals.push({ message: '', signal: event.signal, payload: event.payload, from })
  }

  nextSignal(): SignalLetter | undefined {
    return this.#signals.shift()
  }

  remove(letter: Letter): void {
    this.letters.splice(this.letters.indexOf(letter), 1)
  }

  isFor({ to }: Letter, process: string): boolean {
    return to === undefined || to === process
  }
}

function idsIn(
  scope: Definition['processes'][number] | Extract<Definition['processes'][number]['nodes'][number], { nodes: unknown }>,
): string[] {
  return scope.nodes.flatMap((node) => [node.id, ...('nodes' in node ? idsIn(node) : [])])
}
