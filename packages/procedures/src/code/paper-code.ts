import { mustBeObjects, mustBeTexts } from '../must-be-given.ts'

/**
 * Code of a digitized paper: `<owner's identifier>.<paper type code>`, as `027085000017.000.00.00.G15-KQ004389`. Type codes have many
 * shapes and are taken as they are; the owner's identifier has no dot but in an agency's code, so a code is read only where its
 * owner is known.
 */
export interface PaperCode {
  readonly owner: string
  readonly type: string
}

/** @throws AdapterFailure OPTIONS_INVALID */
export function formatPaperCode(paper: PaperCode): string {
  mustBeObjects('formatPaperCode', { paper })
  const { owner, type } = paper
  mustBeTexts('formatPaperCode', { owner, type })
  return `${owner}.${type}`
}

/** Reads the code of a paper of a citizen (12 digits) or an enterprise (10, or 10-3). `undefined`: another owner's, or none. */
export function parsePaperCode(code: string): PaperCode | undefined {
  const [, owner, type] = /^(\d{12}|\d{10}(?:-\d{3})?)\.(\S(?:.*\S)?)$/.exec(code) ?? []
  return owner === undefined || type === undefined ? undefined : { owner, type }
}
