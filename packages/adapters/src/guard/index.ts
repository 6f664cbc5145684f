export { guarded } from './guarded.ts'
export type { GuardPolicy } from './guarded.ts'
