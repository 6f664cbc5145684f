import type { Json } from '@motcua/engine/ports'
import { callIngress, IngressRefusal, type IngressOptions } from './ingress.ts'
import { engineErrorOf } from './wire.ts'

/**
 * Calls a handler of the services: what the engine refuses there is refused here in its own words.
 *
 * @throws EngineError  the engine refused
 * @throws IngressRefusal  the handler did
 * @throws AdapterFailure RESTATE_UNREACHABLE (worth a retry)
 */
export async function callServices<T>(to: IngressOptions, path: readonly string[], body: Json): Promise<T> {
  try {
    return await callIngress<T>(to, path, body)
  } catch (error) {
    throw (error instanceof IngressRefusal ? engineErrorOf(error.message) : undefined) ?? error
  }
}
