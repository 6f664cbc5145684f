import { EngineHost, type Engine } from './engine.ts'
import { mustBeUsable, type EngineOptions } from './engine-options.ts'
import { guardFace } from './face/face.ts'

/**
 * The durable host: dossiers in a store, their timers and jobs, and who may do what.
 *
 * @throws EngineError OPTIONS_INVALID  an option is of another type, or misspelt
 * @example
 * const engine = createEngine({ store: memoryStore(), procedures: [oneStop(birthRegistration, { agency })], adapters: { identity } })
 * await engine.start()
 * const dossier = await engine.lodge('1.001193', { applicant, components }, { as: 'citizen' })
 */
export function createEngine(options: EngineOptions): Engine {
  mustBeUsable(options)
  return guardFace(new EngineHost(options))
}
