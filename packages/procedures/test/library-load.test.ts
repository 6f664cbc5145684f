import { readYaml } from '@motcua/engine'
import { describe, expect, it, vi } from 'vitest'
import { birthRegistration, LIBRARY, libraryEditions, libraryProcedure, oneStop, type LibraryCode } from '../src/index.ts'
import { AGENCY } from './office.fixture.ts'

vi.mock('@motcua/engine', async (original) => {
  const engine = await original<{ readYaml: typeof readYaml }>()
  return { ...engine, readYaml: vi.fn(engine.readYaml) }
})

describe('a procedure of the library', () => {
  it('is read when something of it is first used, and once', () => {
    const codes = Object.keys(LIBRARY) as LibraryCode[]
    const modules = codes.flatMap(libraryEditions).map((procedure) => oneStop(procedure, { agency: AGENCY }))
    expect(modules.length).toBeGreaterThan(codes.length)
    expect(readYaml).not.toHaveBeenCalled()
    expect(birthRegistration.program.procedure).toBe('1.001193')
    expect(birthRegistration.definition.name.vi).toBe('Đăng ký khai sinh')
    expect(readYaml).toHaveBeenCalledTimes(1)
  })

  it('is the same object whoever asks for it', () => {
    expect(libraryProcedure('1.001193')).toBe(birthRegistration)
    expect(libraryEditions('1.013225').at(-1)).toBe(libraryProcedure('1.013225'))
  })
})
