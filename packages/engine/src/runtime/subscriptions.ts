import { all, awaitedOf, conversationOf, find, namedListeners, type Instance, type Value } from '../kernel/index.ts'
import type { DossierEvent, DossierState, Procedure } from '../lifecycle/index.ts'
import type { Commit, StoredSubscription } from '../ports/index.ts'
import { canonical } from './canonical.ts'
import { NOTHING } from './opened-and-closed.ts'

/** Correlation values as one text, the same for the same values; `null`: there are none. */
export function correlationKeyOf(values: Readonly<Record<string, readonly (Value | undefined)[]>>): string | null {
  return Object.keys(values).length === 0 ? null : canonical(values)
}

const NONE: NonNullable<Commit['subscriptions']> = Object.freeze({ open: NOTHING, close: NOTHING })

interface Step {
  readonly procedure: Procedure
  /** The procedure before it, where the command was a migration. */
  readonly was?: Procedure | undefined
  readonly dossier: string
  readonly head: { readonly agency: string | null }
  readonly before: DossierState
  readonly after: DossierState
  readonly events: readonly DossierEvent[]
}

/** Which messages and signals a dossier waits for after a command and did not before, and the other way round. Pure. */
export function subscriptionsOf(step: Step): NonNullable<Commit['subscriptions']> {
  const { procedure, was, dossier, before, after, events } = step
  const { agency } = step.head
  const touched = was === undefined && !mayMoveKeys(procedure, events) ? touchedBy(step) : undefined
  if (touched?.size === 0) return NONE
  const old = of(was ?? procedure, dossier, agency, before, touched)
  const now = of(procedure, dossier, agency, after, touched)
  if (old === undefined && now === undefined) return NONE
  return {
    open: [...(now?.values() ?? [])].filter((subscription) => {
      const before = old?.get(subscription.id)
      return before === undefined || canonical(subscription) !== canonical(before)
    }),
    close: [...(old?.keys() ?? [])].filter((id) => now?.has(id) !== true),
  }
}

/** Everything that a dossier waits for. */
export function awaitedIn(dossier: {
  readonly id: string
  readonly head: { readonly agency: string | null }
  readonly edition: { readonly procedure: Procedure }
  readonly state: DossierState
}): readonly StoredSubscription[] {
  const { id, head, edition, state } = dossier
  return [...(of(edition.procedure, id, head.agency, state, undefined)?.values() ?? [])]
}

/** Whether the values that messages must bring may have changed, for whatever waits. */
function mayMoveKeys({ program }: Procedure, events: readonly DossierEvent[]): boolean {
  return program.correlations.some(({ context }) => context !== undefined) || events.some(({ type }) => type === 'keysSet')
}

const NO_INSTANCE: ReadonlySet<number> = new Set()

/** The instances that events change, of elements that may wait for a message or a signal. Most commands have none. */
function touchedBy({ procedure, before, after, events }: Step): ReadonlySet<number> {
  const listeners = namedListeners(procedure.program)
  if (listeners.size === 0) return NO_INSTANCE
  let touched: Set<number> | undefined
  for (const event of events) {
    if (!('instance' in event) || event.instance === undefined) continue
    const { instance } = event
    if (isOneOf(listeners, before, instance) || isOneOf(listeners, after, instance)) (touched ??= new Set()).add(instance)
  }
  return touched ?? NO_INSTANCE
}

function isOneOf(listeners: ReadonlySet<number>, { kernel }: DossierState, instance: number): boolean {
  const found = find(kernel.instances, instance)
  return found !== undefined && listeners.has(found.node)
}

function of(
  procedure: Procedure,
  dossier: string,
  agency: string | null,
  state: DossierState,
  touched: ReadonlySet<number> | undefined,
): ReadonlyMap<string, StoredSubscription> | undefined {
  const { instances } = state.kernel
  // Most commands touch nothing that waits for a message or a signal.
  let found: Map<string, StoredSubscription> | undefined
  const look = (instance: Instance) => {
    for (const { awaited, which } of awaitedOf(procedure.program, instance)) {
      const id = `${dossier}:${instance.n}:${which}`
      if (awaited.kind === 'message') {
        const { kind, message: name } = awaited
        found ??= new Map()
        found.set(id, { id, dossier, agency, kind, name, key: keyOf(procedure, state, name) })
      } else if (awaited.kind === 'signal') {
        found ??= new Map()
        found.set(id, { id, dossier, agency, kind: awaited.kind, name: awaited.signal, key: null })
      }
    }
  }
  if (touched === undefined) for (const instance of all(instances)) look(instance)
  else {
    for (const number of touched) {
      const instance = find(instances, number)
      if (instance !== undefined) look(instance)
    }
  }
  return found
}

/** The values that a message must bring to be for this dossier. */
function keyOf({ program }: Procedure, { kernel }: DossierState, message: string): string | null {
  const keys = program.correlations.filter(({ byMessage }) => byMessage.has(message))
  const values = keys.flatMap(({ id }) => {
    const own = conversationOf(program, kernel, message, id)
    return own === undefined ? [] : [[id, own] as const]
  })
  return correlationKeyOf(Object.fromEntries(values))
}
