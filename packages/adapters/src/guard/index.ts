export { callSignal } from './call-signal.ts'
export { guarded } from './guarded.ts'
export type { GuardPolicy } from './guarded.ts'
