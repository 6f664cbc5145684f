import { serde, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk'
import type { Json } from '@motcua/engine/ports'

/** JSON both ways: what travels can be read by any release. */
export const JSON_SERDE = serde.json as never

/** A call that nobody waits for; Restate makes it exactly once. */
export function send(
  context: ObjectContext | ObjectSharedContext,
  to: { readonly service: string; readonly key: string; readonly method: string },
  parameter: Json,
  delayMs?: number,
): void {
  context.genericSend({
    ...to,
    parameter,
    inputSerde: JSON_SERDE,
    ...(delayMs === undefined || delayMs <= 0 ? {} : { delay: delayMs }),
  })
}

/** A call that is waited for. */
export function ask<T>(
  context: ObjectContext | ObjectSharedContext,
  to: { readonly service: string; readonly key: string; readonly method: string },
  parameter: Json,
): Promise<T> {
  return context.genericCall<Json, T>({ ...to, parameter, inputSerde: JSON_SERDE, outputSerde: JSON_SERDE })
}
