import type { Variables } from '../../kernel/index.ts'
import { canonical } from '../canonical.ts'
import type { Desk } from './desk.ts'

export interface Signals {
  /**
   * Tells every dossier that waits for the signal now, whatever node is up when its turn comes. The same `id` again is the same
   * signal: `false`, nothing happens.
   *
   * @param signal  `name` as the definition names it: BPMN's signals are told apart by their names, not by their ids
   */
  broadcast(
    signal: { readonly name: string; readonly variables?: Variables; readonly agency?: string },
    options: { readonly system: string; readonly id: string },
  ): Promise<boolean>
}

export function signalsOf(desk: Desk): Signals {
  const { store, clock, rouse, mustBeStarted, agency: usual } = desk.world
  return {
    async broadcast({ name, variables = {}, agency = usual }, { system, id }) {
      mustBeStarted()
      const payload = variables
      // Agencies that share a store choose their ids apart.
      const own = agency === null ? id : canonical([agency, id])
      const actor = `system:${system}`
      const isNew = await store.putBroadcast({ id: own, agency, signal: name, payload, actor, at: clock.now() })
      rouse()
      return isNew
    },
  }
}
