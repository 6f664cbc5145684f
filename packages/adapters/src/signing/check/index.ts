export { signatureChecker } from './signature-checker.ts'
export type { SignatureCheckerOptions } from './signature-checker.ts'
