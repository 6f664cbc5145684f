import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sectorRegisterContract } from '../../../../engine/src/testing/contracts/sector-register.ts'
import { sqliteRegister } from './index.ts'

const file = () => join(mkdtempSync(join(tmpdir(), 'motcua-register-')), 'register.db')
const CHANGE = { key: 'd:1', act: 'lock', subject: '027085000017', data: {}, dossier: 'd', agency: 'a', at: 1 }

describe('the register in SQLite keeps the contract', () => {
  it.each(sectorRegisterContract.laws)('$name', async (law) => {
    const register = sqliteRegister(file())
    await expect(law.check(register)).resolves.toBeUndefined()
    register.close()
  })
})

describe('the register in SQLite', () => {
  it('gives two processes one number for one change, and keeps it over a restart', async () => {
    const path = file()
    const [one, two] = [sqliteRegister(path), sqliteRegister(path)]
    const first = await one.record(CHANGE)
    expect(await two.record(CHANGE)).toEqual(first)
    one.close()
    two.close()
    const again = sqliteRegister(path)
    expect(await again.changes(CHANGE.subject)).toEqual([{ ...CHANGE, ...first }])
    again.close()
  })

  it('says when it cannot be reached', async () => {
    expect(() => sqliteRegister(join(file(), 'nowhere', 'register.db'))).toThrow(/expected to reach/)
    const register = sqliteRegister(file())
    register.close()
    await expect(register.record(CHANGE)).rejects.toMatchObject({ code: 'REGISTER_UNREACHABLE', retry: true })
  })
})
