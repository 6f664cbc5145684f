export { sqlitePaperStore } from './sqlite-paper-store.ts'
export type { SqlitePaperStore } from './sqlite-paper-store.ts'
