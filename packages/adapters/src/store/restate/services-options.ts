import type { EngineOptions } from '@motcua/engine'
import type { Store } from '@motcua/engine/ports'
import type { IngressOptions } from './ingress.ts'

/** The procedures and the world, as `createEngine` takes them; the store and the clock are Restate's. Where Restate does something again, `onError` may be told again. */
export interface ServicesOptions extends Pick<
  EngineOptions,
  'procedures' | 'adapters' | 'calendar' | 'retry' | 'agency' | 'onError'
> {
  /** Where job handlers reach Restate for serial numbers and journals. */
  readonly ingress: IngressOptions
  /**
   * A store that lists, counts, searches and messages go to, fed by every dossier from its first command on. Absent: there are none; a
   * worklist is then read whole for each role.
   */
  readonly reading?: Store
}
