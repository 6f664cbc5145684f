import { LIFECYCLE_EVENT_VERSIONS, type LifecycleEvent } from './event.ts'
import { INITIAL_CLOCK, type LegalClock } from './state.ts'

type Data = Readonly<Record<string, unknown>>

/** Readers by event type, then by the version that they read; none is ever removed. Today's version needs none. */
const READERS: Readonly<Partial<Record<LifecycleEvent['type'], Readonly<Record<number, (data: Data) => Data>>>>> = {
  // Version 1 says neither why a clock stands still nor what its due instant was reckoned from.
  clockChanged: { 1: (data) => ({ ...data, clock: { ...INITIAL_CLOCK, ...(data.clock as LegalClock), steps: null } }) },
}

/** A lifecycle event as a journal has it, of whatever version; `undefined`: it is none, or one that only a newer release knows. */
export function readLifecycleEvent(type: string, version: number, data: Data): LifecycleEvent | undefined {
  const today = (LIFECYCLE_EVENT_VERSIONS as Readonly<Record<string, number>>)[type]
  if (today === version) return { ...data, type } as unknown as LifecycleEvent
  const reader = READERS[type as LifecycleEvent['type']]?.[version]
  return reader === undefined ? undefined : ({ ...reader(data), type } as unknown as LifecycleEvent)
}
