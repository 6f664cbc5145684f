export { moveDossiers, restateEngine } from './client.ts'
export type { IngressOptions, MoveReport, RestateEngine } from './client.ts'
export { motcuaServices } from './services.ts'
export type { ServicesOptions } from './services-options.ts'
