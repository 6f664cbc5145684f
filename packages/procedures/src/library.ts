import { readFileSync } from 'node:fs'
import { formatDiagnostic, loadProcedure, readYaml, type Procedure } from '@motcua/engine'
import { fragmentFiles } from './fragment-files.ts'

/** The procedures that we ship, by code, and their files under `library/`. */
export const LIBRARY = {
  '1.001193': 'civil-status/1.001193-birth-registration.yaml',
} as const

export type LibraryCode = keyof typeof LIBRARY

/** Where a procedure's file is, to read, copy or show. */
export function libraryFile(code: LibraryCode): URL {
  return new URL(`../library/${LIBRARY[code]}`, import.meta.url)
}

/** Reads and compiles a procedure of the library. */
export function libraryProcedure(code: LibraryCode): Procedure {
  const read = readYaml(readFileSync(libraryFile(code), 'utf8'), { file: LIBRARY[code], fragments: fragmentFiles() })
  const loaded = read.definition === undefined ? undefined : loadProcedure(read.definition)
  if (loaded?.procedure === undefined) {
    const problems = [...read.diagnostics, ...(loaded?.diagnostics ?? [])].map((diagnostic) => formatDiagnostic(diagnostic, 'en'))
    throw new Error(`DEFECT_LIBRARY: expected ${code} to be without mistakes, please report this\n${problems.join('\n')}`)
  }
  return loaded.procedure
}
