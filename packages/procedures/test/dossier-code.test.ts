import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from '@motcua/adapters/sqlite'
import { parseInstant } from '@motcua/engine'
import { expect, it } from 'vitest'
import { dossierCode, parseDossierCode } from '../src/index.ts'

const AGENCY = '000.00.01.H05'
const at = (local: string) => parseInstant(local) ?? 0

it('several nodes on one store never give the same code; the serial begins anew with the local day, and a repeated key gets its own again', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'motcua-codes-')), 'dossiers.db')
  const nodes = [sqliteStore(file), sqliteStore(file), sqliteStore(file)]
  for (const node of nodes) await node.open()
  const codeFrom = (node: number, instant: number, key: string, agency = AGENCY) =>
    dossierCode(agency, instant, key, (series, name) => {
      const store = nodes[node % nodes.length]
      if (store === undefined) throw new Error('expected a node')
      return store.serial(series, name)
    })

  // 23:59 and 00:01 in Việt Nam are one UTC day: the local date counts.
  const [evening, morning] = [at('2025-08-29T23:59'), at('2025-08-30T00:01')]
  const codes = await Promise.all(Array.from({ length: 60 }, (_, index) => codeFrom(index, evening, `k-${index}`)))
  expect(new Set(codes).size).toBe(60)
  expect(
    codes
      .map((code) => parseDossierCode(code))
      .map((code) => ('serial' in code ? code.serial : 0))
      .sort((a, b) => a - b),
  ).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
  expect(await codeFrom(1, evening, 'k-0')).toBe(codes[0])
  expect(await codeFrom(2, morning, 'k-61')).toBe(`${AGENCY}-250830-0001`)
  expect(await codeFrom(0, evening, 'k-62', 'H05.02')).toBe('H05.02-250829-0001')
  for (const node of nodes) await node.close()
})
