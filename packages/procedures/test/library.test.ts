import { readFileSync } from 'node:fs'
import { formatDiagnostic, loadProcedure, readYaml } from '@motcua/engine'
import { describe, expect, it } from 'vitest'
import { LIBRARY, libraryFile, type LibraryCode } from '../src/index.ts'

describe.each(Object.keys(LIBRARY) as LibraryCode[])('%s', (code) => {
  const read = readYaml(readFileSync(libraryFile(code), 'utf8'), { file: LIBRARY[code] })

  it('has no mistakes', () => {
    expect(read.diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, 'en'))).toEqual([])
  })

  it('compiles, with every name in Vietnamese and English', () => {
    const { procedure, diagnostics } = loadProcedure(read.definition as NonNullable<typeof read.definition>)
    expect(diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, 'en'))).toEqual([])
    expect(procedure?.program.procedure).toBe(code)
    for (const { name } of procedure?.marks ?? []) {
      expect(name?.vi).toBeTruthy()
      expect(name?.en).toBeTruthy()
    }
  })
})
