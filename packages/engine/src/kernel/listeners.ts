import type { Program } from '../compile/index.ts'
import { behavioursOf } from './behaviours.ts'
import type { Awaited } from './behaviour.ts'
import type { Instance } from './state.ts'

/** What is waited for by name, or a condition on data. */
type Heard = 'condition' | `message ${string}` | `signal ${string}`

interface Listeners {
  readonly by: ReadonlyMap<Heard, ReadonlySet<number>>
  /** Of whatever has a name: a message or a signal. */
  readonly named: ReadonlySet<number>
}

const KNOWN = new WeakMap<Program, Listeners>()
const NONE: ReadonlySet<number> = new Set()

/** The nodes whose instances can wait for it: a program does not change, so it is found once. */
export function listenersTo(program: Program, what: Heard): ReadonlySet<number> {
  return listenersIn(program).by.get(what) ?? NONE
}

/** The nodes whose instances can wait for a message or a signal, whichever. */
export function namedListeners(program: Program): ReadonlySet<number> {
  return listenersIn(program).named
}

function listenersIn(program: Program): Listeners {
  let known = KNOWN.get(program)
  if (known === undefined) KNOWN.set(program, (known = found(program)))
  return known
}

function found(program: Program): Listeners {
  const by = new Map<Heard, Set<number>>()
  const named = new Set<number>()
  for (const [node, behaviour] of behavioursOf(program).entries()) {
    const fresh: Instance = { n: 0, node, scope: 0, host: null, due: null }
    for (const awaited of behaviour.awaits?.(program.nodes[node] as never, fresh) ?? []) {
      const what = heardBy(awaited)
      if (what === undefined) continue
      by.set(what, (by.get(what) ?? new Set<number>()).add(node))
      if (what !== 'condition') named.add(node)
    }
  }
  return { by, named }
}

function heardBy(awaited: Awaited): Heard | undefined {
  switch (awaited.kind) {
    case 'message':
      return `message ${awaited.message}`
    case 'signal':
      return `signal ${awaited.signal}`
    case 'condition':
      return 'condition'
    default:
      return undefined
  }
}
