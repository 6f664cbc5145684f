/**
 * The only source of time in the host. Everything inside the engine takes its instant from a command.
 */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
  /**
   * Milliseconds since whatever moment, by a clock that nobody sets: it never goes back, and never jumps but over what the machine slept. Absent:
   * there is none.
   */
  steady?(): number
  /**
   * Calls back once, at or after `instant` (milliseconds since 1970-01-01T00:00:00Z), and returns what cancels it.
   * A callback is a hint to look at the store again; durable time lives in the store.
   */
  wake(instant: number, callback: () => void): () => void
}
