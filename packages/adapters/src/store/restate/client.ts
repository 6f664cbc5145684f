/** For who calls and who moves dossiers: Restate's SDK is the services' alone. */
export { moveDossiers } from './move-dossiers.ts'
export type { MoveReport } from './move-dossiers.ts'
export { restateEngine } from './restate-engine.ts'
export type { RestateEngine } from './restate-engine.ts'
export type { IngressOptions } from './ingress.ts'
