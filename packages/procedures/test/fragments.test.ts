import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { formatDiagnostic, loadProcedure, readYaml } from '@motcua/engine'
import { describe, expect, it } from 'vitest'
import { fragmentFiles } from '../src/index.ts'

const FOLDER = fileURLToPath(new URL('../library/fragments/', import.meta.url))
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'))

describe.each(NAMES)('%s', (file) => {
  const text = readFileSync(`${FOLDER}${file}`, 'utf8')
  const { definition, diagnostics } = readYaml(text, { file, fragments: fragmentFiles() })

  it('is right by itself, with the examples of its parameters', () => {
    expect(diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, 'en'))).toEqual([])
    expect(text).toContain(`fragment: ${file.replace('.yaml', '')}\n`)
    const loaded = definition === undefined ? undefined : loadProcedure(definition)
    expect(loaded?.diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, 'en'))).toEqual([])
  })
})
