import { CommandRejected, EngineError } from '@motcua/engine'
import type { Json, JsonObject } from '@motcua/engine/ports'

/** Names of what is registered with Restate. They are part of every invocation that Restate keeps: they never change. */
export const NAMES = {
  /** One virtual object per dossier: its handler decides. */
  dossier: 'motcua-dossier',
  /** One virtual object per lane of jobs: jobs of a lane run one after another. */
  lane: 'motcua-lane',
  /** One virtual object per role or group: the tasks that it may do. */
  desk: 'motcua-desk',
  /** One virtual object in all: what was committed, in order. */
  feed: 'motcua-feed',
  /** One virtual object per series of serial numbers. */
  series: 'motcua-series',
  /** One virtual object per fingerprint of a procedure. */
  edition: 'motcua-edition',
  /** One virtual object in all: jobs that wait for a person. */
  parked: 'motcua-parked',
  /** One virtual object per dossier: its commits on their way to the reading store. */
  reading: 'motcua-reading',
  /** One virtual object in all: messages that wait for a dossier. */
  messages: 'motcua-messages',
  /** One virtual object in all: signals on their way to those who wait for them. */
  signals: 'motcua-signals',
  /** One virtual object in all: what begins dossiers by the clock. */
  schedules: 'motcua-schedules',
  /** One virtual object in all: seals of the journal, one after another. */
  seals: 'motcua-seals',
  /** What a caller asks for. */
  counter: 'motcua-counter',
} as const

/** The one key of that of which there is one in all. */
export const ONLY_KEY = 'all'

/** A call of the engine's face, as it travels. */
export interface Request {
  readonly method: string
  readonly args: readonly Json[]
}

/** An error of the engine, as it travels inside a terminal error's message. */
export interface WireError {
  readonly motcua: {
    readonly code: string
    readonly message: string
    readonly dossier: string | null
    readonly rejection: JsonObject | null
  }
}

/** What a handler refused with; `undefined`: it was no refusal of the engine's. */
export function engineErrorOf(message: string): EngineError | undefined {
  const wire = wireErrorOf(message)
  if (wire === undefined) return undefined
  const dossier = wire.dossier ?? undefined
  if (wire.rejection !== null) return new CommandRejected(wire.rejection as never, dossier)
  return new EngineError(wire.code as EngineError['code'], wire.message, dossier)
}

function wireErrorOf(message: string): WireError['motcua'] | undefined {
  try {
    const read = JSON.parse(message) as Partial<WireError> | null
    return typeof read?.motcua?.code === 'string' ? read.motcua : undefined
  } catch {
    return undefined
  }
}
