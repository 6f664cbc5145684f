import type { JsonObject } from '../json.ts'

/** Begins dossiers by the clock. */
export interface StoredSchedule {
  readonly id: string
  readonly agency: string | null
  readonly procedure: string
  /** The cron expression or the ISO 8601 repetition that `due` came from. */
  readonly rule: string
  readonly variables: JsonObject
  /** As whom it begins them. */
  readonly actor: string
  /** The next begin; `null`: it is over. */
  readonly due: number | null
}
