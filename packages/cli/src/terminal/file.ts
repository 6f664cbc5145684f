import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { loadProcedure, readYaml, type Definition, type Diagnostic, type Procedure } from '@motcua/engine'
import type { Terminal } from './output.ts'

/** Files beyond this are not read at all; the reader's own limit is far lower. */
const LARGEST_BYTES = 16 * 1024 * 1024

export interface ReadFile {
  readonly source: string
  readonly definition?: Definition
  readonly procedure?: Procedure
  readonly diagnostics: readonly Diagnostic[]
}

/** A file that cannot be read at all: a mistake in the call, not in the file. */
export class FileUnreadable extends Error {}

/** Reads an author's file as far as it goes. @throws FileUnreadable */
export function readProcedureFile(file: string, terminal: Pick<Terminal, 'cwd'>, process?: string): ReadFile {
  const source = readText(file, terminal)
  const read = readYaml(source, { file })
  if (read.definition === undefined) return { source, diagnostics: read.diagnostics }
  const loaded = loadProcedure(read.definition, process)
  return {
    source,
    definition: read.definition,
    ...(loaded.procedure === undefined ? {} : { procedure: loaded.procedure }),
    diagnostics: [...read.diagnostics, ...loaded.diagnostics],
  }
}

function readText(file: string, terminal: Pick<Terminal, 'cwd'>): string {
  const path = resolve(terminal.cwd, file)
  try {
    const { size } = statSync(path)
    if (size > LARGEST_BYTES) throw new FileUnreadable(`${file}: expected at most ${LARGEST_BYTES} bytes, found ${size}`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof FileUnreadable) throw error
    const { code } = error as { code?: string }
    const why =
      code === 'ENOENT'
        ? 'no such file'
        : code === 'EISDIR'
          ? 'it is a directory'
          : code === 'EACCES'
            ? 'no permission'
            : String(code)
    throw new FileUnreadable(`${file}: cannot be read, ${why}`)
  }
}
