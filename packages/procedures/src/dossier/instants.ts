import { openEvent } from '@motcua/engine'
import type { JournalRow } from '@motcua/engine/ports'

/** When a dossier reached what the law calls its standings, and the last date that it was due on. */
export interface StandingInstants {
  readonly accepted?: number
  readonly settled?: number
  readonly returned?: number
  readonly due?: number
}

/** Milliseconds since 1970-01-01T00:00:00Z; a standing that was reached twice counts by the last time. */
export function standingInstants(rows: readonly Pick<JournalRow, 'events'>[]): StandingInstants {
  const found: { accepted?: number; settled?: number; returned?: number; due?: number } = {}
  for (const sealed of rows.flatMap(({ events }) => events)) {
    if (sealed.data === null) continue
    const event = openEvent(sealed)
    if (event.type === 'standingChanged') {
      const { standing, at } = event
      if (standing === 'accepted' || standing === 'settled' || standing === 'returned') found[standing] = at
    }
    if (event.type === 'clockChanged' && event.clock.due !== null) found.due = event.clock.due
  }
  return found
}
