import type { Procedure } from '@motcua/engine'
import { catches } from './addressee.ts'
import type { Letter } from './post.ts'

type Heard = { readonly kind: 'message' | 'signal'; readonly name: string }

/** A start event that a message or signal begins, and which of its triggers that is. */
export interface Beginning {
  readonly start: string
  readonly which: number
  /** How many triggers have to come before the process begins: more than one where the event is parallel multiple. */
  readonly needs: number
}

export function startForSignal(procedure: Procedure, signal: string): Beginning | undefined {
  return startFor(procedure, { kind: 'signal', name: signal })
}

/**
 * A message begins a process at the element that its message flow leads to, else where it is named. A message flow to a pool as a
 * whole also begins it where no message is named.
 */
export function startForLetter(procedure: Procedure, { to, message }: Letter): Beginning | undefined {
  const { program } = procedure
  if (to?.element !== undefined && catches(program, to.element)) {
    return startFor(procedure, { kind: 'message', name: message }, to.element)
  }
  const named = message === '' ? undefined : startFor(procedure, { kind: 'message', name: message })
  return named ?? (to === undefined ? undefined : startFor(procedure, { kind: 'message', name: '' }))
}

/** `element`: that one alone, and if it has a single trigger whatever its message is called. */
function startFor({ program }: Procedure, heard: Heard, element?: string): Beginning | undefined {
  for (const index of program.scopes[0]?.triggeredStarts ?? []) {
    const node = program.nodes[index]
    if (node === undefined || (element !== undefined && node.id !== element)) continue
    const triggers = triggersOf(node)
    const found = triggers.findIndex(({ kind, name }) => kind === heard.kind && name === heard.name)
    const which = found < 0 && element !== undefined ? triggers.findIndex(({ kind }) => kind === heard.kind) : found
    if (which < 0) continue
    const isParallel = node.kind === 'startEvent' && node.isParallelMultiple
    return { start: node.id, which, needs: isParallel ? triggers.length : 1 }
  }
  return undefined
}

function triggersOf(node: Procedure['program']['nodes'][number]): { kind: string; name: string }[] {
  if (node.kind === 'receiveTask') return [{ kind: 'message', name: node.message }]
  if (!('triggers' in node)) return []
  return node.triggers.map((trigger) => ({
    kind: trigger.kind,
    name: trigger.kind === 'message' ? trigger.message : trigger.kind === 'signal' ? trigger.signal : '',
  }))
}

/** What has come for start events that need several triggers. */
export class Gathering {
  readonly #come = new Map<string, Map<number, Pick<Letter, 'payload' | 'keys'>>>()

  /** Everything that has come, once all has; until then nothing. */
  add(
    { start, which, needs }: Beginning,
    letter: Pick<Letter, 'payload' | 'keys'>,
  ): Pick<Letter, 'payload' | 'keys'> | undefined {
    if (needs < 2) return letter
    const come = this.#come.get(start) ?? new Map<number, Pick<Letter, 'payload' | 'keys'>>()
    this.#come.set(start, come.set(which, letter))
    if (come.size < needs) return undefined
    this.#come.delete(start)
    const all = [...come.values()]
    return {
      payload: Object.assign({}, ...all.map(({ payload }) => payload)) as Letter['payload'],
      keys: Object.assign({}, ...all.map(({ keys }) => keys ?? {})) as NonNullable<Letter['keys']>,
    }
  }
}
