import type { Ids, Store } from '../ports/index.ts'
import type { Dispatcher } from './dispatch.ts'
import { EngineError } from './engine-error.ts'

/** What became of the open dossiers when their dates were reckoned again. */
export interface DueDatesRecalculated {
  /** Open dossiers with a date. */
  readonly looked: number
  /** Those whose date has moved, or is certain now; instants in milliseconds since 1970-01-01T00:00:00Z. */
  readonly changed: readonly { readonly dossier: string; readonly before: number; readonly after: number | null }[]
  /** Those that could not be reckoned, and why; they are as before. */
  readonly failed: readonly { readonly dossier: string; readonly error: unknown }[]
}

/** Dossiers read in one go. */
const PAGE = 500

/**
 * Reckons the due instants of open dossiers again, each by a command of its own: what has changed stands in its journal, with the reason.
 * Interrupted and begun again, it changes nothing twice.
 */
export async function recalculateDueDates(
  { store, dispatcher, ids }: { readonly store: Store; readonly dispatcher: Dispatcher; readonly ids: Ids },
  { as, reason }: { readonly as: string; readonly reason: string },
): Promise<DueDatesRecalculated> {
  if (reason.trim() === '') {
    throw new EngineError('COMMAND_INVALID', 'expected a reason for the journal, found none — cần lý do để ghi vào nhật ký')
  }
  const changed: { dossier: string; before: number; after: number | null }[] = []
  const failed: { dossier: string; error: unknown }[] = []
  let looked = 0
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<Store['dossiers']>> = await store.dossiers({
      isOpen: true,
      order: 'opened',
      limit: PAGE,
      ...(after === null ? {} : { after }),
    })
    for (const { dossier, head } of page.items) {
      if (head.dueAt === null) continue
      looked++
      try {
        const { isNews } = await dispatcher.send({
          dossier,
          actor: as,
          command: ids.next(),
          mayRepeat: false,
          make: () => ({ type: 'recomputeDue', origin: 'person', reason }),
          request: ['recomputeDue', reason],
        })
        if (!isNews) continue
        const due = (await dispatcher.read(dossier))?.state.lifecycle.clock.due ?? null
        changed.push({ dossier, before: head.dueAt, after: due })
      } catch (error) {
        failed.push({ dossier, error })
      }
    }
    after = page.next
  } while (after !== null)
  return { looked, changed, failed }
}
