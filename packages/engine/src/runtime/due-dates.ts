import { all } from '../kernel/index.ts'
import type { Ids, Page, Store, StoredDossierHead } from '../ports/index.ts'
import type { Dispatcher } from './dispatch.ts'
import { mustHaveReason } from './facets/given.ts'
import { wholeJournal } from './jobs.ts'
import { openEvent } from './journal-chain.ts'

/** What became of the open dossiers when their dates were reckoned again. */
export interface DueDatesRecalculated {
  /** Open dossiers with a date of their own, or with one of a step or timer. */
  readonly looked: number
  /** Those whose date has moved, or is certain now; instants in milliseconds since 1970-01-01T00:00:00Z. */
  readonly changed: readonly { readonly dossier: string; readonly before: number; readonly after: number | null }[]
  /** Steps and timers whose time has moved; instants in milliseconds since 1970-01-01T00:00:00Z. */
  readonly steps: readonly {
    readonly dossier: string
    readonly element: string
    readonly before: number
    readonly after: number
  }[]
  /** Those that could not be reckoned, and why; they are as before. */
  readonly failed: readonly { readonly dossier: string; readonly error: unknown }[]
}

/** Dossiers read in one go. */
const PAGE = 500

/**
 * Reckons the due instants of open dossiers, of their steps and of their timers again, each dossier by a command of its own: what has changed stands in its journal, with the reason.
 * Interrupted and begun again, it changes nothing twice.
 */
export async function recalculateDueDates(
  { store, dispatcher, ids }: { readonly store: Store; readonly dispatcher: Dispatcher; readonly ids: Ids },
  /** `agencies`: whose dossiers alone; absent: everybody's. */
  { as, reason, agencies }: { readonly as: string; readonly reason: string; readonly agencies?: readonly string[] | undefined },
): Promise<DueDatesRecalculated> {
  mustHaveReason(reason)
  const changed: { dossier: string; before: number; after: number | null }[] = []
  const steps: { dossier: string; element: string; before: number; after: number }[] = []
  const failed: { dossier: string; error: unknown }[] = []
  let looked = 0
  for await (const { dossier, head } of openDossiers(store, agencies)) {
    try {
      const began = await begunIn(store, dispatcher, dossier)
      if (head.dueAt === null && began === undefined) continue
      looked++
      const { isNews, seq } = await dispatcher.send({
        dossier,
        actor: as,
        command: ids.next(),
        mayRepeat: false,
        make: () => ({ type: 'recomputeDue', origin: 'person', reason, ...(began === undefined ? {} : { began }) }),
        request: ['recomputeDue', reason],
      })
      if (!isNews) continue
      for (const event of await eventsOf(store, dossier, seq)) {
        if (event.type === 'clockChanged' && event.cause === 'recompute' && head.dueAt !== null) {
          changed.push({ dossier, before: head.dueAt, after: event.clock.due })
        }
        if (event.type === 'dueMoved') {
          const { element, due, dueBefore } = event
          steps.push({ dossier, element, before: dueBefore, after: due })
        }
      }
    } catch (error) {
      failed.push({ dossier, error })
    }
  }
  return { looked, changed, steps, failed }
}

/** Page by page; of one agency after the other, where only some are asked for. */
async function* openDossiers(store: Store, agencies: readonly string[] | undefined): AsyncGenerator<StoredDossierHead> {
  for (const agency of agencies ?? [undefined]) {
    const whose = agency === undefined ? {} : { agency }
    for (let after: string | null | undefined; after !== null;) {
      const from = after === undefined ? {} : { after }
      const page: Page<StoredDossierHead> = await store.dossiers({
        isOpen: true,
        order: 'opened',
        limit: PAGE,
        ...whose,
        ...from,
      })
      yield* page.items
      after = page.next
    }
  }
}

/** When the open steps and timers of a dossier began; `undefined`: none of them has a time. */
async function begunIn(
  store: Store,
  dispatcher: Dispatcher,
  dossier: string,
): Promise<Readonly<Record<number, number>> | undefined> {
  const kernel = (await dispatcher.read(dossier))?.state.kernel
  const timed = new Set(
    kernel === undefined ? [] : [...all(kernel.instances)].filter(({ due }) => due !== null).map(({ n }) => n),
  )
  if (timed.size === 0) return undefined
  const began: Record<number, number> = {}
  for (const { events } of await wholeJournal(store, dossier)) {
    for (const sealed of events) {
      const event = sealed.data === null ? undefined : openEvent(sealed)
      if (event?.type !== 'elementActivated' && event?.type !== 'timerSet') continue
      if (timed.has(event.instance)) began[event.instance] = event.at
    }
  }
  return began
}

async function eventsOf(store: Store, dossier: string, seq: number) {
  const [row] = await store.journal(dossier, seq - 1, 1)
  return row?.events.map(openEvent) ?? []
}
