export type { KeySource } from './key-and-certificate.ts'
export { padesSigner } from './pades-signer.ts'
