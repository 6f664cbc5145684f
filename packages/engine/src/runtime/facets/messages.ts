import type { Value, Variables } from '../../kernel/index.ts'
import { isSameMessage, type BufferedMessage, type DossierHead } from '../../ports/index.ts'
import { canonical, sha256 } from '../canonical.ts'
import { newDossier } from '../dossiers.ts'
import { EngineError } from '../engine-error.ts'
import { correlationKeyOf } from '../subscriptions.ts'
import type { DossierView } from '../view.ts'
import type { Desk } from './desk.ts'
import { asked } from './given.ts'

/** A message that no person sends. */
export interface SystemMessage {
  readonly message: string
  readonly instance?: number
  readonly variables?: Variables
}

/** A message of a system, for whichever dossier waits for it. The embedding program vouches for it. */
export interface PublishedMessage {
  readonly name: string
  /** Correlation keys and their values, as the definition declares them; a dossier waits for exactly these. */
  readonly keys?: Readonly<Record<string, readonly Value[]>>
  readonly variables?: Variables
  /** Whose it is, where several agencies share the store: only their dossiers get it. */
  readonly agency?: string
  /** How long it is kept for a dossier that does not wait yet, in milliseconds; a day where nothing is said. 0: not at all after now. */
  readonly ttlMs?: number
}

export interface Messages {
  /**
   * Keeps a message until a dossier waits for it, and delivers it once. The same `id` again is the same message: `false`, nothing happens.
   *
   * @throws EngineError COMMAND_REUSED  another message has the id, of another sender, agency, name or keys
   */
  publish(message: PublishedMessage, options: { readonly system: string; readonly id: string }): Promise<boolean>
  /** Begins a dossier at its message start event. The same `id` again gives the dossier that it began. @throws EngineError COMMAND_REUSED, CommandRejected */
  begin(
    procedure: string,
    message: Omit<PublishedMessage, 'ttlMs'>,
    options: { readonly system: string; readonly id: string },
  ): Promise<DossierView>
  /** What became of a message; `undefined`: there was none. */
  status(id: string): Promise<'kept' | 'taken' | 'expired' | undefined>
}

/** A message that comes a day before its dossier waits is kept; what is older is surely lost, and somebody is told. */
const USUAL_TTL_MS = 86_400_000

/** The dossier that a message begins: the same message finds the same. */
export function dossierOfMessage(procedure: string, id: string): string {
  return sha256(`message\n${procedure}\n${id}`).slice(0, 32)
}

export function messagesOf(desk: Desk): Messages {
  const { store, catalogue, dispatcher, rouse, mustBeStarted, agency: usual } = desk.world
  return {
    async publish({ name, keys = {}, variables = {}, agency = usual, ttlMs = USUAL_TTL_MS }, { system, id }) {
      mustBeStarted()
      const at = await desk.now()
      const key = correlationKeyOf(keys)
      const actor = `system:${system}`
      const kept = { id, agency, name, key, payload: variables, actor, at, expiresAt: at + ttlMs }
      // Keys of any length, for a time without end.
      const isNew = await asked(store.putMessage(kept))
      rouse()
      if (!isNew) await mustBeTheSame(store, { id, agency, name, key, actor })
      return isNew
    },
    async begin(procedure, { name, keys, variables = {}, agency = usual }, { system, id }) {
      mustBeStarted()
      const edition = await catalogue.forNew(procedure, await desk.now())
      const actor = `system:${system}`
      // The same message must find the dossier that it began.
      const dossier = dossierOfMessage(procedure, id)
      const { program } = edition.procedure
      const start = program.scopes[0]?.triggeredStarts
        .map((index) => program.nodes[index])
        .find(
          (node) => node?.kind === 'startEvent' && node.triggers.some((one) => one.kind === 'message' && one.message === name),
        )
      const accepted = await dispatcher.send({
        dossier,
        isFromOutside: true,
        actor,
        command: `message:${id}`,
        mayRepeat: true,
        make: () => ({
          type: 'start',
          origin: 'world',
          // Without such a start event the name is told as one that is none.
          start: start?.id ?? name,
          variables,
          ...(keys === undefined ? {} : { keys }),
        }),
        request: ['message', name, canonical(variables)],
        birth: (at) => newDossier(dossier, edition, actor, at, agency),
      })
      rouse()
      const loaded = accepted.loaded ?? (await dispatcher.read(dossier))
      if (!accepted.isNews) mustBeOf(agency, id, loaded?.head)
      return desk.view(loaded === undefined ? accepted : { ...accepted, loaded })
    },
    async status(id) {
      mustBeStarted()
      return (await store.message(id))?.status
    },
  }
}

/** What it says is not kept for ever: who sent what to whom is. */
async function mustBeTheSame(
  store: Desk['world']['store'],
  { id, ...sent }: Pick<BufferedMessage, 'id' | 'agency' | 'name' | 'key' | 'actor'>,
): Promise<void> {
  const known = (await store.message(id))?.message
  if (known !== undefined && !isSameMessage(known, sent)) throw reused(id)
}

/** The dossier that it began is its agency's. */
function mustBeOf(agency: string | null, id: string, head: DossierHead | undefined): void {
  if (head !== undefined && head.agency !== agency) throw reused(id)
}

function reused(id: string): EngineError {
  return new EngineError(
    'COMMAND_REUSED',
    `expected the same message under id "${id}", found another: give each an id of its own`,
  )
}
