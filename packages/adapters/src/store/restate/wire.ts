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
  /** What a caller asks for. */
  counter: 'motcua-counter',
} as const

/** The one key of the messages. */
export const MESSAGES_KEY = 'all'

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

export function wireErrorOf(message: string): WireError['motcua'] | undefined {
  try {
    const read = JSON.parse(message) as Partial<WireError> | null
    return typeof read?.motcua?.code === 'string' ? read.motcua : undefined
  } catch {
    return undefined
  }
}
