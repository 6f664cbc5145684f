import type { Variables } from '../../kernel/index.ts'
import { isSameSignal } from '../../ports/index.ts'
import { canonical } from '../canonical.ts'
import { EngineError } from '../engine-error.ts'
import type { Desk } from './desk.ts'
import { asked } from './given.ts'

export interface Signals {
  /**
   * Tells every dossier that waits for the signal now, whatever node is up when its turn comes. The same `id` again is the same
   * signal: `false`, nothing happens.
   *
   * @throws EngineError COMMAND_REUSED  another signal has the id, of another sender or name; what it says is not compared, as it is not kept for ever
   * @param signal  `name` as the definition names it: BPMN's signals are told apart by their names, not by their ids
   */
  broadcast(
    signal: { readonly name: string; readonly variables?: Variables; readonly agency?: string },
    options: { readonly system: string; readonly id: string },
  ): Promise<boolean>
}

export function signalsOf(desk: Desk): Signals {
  const { store, rouse, mustBeStarted, agency: usual } = desk.world
  return {
    async broadcast({ name, variables = {}, agency = usual }, { system, id }) {
      mustBeStarted()
      const payload = variables
      // Agencies that share a store choose their ids apart.
      const own = agency === null ? id : canonical([agency, id])
      const actor = `system:${system}`
      const broadcast = { id: own, agency, signal: name, payload, actor, at: await desk.now() }
      const isNew = await asked(store.putBroadcast(broadcast))
      rouse()
      const known = isNew ? undefined : await store.broadcast(own)
      if (known !== undefined && !isSameSignal(known, broadcast)) {
        const message = `expected the same signal under id "${id}", found another: give each an id of its own`
        throw new EngineError('COMMAND_REUSED', message)
      }
      return isNew
    },
  }
}
