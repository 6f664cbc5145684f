import { openEvent, type Procedure } from '@motcua/engine'
import type { JournalRow } from '@motcua/engine/ports'
import { mustBeProcedure, mustBeRows } from '../must-be-given.ts'

/** A step of the handling that somebody did: one task of the dossier, from its hand-over to its end. */
export interface HandlingStep {
  readonly element: string
  readonly name: string
  /** Role that it was handed to, as the procedure names it. */
  readonly role: string
  /** Who completed it; the journal's actor. */
  readonly actor: string
  /** Instants in milliseconds since 1970-01-01T00:00:00Z. */
  readonly receivedAt: number
  readonly doneAt: number
  readonly dueAt?: number
}

/** The steps that people did, in the order they ended; read from the journal, which nobody can change. */
export function handlingSteps(procedure: Procedure, rows: readonly JournalRow[]): HandlingStep[] {
  mustBeProcedure('handlingSteps', procedure)
  mustBeRows('handlingSteps', rows)
  const open = new Map<number, { readonly at: number; readonly due?: number }>()
  const roles = new Map(procedure.definition.roles.map(({ id, name }) => [id, name.vi]))
  const steps: HandlingStep[] = []
  for (const { actor, events } of rows) {
    for (const sealed of events) {
      if (sealed.data === null) continue
      const event = openEvent(sealed)
      if (event.type === 'elementActivated') {
        open.set(event.instance, { at: event.at, ...(event.due === undefined ? {} : { due: event.due }) })
      }
      if (event.type !== 'elementCompleted') continue
      const begun = open.get(event.instance)
      const index = procedure.program.nodeById.get(event.element) ?? -1
      const node = procedure.program.nodes[index]
      if (begun === undefined || node?.kind !== 'userTask') continue
      steps.push({
        element: event.element,
        name: procedure.marks[index]?.name?.vi ?? event.element,
        role: node.role === undefined ? '' : (roles.get(node.role) ?? node.role),
        actor,
        receivedAt: begun.at,
        doneAt: event.at,
        ...(begun.due === undefined ? {} : { dueAt: begun.due }),
      })
    }
  }
  return steps
}
