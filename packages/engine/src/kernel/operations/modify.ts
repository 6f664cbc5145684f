/**
 * Theory of operation
 *
 * A modification is three steps in one command: *end*, *set*, *begin*. Instances that end are terminated with all that is inside of
 * them, without a token leaving them; a turn of a loop counts as terminated and the loop goes on with the others; who throws
 * compensation goes on without the handler that was ended. Then tokens are put on their way, in the scopes that are named, that run
 * alone, or that are opened for it. A sub-process that is left with nothing inside, and in which nothing begins, ends too, silently:
 * its token was moved elsewhere. Only then tokens move. Any doubt refuses the whole.
 */
import { afterCompensation } from '../compensation.ts'
import type { Modify } from '../command.ts'
import { all } from '../ledger.ts'
import { afterEndedTurn } from '../loops/loop.ts'
import type { Rejection } from '../rejection.ts'
import type { TokenFlow } from '../token-flow.ts'
import { checkVariables, everyName } from '../variables.ts'
import { begin } from './begin.ts'

export function modify(flow: TokenFlow, command: Modify): Rejection | undefined {
  const { status } = flow.draft
  if (status !== 'running') return { code: 'ALREADY_ENDED', message: `expected a running process, found it ${status}` }
  flow.emit({ type: 'processModified', reason: command.reason, at: flow.at })
  const emptied = new Set<number>()
  return end(flow, command, emptied) ?? drop(flow, command, emptied) ?? set(flow, command) ?? go(flow, command, emptied)
}

function end(x: TokenFlow, { end: instances = [] }: Modify, emptied: Set<number>): Rejection | undefined {
  const wrong = instances.find((n) => x.find(n)?.host !== null)
  if (wrong !== undefined) {
    const host = x.find(wrong)?.host
    const found = host === undefined ? 'none' : `one that lives and ends with ${host === 0 ? 'the process' : host}`
    return { code: 'INSTANCE_NOT_ACTIVE', message: `expected a token's own instance under ${wrong}, found ${found}` }
  }
  for (const n of instances) endOne(x, n, emptied)
  return undefined
}

/** Ends an instance, and the handlers that work for it. */
function endOne(x: TokenFlow, n: number, emptied: Set<number>): void {
  const instance = x.find(n)
  // It was inside of another one that ended.
  if (instance === undefined) return
  if (instance.pending !== undefined) {
    for (const { n: handler, compensates } of [...all(x.draft.instances.ledger)]) if (compensates === n) x.terminate(handler)
  }
  const { scope, node: index, compensates } = instance
  x.terminate(n)
  emptied.add(scope)
  if (compensates !== undefined) afterCompensation(compensates, x)
  const around = scope === 0 ? undefined : x.find(scope)
  const node = x.node(index)
  if (around?.loop !== undefined && around.node === index && 'loop' in node) afterEndedTurn(node, scope, x)
}

function drop(x: TokenFlow, { drop: tokens = [] }: Modify, emptied: Set<number>): Rejection | undefined {
  for (const { flow: id, scope = 0 } of tokens) {
    const index = x.program.flowById.get(id)
    const parked = index === undefined ? 0 : (x.draft.scopes.get(scope)?.parked[index] ?? 0)
    if (index === undefined || parked === 0) {
      return { code: 'MODIFICATION_INVALID', message: `expected a token that waits on "${id}" in ${scope}, found none` }
    }
    x.emit({ type: 'tokensTaken', element: x.node(x.flow(index).target).id, scope, flows: [id], at: x.at })
    x.ended(scope)
    emptied.add(scope)
  }
  return undefined
}

function set(x: TokenFlow, { set: values = [] }: Modify): Rejection | undefined {
  for (const { scope = 0, variables } of values) {
    if (x.draft.scopes.get(scope) === undefined && x.find(scope) === undefined)
      return { code: 'SCOPE_UNKNOWN', message: `expected a running scope, found none under ${scope}` }
    const wrong = checkVariables(x.program, variables, everyName(x.program), { partial: true })
    if (wrong !== undefined) return wrong
    x.assign(scope, variables)
  }
  return undefined
}

function go(x: TokenFlow, command: Modify, emptied: Set<number>): Rejection | undefined {
  const begun = new Set<number>()
  for (const beginning of command.begin ?? []) {
    const result = begin(x, beginning)
    if (typeof result !== 'number') return result
    begun.add(result)
  }
  for (const scope of emptied) endEmpty(x, scope, begun)
  const isEmpty = x.draft.scopes.get(0)?.live === 0 && begun.size === 0 && emptied.size > 0
  if (!isEmpty || x.draft.status !== 'running') return undefined
  return {
    code: 'MODIFICATION_INVALID',
    message: 'expected something that still runs, found nothing left: cancel the process instead',
  }
}

/** A scope that a modification left empty ends, and the scopes around it that this leaves empty. */
function endEmpty(x: TokenFlow, n: number, begun: ReadonlySet<number>): void {
  const instance = n === 0 ? undefined : x.find(n)
  if (instance === undefined || instance.loop !== undefined || begun.has(n)) return
  if (x.draft.scopes.get(n)?.live !== 0) return
  // It waits for what it compensates, or for an incident: nothing inside was its reason to live.
  if (instance.pending !== undefined || instance.isLeaving === true || instance.isCancelling === true) return
  const around = new Set<number>()
  endOne(x, n, around)
  for (const scope of around) endEmpty(x, scope, begun)
}
