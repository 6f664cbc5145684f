import { readFileSync } from 'node:fs'
import { AdapterFailure, formatDiagnostic, loadProcedure, readYaml, type Procedure } from '@motcua/engine'
import { fragmentFiles } from './fragment-files.ts'
import { whenUsed } from './when-used.ts'

/** The procedures that we ship, by code, and their files under `library/`; of several editions the newest. */
export const LIBRARY = {
  '1.001193': 'civil-status/1.001193-birth-registration.yaml',
  '1.000894': 'civil-status/1.000894-marriage-registration.yaml',
  '1.000656': 'civil-status/1.000656-death-registration.yaml',
  '1.004873': 'civil-status/1.004873-marital-status-certificate.yaml',
  '2.000635': 'civil-status/2.000635-extract-copy.yaml',
  '2.000815': 'certification/2.000815-certified-copy.yaml',
  '1.004222': 'residence/1.004222-permanent-residence.yaml',
  '1.004194': 'residence/1.004194-temporary-residence.yaml',
  '1.001612': 'business/1.001612-household-business.yaml',
  '2.001610': 'business/2.001610-private-enterprise.yaml',
  '1.013225': 'construction/1.013225-construction-permit-2.yaml',
  '2.000591': 'industry-trade/2.000591-food-safety.yaml',
  'ban-le-ruou': 'industry-trade/retail-alcohol.yaml',
  '1.013831': 'land/1.013831-land-change.yaml',
  'cap-lai-giay-chung-nhan': 'land/land-certificate-reissue.yaml',
  '3.000722': 'linked/3.000722-birth-residence-insurance.yaml',
  '2.001263': 'adoption/2.001263-domestic-adoption.yaml',
  'phan-anh-kien-nghi': 'internal/petition.yaml',
  'cong-bo-thu-tuc': 'internal/publication.yaml',
  'ra-soat-thu-tuc': 'internal/review.yaml',
} as const

/** Editions before the newest: a dossier that was lodged under one stays on it. */
export const EARLIER_EDITIONS: Readonly<Partial<Record<LibraryCode, readonly string[]>>> = {
  '1.013225': ['construction/1.013225-construction-permit-1.yaml'],
}

export type LibraryCode = keyof typeof LIBRARY

/** Where a procedure's file is, to read, copy or show. @throws AdapterFailure OPTIONS_INVALID */
export function libraryFile(code: LibraryCode): URL {
  mustBeInLibrary('libraryFile', code)
  return new URL(`../library/${LIBRARY[code]}`, import.meta.url)
}

/** A procedure of the library, in its newest edition: read and compiled when it is first used, and the same for all who ask. @throws AdapterFailure OPTIONS_INVALID */
export function libraryProcedure(code: LibraryCode): Procedure {
  mustBeInLibrary('libraryProcedure', code)
  return ofFile(LIBRARY[code])
}

/**
 * Every edition of a procedure, the oldest first: what a host gives to the engine, which starts a dossier with the one in force.
 *
 * @example
 * procedures: libraryEditions('1.013225').map((edition) => oneStop(edition, { agency }))
 * @throws AdapterFailure OPTIONS_INVALID
 */
export function libraryEditions(code: LibraryCode): readonly Procedure[] {
  mustBeInLibrary('libraryEditions', code)
  return [...(EARLIER_EDITIONS[code] ?? []), LIBRARY[code]].map(ofFile)
}

function mustBeInLibrary(of: string, code: unknown): void {
  if (typeof code === 'string' && Object.hasOwn(LIBRARY, code)) return
  const found = typeof code === 'string' ? JSON.stringify(code) : code === undefined || code === null ? 'none' : typeof code
  const known = Object.keys(LIBRARY).join(', ')
  throw new AdapterFailure('OPTIONS_INVALID', `${of}: expected a code of the library (${known}) as code, found ${found}`, {
    retry: false,
  })
}

const PROCEDURES = new Map<string, Procedure>()

function ofFile(file: string): Procedure {
  const known = PROCEDURES.get(file) ?? whenUsed(() => readLibraryFile(file))
  PROCEDURES.set(file, known)
  return known
}

function readLibraryFile(file: string): Procedure {
  const text = readFileSync(new URL(`../library/${file}`, import.meta.url), 'utf8')
  const read = readYaml(text, { file, fragments: fragmentFiles(), isChecked: true })
  const loaded = read.definition === undefined ? undefined : loadProcedure(read.definition)
  if (loaded?.procedure === undefined) {
    const problems = [...read.diagnostics, ...(loaded?.diagnostics ?? [])].map((diagnostic) => formatDiagnostic(diagnostic, 'en'))
    throw new Error(`DEFECT_LIBRARY: expected ${file} to be without mistakes, please report this\n${problems.join('\n')}`)
  }
  return loaded.procedure
}
