export { createTestAuthority } from './test-authority.ts'
export type { IssuedCertificate, Subject, TestAuthority } from './test-authority.ts'
