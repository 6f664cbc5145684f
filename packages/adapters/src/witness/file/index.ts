export { fileWitness } from './file-witness.ts'
export type { FileWitnessOptions } from './file-witness.ts'
