export { nationalPortal } from './national-portal.ts'
export type { NationalPortalOptions } from './options.ts'
