import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { formatDiagnostic, loadProcedure, readYaml } from '@motcua/engine'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
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

  it('says what each of its parameters is in both languages', () => {
    const parameters = Object.entries(parsed(file.replace('.yaml', '')).parameters)
    expect(parameters.filter(([, { vi = '', en = '' }]) => vi === '' || en === '' || vi === en)).toEqual([])
  })
})

it('all of them go into one procedure: what several declare, they declare alike', () => {
  const names = NAMES.map((name) => name.replace('.yaml', '')).filter((name) => !/^(?:silence|branch-return|sealing)-/.test(name))
  const uses = names.flatMap((name) => {
    const { exits } = parsed(name)
    const leads = Object.keys(exits).map((exit) => `${exit}: done`)
    return [`  ${name}: { use: ${name}, prefix: ${name}-, with: ${examplesOf(name)}, exits: { ${leads.join(', ')} } }`]
  })
  const text = `procedure: '1.000003'
name: Mọi mảnh
include: [${names.join(', ')}]
flow:
${uses.join('\n')}
  done: { endEvent }
`
  const { diagnostics } = readYaml(text, { file: 'all.yaml', fragments: fragmentFiles() })
  expect(diagnostics.filter(({ code }) => code === 'FRAGMENT_DECLARATION_DIFFERS')).toEqual([])
  expect(diagnostics.filter(({ code }) => code === 'FRAGMENT_PARAMETER_MISSING')).toEqual([])
})

interface Parsed {
  readonly exits: Readonly<Record<string, unknown>>
  readonly parameters: Readonly<Record<string, { readonly example?: unknown; readonly vi?: string; readonly en?: string }>>
}

function parsed(name: string): Parsed {
  const { exits = {}, parameters = {} } = parse(readFileSync(`${FOLDER}${name}.yaml`, 'utf8')) as Partial<Parsed> & {
    exits?: readonly string[] | Parsed['exits']
  }
  return { parameters, exits: Array.isArray(exits) ? Object.fromEntries(exits.map((exit: string) => [exit, null])) : exits }
}

function examplesOf(name: string): string {
  const given = Object.entries(parsed(name).parameters).filter(([, { example }]) => example !== undefined)
  return JSON.stringify(Object.fromEntries(given.map(([parameter, { example }]) => [parameter, example])))
}
