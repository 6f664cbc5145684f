/** Pieces of procedures that procedures include. */
export { FRAGMENT_CODES } from './codes.ts'
export { aloneAround, expandIncludes } from './expand.ts'
export type { FragmentResolver } from './expand.ts'
export { readFragment, type FragmentFile } from './fragment.ts'
