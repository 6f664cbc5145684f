import type { Program } from '../../compile/index.ts'
import type { ProcessMigrated } from '../event.ts'
import { all, LedgerDraft, type Ledger, type Numbered } from '../ledger.ts'
import type { Completion, Incident, Instance, KernelState, ScopeRecord } from '../state.ts'

/**
 * The same state in the other program's indices: what waits, waits on; nothing appears and nothing vanishes. Total for what
 * `decideMigration` once accepted: it reads the event alone, not the plan that led to it.
 */
export function translate(from: Program, to: Program, state: KernelState, event: ProcessMigrated): KernelState {
  const rename = (names: Readonly<Record<string, string>>, id: string) => (Object.hasOwn(names, id) ? (names[id] as string) : id)
  const node = (index: number) => indexIn(to.nodeById, rename(event.elements, from.nodes[index]?.id ?? ''))
  const flow = (index: number) => indexIn(to.flowById, rename(event.flows, from.flows[index]?.id ?? ''))
  const completion = (done: Completion): Completion => ({
    ...done,
    node: node(done.node),
    ...(done.inside === undefined ? {} : { inside: { ...done.inside, done: mapped(done.inside.done, completion) } }),
  })
  const instance = (record: Instance): Instance => ({
    ...record,
    node: node(record.node),
    ...(record.pending === undefined ? {} : { pending: mapped(record.pending, completion) }),
  })
  const scope = (record: ScopeRecord): ScopeRecord => ({
    ...record,
    parked: parkedBy(record.parked, flow),
    ...(record.done === undefined ? {} : { done: mapped(record.done, completion) }),
    ...(record.resets === undefined ? {} : { resets: resetsBy(record.resets, node, flow) }),
  })
  const incidents = Object.entries(state.incidents).map(([number, incident]): [string, Incident] => [
    number,
    { ...incident, element: incident.element === null ? null : rename(event.elements, incident.element) },
  ])
  return {
    ...state,
    at: event.at,
    instances: mapped(state.instances, instance),
    scopes: mapped(state.scopes, scope),
    incidents: Object.fromEntries(incidents),
  }
}

function mapped<T extends Numbered>(ledger: Ledger<T>, change: (record: T) => T): Ledger<T> {
  const draft = new LedgerDraft<T>(ledger)
  for (const record of all(ledger)) draft.set(change(record))
  return draft.ledger
}

/** Tokens of two flows that became one are counted together. */
function parkedBy(parked: ScopeRecord['parked'], flow: (index: number) => number): ScopeRecord['parked'] {
  const found: Record<number, number> = {}
  for (const key in parked) {
    const index = flow(Number(key))
    found[index] = (found[index] ?? 0) + (parked[key as unknown as number] ?? 0)
  }
  return found
}

function resetsBy(
  resets: NonNullable<ScopeRecord['resets']>,
  node: (index: number) => number,
  flow: (index: number) => number,
): NonNullable<ScopeRecord['resets']> {
  return Object.fromEntries(Object.entries(resets).map(([key, flows]) => [node(Number(key)), flows.map(flow)]))
}

function indexIn(indices: ReadonlyMap<string, number>, id: string): number {
  const index = indices.get(id)
  if (index === undefined) throw new Error(`DEFECT_ELEMENT_GONE: expected "${id}" in the program migrated to, please report this`)
  return index
}
