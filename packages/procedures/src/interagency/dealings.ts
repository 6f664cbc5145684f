import { openEvent } from '@motcua/engine'
import type { JournalRow } from '@motcua/engine/ports'
import { listOf, record, text } from '../dossier-data.ts'

/** That the dossier was handed on to another agency. Instants are ISO 8601 with +07:00. */
export interface HandOn {
  /** Code or name of the agency. */
  readonly to: string
  readonly task: string
  readonly at: string
  /** Until when it answers, where the procedure says. */
  readonly due?: string
  /** SHA-256 of the signed list and of the signature over it, in the document store. */
  readonly manifest: string
  readonly signature: string
  /** Ids of the components that went as files, and of those that went on paper. */
  readonly components: readonly string[]
  readonly papers: readonly string[]
}

/** That an agency was reminded, and who was told of its silence. */
export interface Reminder {
  readonly to: string
  readonly task: string
  readonly at: string
  readonly head: string
}

/** Every hand-on and reminder of a dossier, from its journal, in their order. Several agencies at once overwrite one another nowhere. */
export function dealingsOf(rows: readonly JournalRow[]): {
  readonly handOns: readonly HandOn[]
  readonly reminders: readonly Reminder[]
} {
  const handOns: HandOn[] = []
  const reminders: Reminder[] = []
  for (const sealed of rows.flatMap(({ events }) => events)) {
    if (sealed.data === null) continue
    const event = openEvent(sealed)
    if (event.type !== 'variablesSet') continue
    const { handOn, reminder } = event.variables
    if (handOn !== undefined && handOn !== null) handOns.push(handOnOf(record(handOn)))
    if (reminder !== undefined && reminder !== null) {
      const { to, task, at, head } = record(reminder)
      reminders.push({ to: text(to), task: text(task), at: text(at), head: text(head) })
    }
  }
  return { handOns, reminders }
}

function handOnOf({ to, task, at, due, manifest, signature, components, papers }: ReturnType<typeof record>): HandOn {
  return {
    ...{ to: text(to), task: text(task), at: text(at) },
    ...(typeof due === 'string' ? { due } : {}),
    ...{ manifest: text(manifest), signature: text(signature) },
    components: listOf(components).map(text),
    papers: listOf(papers).map(text),
  }
}
