import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { formatDiagnostic, loadProcedure, readYaml } from '@motcua/engine'
import { describe, expect, it } from 'vitest'
import { EARLIER_EDITIONS, fragmentFiles, LIBRARY, libraryEditions, type LibraryCode } from '../src/index.ts'
import { flowShape } from './flow-shape.fixture.ts'

const FOLDER = fileURLToPath(new URL('../library/', import.meta.url))
const CODES = Object.keys(LIBRARY) as LibraryCode[]
const EDITIONS = CODES.flatMap((code) => [...(EARLIER_EDITIONS[code] ?? []), LIBRARY[code]].map((file) => ({ code, file })))
const read = (file: string) => {
  const text = readFileSync(`${FOLDER}${file}`, 'utf8')
  const { definition, diagnostics } = readYaml(text, { file, fragments: fragmentFiles() })
  if (definition === undefined) throw new Error(diagnostics.map((found) => formatDiagnostic(found, 'en')).join('\n'))
  return { definition, diagnostics }
}
const library = new Map(EDITIONS.map(({ code, file }) => [file, { code, ...read(file) }]))

describe.each([...library])('%s', (file, { code, definition, diagnostics }) => {
  it('has no mistakes; what is open it says itself', () => {
    const others = diagnostics.filter((found) => found.code !== 'GAP_OPEN')
    // A published procedure whose steps take twelve days against a limit of ten: its gap says so, and the check finds it.
    expect(others.map((found) => found.code)).toEqual(code === 'cap-lai-giay-chung-nhan' ? ['TIME_BUDGET_EXCEEDED'] : [])
    expect(diagnostics.length - others.length).toBe(definition.published?.gaps.length ?? 0)
  })

  it('is read the same without being checked again, which the library spares itself', () => {
    const text = readFileSync(`${FOLDER}${file}`, 'utf8')
    const again = readYaml(text, { file, fragments: fragmentFiles(), isChecked: true })
    expect(again.diagnostics).toEqual([])
    expect(again.definition).toEqual(definition)
  })

  it('compiles, with every name in Vietnamese and English', () => {
    const { procedure, diagnostics: found } = loadProcedure(definition)
    expect(found.map((diagnostic) => formatDiagnostic(diagnostic, 'en'))).toEqual([])
    expect(procedure?.program.procedure).toBe(code)
    for (const { name } of procedure?.marks ?? []) {
      expect(name?.vi).toBeTruthy()
      expect(name?.en).toBeTruthy()
    }
  })

  it('gives a source for every figure, or says that it has none', () => {
    const figures = definition.published?.figures ?? []
    const known = figures.map(({ at }) => at)
    if (definition.limit !== undefined) expect(known).toContain('limit')
    if (definition.limit?.extension !== undefined) expect(known).toContain('limit.extension')
    const steps = definition.processes.flatMap(({ nodes }) => nodes).filter((node) => 'limit' in node && node.limit !== undefined)
    for (const { id } of steps) {
      const isSaid = known.some((at) => at === 'flow' || `flow.${id}.limit`.startsWith(at))
      expect(isSaid, `${file}: ${id}`).toBe(true)
    }
    const open = (definition.published?.gaps ?? []).map(({ at }) => at)
    for (const fee of definition.published?.fees ?? []) expect(fee.source ?? open[0] ?? fee.setBy).toBeDefined()
    for (const time of definition.published?.times ?? []) expect(time.source).toBeDefined()
  })
})

describe('the library', () => {
  it('has at least fifteen procedures, of many fields and of both levels', () => {
    expect(CODES.length).toBeGreaterThanOrEqual(15)
    const levels = new Set([...library.values()].map(({ definition }) => definition.level))
    expect(levels).toEqual(new Set(['commune', 'province']))
    expect(new Set(Object.values(LIBRARY).map((file) => file.split('/')[0])).size).toBeGreaterThanOrEqual(8)
  })

  it('has every file of the folder', () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))
    expect(files.filter((name) => !name.startsWith('fragments')).sort()).toEqual([...library.keys()].sort())
  })

  it('includes every fragment somewhere: none is only for show', () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))
    // A choice of fragments, as `silence-${silence}`, is named by its parameter's values.
    const used = files.map((name) => readFileSync(`${FOLDER}${name}`, 'utf8')).join('\n')
    for (const name of files.filter((file) => file.startsWith('fragments/')).map((file) => file.slice(10, -5))) {
      const chosen = /^(silence|sealing|branch-return)-(.+)$/.exec(name)?.[2]
      const isUsed =
        new RegExp(`use: ${name}\\b|: ${name}[,\\s}]`).test(used) ||
        (chosen !== undefined && new RegExp(`: ${chosen}\\b`).test(used))
      expect(isUsed, name).toBe(true)
    }
  })

  it('has no two procedures of the same flow under other names', () => {
    const shapes = new Map<string, string>()
    for (const [file, { definition }] of library) {
      const shape = flowShape(definition)
      expect(shapes.get(shape), `${file} flows as`).toBeUndefined()
      shapes.set(shape, file)
    }
  })

  it('knows the construction permit of before and since 1 July 2026', () => {
    const [before, since] = libraryEditions('1.013225').map(({ definition }) => definition)
    expect(before?.effective).toEqual({ from: '2025-07-01', to: '2026-06-30' })
    expect(since?.effective).toMatchObject({ from: '2026-07-01' })
    const silence = (definition: typeof before) =>
      definition?.processes.flatMap(({ nodes }) => nodes).some(({ id }) => id === 'check.check-on-site')
    expect([silence(before), silence(since)]).toEqual([true, false])
  })
})
