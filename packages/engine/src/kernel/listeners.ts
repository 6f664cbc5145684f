import type { Program } from '../compile/index.ts'
import { behavioursOf } from './behaviours.ts'
import type { Awaited } from './behaviour.ts'
import type { Instance } from './state.ts'

/** What is waited for by name, or a condition on data. */
type Heard = 'condition' | `message ${string}` | `signal ${string}`

const KNOWN = new WeakMap<Program, ReadonlyMap<Heard, ReadonlySet<number>>>()
const NONE: ReadonlySet<number> = new Set()

/** The nodes whose instances can wait for it: a program does not change, so it is found once. */
export function listenersTo(program: Program, what: Heard): ReadonlySet<number> {
  let known = KNOWN.get(program)
  if (known === undefined) KNOWN.set(program, (known = listenersIn(program)))
  return known.get(what) ?? NONE
}

function listenersIn(program: Program): ReadonlyMap<Heard, ReadonlySet<number>> {
  const found = new Map<Heard, Set<number>>()
  for (const [node, behaviour] of behavioursOf(program).entries()) {
    const fresh: Instance = { n: 0, node, scope: 0, host: null, due: null }
    for (const awaited of behaviour.awaits?.(program.nodes[node] as never, fresh) ?? []) {
      const what = heardBy(awaited)
      if (what !== undefined) found.set(what, (found.get(what) ?? new Set<number>()).add(node))
    }
  }
  return found
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
