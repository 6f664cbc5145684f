import { EngineHost, type Engine } from './engine.ts'
import type { EngineOptions } from './engine-options.ts'
import { guardFace } from './face/face.ts'

/**
 * The durable host: dossiers in a store, their timers and jobs, and who may do what.
 *
 * @example
 * const engine = createEngine({ store: memoryStore(), procedures: [birthRegistration], adapters: { identity } })
 * await engine.start()
 * const dossier = await engine.lodge('1.001193', { applicant, components }, { as: 'citizen' })
 */
export function createEngine(options: EngineOptions): Engine {
  return guardFace(new EngineHost(options))
}
