import { nodesIn, type Definition, type FlowNode, type Process } from '../definition/index.ts'

/** A procedure that calls others in others has a handful of levels; compiling is as deep as they are. */
export const DEEPEST_CALLS = 64

const BY_ID = new WeakMap<Definition, ReadonlyMap<string, Process>>()

/** The process or global task of this id. */
export function processNamed(definition: Definition, id: string): Process | undefined {
  let known = BY_ID.get(definition)
  if (known === undefined) {
    // Where an id is given twice the first has it.
    known = new Map([...definition.processes].reverse().map((process) => [process.id, process]))
    BY_ID.set(definition, known)
  }
  return known.get(id)
}

/** The process, and those that its call activities call, and so on. */
export function reachedFrom(process: Process, definition: Definition): Process[] {
  const found = new Set([process])
  for (const one of found) for (const called of calledBy(one, definition)) found.add(called.process)
  return [...found]
}

/** The call by which processes call one another deeper than can be meant; `undefined`: none. */
export function tooDeepCall(process: Process, definition: Definition): FlowNode | undefined {
  const seen = new Set<Process>()
  const walk = (one: Process, depth: number): FlowNode | undefined => {
    seen.add(one)
    for (const { node, process: next } of calledBy(one, definition)) {
      if (seen.has(next)) continue
      if (depth >= DEEPEST_CALLS) return node
      const found = walk(next, depth + 1)
      if (found !== undefined) return found
    }
    return undefined
  }
  return walk(process, 1)
}

function calledBy(process: Process, definition: Definition): { readonly node: FlowNode; readonly process: Process }[] {
  return nodesIn(process).flatMap((node) => {
    const called = node.kind === 'callActivity' ? processNamed(definition, node.calledElement) : undefined
    return called === undefined ? [] : [{ node, process: called }]
  })
}
