import type { Calendar } from '../../calendar/index.ts'
import type { Clock, Ids, OwnStatement, Principal, Store } from '../../ports/index.ts'
import { requireAgency } from '../authorisation.ts'
import type { Catalogue, Edition } from '../catalogue.ts'
import type { Accepted, Dispatcher } from '../dispatch.ts'
import type { LoadedDossier } from '../dossiers.ts'
import { EngineError } from '../engine-error.ts'
import { mustHaveReason } from './given.ts'
import type { Unstamped, UnstampedMigration } from '../stamped.ts'
import { viewOf, type DossierView } from '../view.ts'

/** Who acts, the id of the request, and rows of the embedder's own that are written in the same transaction. */
export interface Acting {
  readonly as: string
  readonly command?: string
  /** SQL of the store's own dialect. @throws EngineError OWN_REFUSED where the store refuses one; nothing is done then */
  readonly own?: readonly OwnStatement[]
}

/** Why somebody intervenes: the journal keeps it. */
export type Intervention = Acting & { readonly reason: string }

/** What the engine's facets have in common: who acts, on what, and sent how. */
export class Desk {
  constructor(
    readonly world: {
      readonly store: Store
      /** Whose is what nobody names an agency for; `null`: no agency's. */
      readonly agency: string | null
      readonly clock: Clock
      /** Until it is known what time it is; `undefined`: it is known. */
      readonly inDoubt?: () => Promise<void> | undefined
      readonly calendar: Calendar
      readonly mostSteps: number
      readonly ids: Ids
      readonly catalogue: Catalogue
      readonly dispatcher: Dispatcher
      /** @throws EngineError ENGINE_NOT_STARTED, ACTOR_UNKNOWN */
      readonly principal: (actor: string) => Promise<Principal>
      /** @throws EngineError ENGINE_NOT_STARTED */
      readonly mustBeStarted: () => void
      /** There may be something to do. */
      readonly rouse: () => void
    },
  ) {}

  /** What time it is, once that is known: who kept an instant that is hours behind would keep a message for nobody. @throws StoreFailure */
  async now(): Promise<number> {
    await this.world.inDoubt?.()
    return this.world.clock.now()
  }

  /** A dossier as this person may see it. @throws EngineError DOSSIER_UNKNOWN */
  async open(id: string, principal: Principal): Promise<LoadedDossier> {
    const loaded = await this.world.dispatcher.read(id)
    if (loaded === undefined) throw new EngineError('DOSSIER_UNKNOWN', `expected a dossier, found none under "${id}"`)
    requireAgency(principal, loaded.head, id)
    return loaded
  }

  /** Sends a person's command; `make` says whether they may, and what it is. */
  async send(
    dossier: string,
    { as, command, own }: Acting,
    request: readonly unknown[],
    make: (loaded: LoadedDossier, principal: Principal, at: number) => Unstamped | UnstampedMigration,
    into?: Edition,
  ): Promise<DossierView> {
    const principal = await this.world.principal(as)
    const accepted = await this.world.dispatcher.send({
      dossier,
      isFromOutside: true,
      actor: as,
      command: command ?? this.world.ids.next(),
      mayRepeat: command !== undefined,
      make: (loaded, at) => {
        requireAgency(principal, loaded.head, dossier)
        const made = make(loaded, principal, at)
        if ('reason' in made) mustHaveReason(made.reason)
        return made
      },
      request,
      into,
      own,
      shownAs: seen,
    })
    return this.view(accepted)
  }

  /** The dossier as the command left it: mostly at hand. @throws EngineError DOSSIER_UNKNOWN */
  view({ dossier, loaded, view }: Accepted): DossierView | Promise<DossierView> {
    if (view !== undefined) return view
    return loaded === undefined ? this.world.dispatcher.read(dossier).then((read) => found(dossier, read)) : seen(loaded)
  }
}

export function seen({ id, seq, edition, state, head }: LoadedDossier): DossierView {
  return viewOf(id, seq, edition.procedure, state, head)
}

/** @throws EngineError DOSSIER_UNKNOWN */
function found(id: string, dossier: LoadedDossier | undefined): DossierView {
  if (dossier === undefined) throw new EngineError('DOSSIER_UNKNOWN', `expected a dossier, found none under "${id}"`)
  return seen(dossier)
}
