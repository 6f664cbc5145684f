import type { JsonObject } from '../../ports/index.ts'

/** What is left of a message or a signal that is over: whoever took or heard it has what it said in their journal, where it can be erased. */
export function withoutPayload<T extends { readonly payload: JsonObject }>(said: T): T {
  return Object.freeze({ ...said, payload: Object.freeze({}) })
}
