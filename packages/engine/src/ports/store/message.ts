import type { JsonObject } from '../json.ts'

/** A dossier waits for a message, or hears a signal. */
export interface StoredSubscription {
  /** `<dossier>:<instance>:<position of the trigger>`. */
  readonly id: string
  readonly dossier: string
  readonly agency: string | null
  readonly kind: 'message' | 'signal'
  readonly name: string
  /** Canonical text of the correlation values; `null`: none. A message matches where name, key and agency are equal. */
  readonly key: string | null
}

/** A message that came before anybody waited for it, or waits to be delivered. */
export interface BufferedMessage {
  readonly id: string
  readonly agency: string | null
  readonly name: string
  /** Canonical text of the correlation values; `null`: none. */
  readonly key: string | null
  readonly payload: JsonObject
  readonly actor: string
  readonly at: number
  /** From then on it is delivered to nobody. */
  readonly expiresAt: number
}

export interface MessageStanding {
  /** Its payload is `{}` once it was taken or has expired: then the journal alone has what it said, where it can be erased. */
  readonly message: BufferedMessage
  readonly status: 'kept' | 'taken' | 'expired'
}

export interface MessageQuery {
  readonly agency?: string
  readonly status?: MessageStanding['status']
  /** `id` (usual). `put`: in the order they were put, which is made for those that are kept: of all that there ever were it may take long. */
  readonly order?: 'id' | 'put'
  readonly after?: string
  /** 1 to 1,000. */
  readonly limit: number
}

export interface Match {
  readonly message: BufferedMessage
  readonly subscription: StoredSubscription
}

/** A signal on its way to every dossier that subscribed to it before it was put. */
export interface Broadcast {
  readonly id: string
  readonly agency: string | null
  readonly signal: string
  readonly payload: JsonObject
  readonly actor: string
  readonly at: number
}

export interface BroadcastQuery {
  /** Those that are not over. */
  readonly isUnderWay?: true
  readonly after?: string
  /** 1 to 1,000. */
  readonly limit: number
}

export interface AudienceQuery {
  readonly broadcast: string
  readonly after?: string
  /** 1 to 1,000. */
  readonly limit: number
}

export interface BroadcastTurn {
  readonly broadcast: Broadcast
  /** The next dossiers to tell; empty: all have been told. Telling one twice must be harmless. */
  readonly dossiers: readonly string[]
  /** Goes into `advanceBroadcast` when these have been told. */
  readonly turn: string
}
