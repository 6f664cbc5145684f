import type { Commit } from '@motcua/engine/ports'

/** A batch on its way to another thread: one text is made and read faster than a copy of many objects. */
export type Parcel = readonly [batch: string, events: readonly (string | null)[]]

/** The events, which are most of it, travel as the text that they have already. */
export function packed(batch: readonly Commit[]): Parcel {
  const light = batch.map((commit) => {
    const { eventsText, row } = commit
    return eventsText === undefined ? commit : { ...commit, eventsText: undefined, row: { ...row, events: [] } }
  })
  return [JSON.stringify(light), batch.map(({ eventsText }) => eventsText ?? null)]
}

export function unpacked([batch, events]: Parcel): readonly Commit[] {
  return (JSON.parse(batch) as readonly Commit[]).map((commit, index) => {
    const eventsText = events[index] ?? null
    return eventsText === null ? commit : { ...commit, eventsText }
  })
}
