import type { ActorLogic, ActorSystem, EventObject, Snapshot } from 'xstate'
import { vietnamCalendar, type Calendar } from '../calendar/index.ts'
import {
  decideDossier,
  INITIAL_DOSSIER,
  type DossierCommand,
  type DossierEvent,
  type DossierRejection,
  type DossierState,
  type Procedure,
} from '../lifecycle/index.ts'
import { mustBeHosted } from '../lifecycle/shape.ts'

/** A snapshot of a procedure's actor: XState's own fields, the dossier, and what became of the last command. Plain JSON. */
export type ProcedureSnapshot = Snapshot<ProcedureOutput> & {
  readonly dossier: DossierState
  /** Why the last command was refused; `null` when it was accepted. The dossier is as before. */
  readonly rejection: DossierRejection | null
}

export interface ProcedureOutput {
  readonly status: DossierState['kernel']['status']
  readonly standing: DossierState['lifecycle']['standing']
}

/** What the actor emits: each event of an accepted command under `dossier.<type>`, a refusal as `dossier.rejected`. */
export type ProcedureEmitted =
  | { readonly type: `dossier.${DossierEvent['type']}`; readonly event: DossierEvent }
  | { readonly type: 'dossier.rejected'; readonly rejection: DossierRejection; readonly command: DossierCommand }

/** XState logic of one dossier; its events are the dossier's commands, each with its instant. */
export type ProcedureLogic = ActorLogic<
  ProcedureSnapshot,
  DossierCommand,
  undefined,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any actor system, as XState's own logics say it
  ActorSystem<any>,
  ProcedureEmitted & EventObject
>

/**
 * A procedure as XState actor logic: created, invoked, spawned and inspected like any other actor. A refused command does not
 * throw, which would end the actor: it shows in the snapshot and is emitted.
 *
 * It has no store and no clock: commands bring their instants, and whoever hosts the actor fires its timers.
 *
 * @example
 * const actor = createActor(procedureLogic(procedure))
 * actor.on('dossier.stageEntered', ({ event }) => show(event))
 * actor.start()
 * actor.send({ type: 'start', at, origin: 'person', variables })
 */
export function procedureLogic(procedure: Procedure, options: { readonly calendar?: Calendar } = {}): ProcedureLogic {
  mustBeHosted('procedureLogic', procedure, options)
  const calendar = options.calendar ?? vietnamCalendar()
  return {
    config: { procedure: procedure.program.procedure },
    getInitialSnapshot: () => INITIAL_SNAPSHOT,
    transition(snapshot, command, { emit }) {
      if (snapshot.status !== 'active' || !isCommand(command)) return snapshot
      const decision = decideDossier(procedure, snapshot.dossier, command, { calendar })
      if (!decision.ok) {
        emit({ type: 'dossier.rejected', rejection: decision.rejection, command })
        return { ...snapshot, rejection: decision.rejection }
      }
      for (const event of decision.events) emit({ type: `dossier.${event.type}`, event })
      return snapshotOf(decision.state)
    },
    getPersistedSnapshot: (snapshot) => snapshot,
    restoreSnapshot: (snapshot) => snapshot as ProcedureSnapshot,
  }
}

const INITIAL_SNAPSHOT = snapshotOf(INITIAL_DOSSIER)

function snapshotOf(dossier: DossierState): ProcedureSnapshot {
  const { status } = dossier.kernel
  const shared = { error: undefined, dossier, rejection: null }
  if (status === 'created' || status === 'running') return { ...shared, status: 'active', output: undefined }
  return { ...shared, status: 'done', output: { status, standing: dossier.lifecycle.standing } }
}

const COMMANDS: ReadonlySet<string> = new Set<DossierCommand['type']>([
  'start',
  'completeTask',
  'completeJob',
  'failJob',
  'deliverMessage',
  'fireTimer',
  'resolveIncident',
  'tickClock',
])

/** XState sends events of its own, as `xstate.init`: they are none of ours. */
function isCommand(event: { readonly type: string }): event is DossierCommand {
  return COMMANDS.has(event.type)
}
