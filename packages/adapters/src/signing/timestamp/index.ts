export { timestampAuthority } from './timestamp-authority.ts'
export type { TimestampAuthorityOptions } from './timestamp-authority.ts'
