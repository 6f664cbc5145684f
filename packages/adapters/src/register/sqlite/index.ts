export { sqliteRegister } from './sqlite-register.ts'
export type { SqliteRegister } from './sqlite-register.ts'
