import type { EngineOptions } from '@motcua/engine'
import type { IngressOptions } from './ingress.ts'

/** The procedures and the world, as `createEngine` takes them; the store and the clock are Restate's. */
export interface ServicesOptions extends Pick<EngineOptions, 'procedures' | 'adapters' | 'calendar' | 'retry'> {
  /** Where job handlers reach Restate for serial numbers and journals. */
  readonly ingress: IngressOptions
}
