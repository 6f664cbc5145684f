import type { KernelEvent, KernelEventType } from './event.ts'

/** An event that only a newer release knows. */
export class EventUnknown extends Error {
  override readonly name = 'EventUnknown'
  readonly code = 'EVENT_UNKNOWN'

  constructor(message: string) {
    super(`EVENT_UNKNOWN: ${message}`)
  }
}

/** The version that each kind of event is written in today. */
export const EVENT_VERSIONS: Readonly<Record<KernelEventType, number>> = {
  processStarted: 1,
  elementActivated: 2,
  elementCompleted: 1,
  elementTerminated: 1,
  eventOccurred: 1,
  jobCreated: 1,
  timerSet: 2,
  dueMoved: 1,
  branchTaken: 1,
  tokenParked: 1,
  joinFired: 1,
  tokensTaken: 1,
  tokensDropped: 1,
  gatewayReset: 1,
  triggerReceived: 1,
  conditionSpent: 1,
  loopSized: 1,
  loopAdvanced: 1,
  loopCollected: 1,
  leavingHeld: 1,
  turnTaken: 1,
  compensationStarted: 1,
  compensationTaken: 1,
  cancelStarted: 1,
  messageThrown: 1,
  signalThrown: 1,
  keysSet: 1,
  variablesSet: 1,
  incidentRaised: 1,
  incidentResolved: 1,
  incidentSkipped: 1,
  loopTurnEnded: 1,
  processModified: 1,
  processMigrated: 1,
  processCancelled: 1,
  processCompleted: 1,
  processTerminated: 1,
  processFailed: 1,
}

/** Reads an event of one old version as today's. */
type Reader = (data: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>

/** Readers by event type, then by the version that they read; none is ever removed. Today's version needs none. */
const READERS: Readonly<Partial<Record<KernelEventType, Readonly<Record<number, Reader>>>>> = {
  // Version 2 may also say more; what version 1 says has kept its meaning.
  elementActivated: { 1: (data) => data },
  timerSet: { 1: (data) => data },
}

/**
 * An event as a journal has it, of whatever version, as today's kernel knows it.
 *
 * @throws EventUnknown EVENT_UNKNOWN  a type or version that only a newer release knows
 */
export function readEvent(type: string, version: number, data: Readonly<Record<string, unknown>>): KernelEvent {
  const today = EVENT_VERSIONS[type as KernelEventType] as number | undefined
  if (today === version) return { ...data, type } as unknown as KernelEvent
  const reader = READERS[type as KernelEventType]?.[version]
  if (reader === undefined) throw new EventUnknown(`expected an event that this release knows, found ${type} version ${version}`)
  return { ...reader(data), type } as unknown as KernelEvent
}
