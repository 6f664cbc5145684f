import { entriesOf, isEntries, isItems, textOf, type Entries, type Part } from './part.ts'

/** Keys under which a node has a flow of its own. */
export const SUB_FLOWS = ['subProcess', 'transaction', 'adHocSubProcess'] as const
const BRANCHES = ['exclusiveGateway', 'inclusiveGateway'] as const
const EVENTS = ['startEvent', 'endEvent', 'intermediateCatchEvent', 'intermediateThrowEvent', 'boundaryEvent'] as const

/** What a reference becomes: another id, or one that was written elsewhere, with its place. */
export type Rename = (target: string) => string | Part

/** A node whose references to nodes of its own scope are renamed; what is inside of a sub-process is left alone. */
export function withTargets(node: Part, rename: Rename): Part {
  const changed = new Map(entriesOf(node))
  change(changed, 'next', (next) => targets(next, rename))
  for (const key of BRANCHES) change(changed, key, (branches) => eachItem(branches, (one) => inside(one, 'next', rename)))
  for (const key of EVENTS) {
    change(changed, key, (event) => compensated(inside(event, 'attachedTo', rename), rename))
  }
  return { ...node, content: changed }
}

/** `next: a`, `next: [a, { to: b }]`. */
function targets(next: Part, rename: Rename): Part {
  if (isItems(next.content)) return eachItem(next, (one) => targets(one, rename))
  return isEntries(next.content) ? inside(next, 'to', rename) : renamed(next, rename)
}

function compensated(event: Part, rename: Rename): Part {
  if (!isEntries(event.content)) return event
  const changed = new Map(event.content)
  change(changed, 'compensation', (one) =>
    isEntries(one.content) ? inside(inside(one, 'activity', rename), 'handler', rename) : renamed(one, rename),
  )
  for (const key of ['any', 'all']) change(changed, key, (list) => eachItem(list, (one) => compensated(one, rename)))
  return { ...event, content: changed }
}

function inside(whole: Part, key: string, rename: Rename): Part {
  if (!isEntries(whole.content)) return whole
  const changed = new Map(whole.content)
  change(changed, key, (part) => renamed(part, rename))
  return { ...whole, content: changed }
}

function renamed(part: Part, rename: Rename): Part {
  const target = textOf(part)
  if (target === undefined) return part
  const found = rename(target)
  return typeof found === 'string' ? { ...part, content: found } : found
}

function eachItem(list: Part, to: (one: Part) => Part): Part {
  return isItems(list.content) ? { ...list, content: list.content.map(to) } : list
}

function change(entries: Map<string, Part>, key: string, to: (part: Part) => Part): void {
  const part = entries.get(key)
  if (part !== undefined) entries.set(key, to(part))
}

/** Ids of the nodes of a flow and of every flow inside of it. */
export function idsIn(flow: Part | undefined): string[] {
  return [...entriesOf(flow)].flatMap(([id, node]) => [
    id,
    ...SUB_FLOWS.flatMap((kind) => idsIn(entriesOf(entriesOf(node).get(kind)).get('flow'))),
  ])
}

/** A flow with every node, at every depth, under another id, and every reference to one of them with it. */
export function withIds(flow: Part, rename: (id: string) => string, target: Rename): Part {
  const nodes = [...entriesOf(flow)].map(([id, node]): [string, Part] => {
    const changed = new Map(entriesOf(withTargets(node, target)))
    for (const kind of SUB_FLOWS) change(changed, kind, (sub) => withFlow(sub, (inner) => withIds(inner, rename, target)))
    for (const key of [...EVENTS]) change(changed, key, (event) => linked(event, rename))
    return [rename(id), { ...node, content: isEntries(node.content) ? changed : node.content }]
  })
  return { ...flow, content: new Map(nodes) }
}

/** Links go from one node to another by their name: those of a fragment are its own. */
function linked(event: Part, rename: (id: string) => string): Part {
  return inside(event, 'link', rename)
}

export function withFlow(whole: Part, to: (flow: Part) => Part): Part {
  if (!isEntries(whole.content)) return whole
  const changed = new Map(whole.content)
  change(changed, 'flow', to)
  return { ...whole, content: changed }
}

/** `rules: [ { precedence: [a, b] } ]` with other ids. */
export function withRuleIds(rules: Part, rename: (id: string) => string): Part {
  return eachItem(rules, (rule) => {
    if (!isEntries(rule.content)) return rule
    const changed: Entries = new Map(
      [...rule.content].map(([template, ids]) => [template, eachItem(ids, (id) => renamed(id, rename))]),
    )
    return { ...rule, content: changed }
  })
}
