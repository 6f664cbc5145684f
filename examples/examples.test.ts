import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.restoreAllMocks()
})

async function printedBy(load: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
  await load()
  return lines
}

it('01-first-dossier accepts a dossier and says when it is due', async () => {
  const [line] = await printedBy(() => import('./01-first-dossier.ts'))
  expect(line).toMatch(/^000\.00\.01\.H05-\d{6}-0001 accepted, due \d{4}-\d\d-\d\dT17:00:00\+07:00$/)
})

it('02-sqlite-host finds the same dossier again', async () => {
  process.env.DOSSIERS = join(mkdtempSync(join(tmpdir(), 'motcua-example-')), 'dossiers.db')
  const [line] = await printedBy(() => import('./02-sqlite-host.ts'))
  expect(line).toBe('the same dossier, waiting for: Kiểm tra thành phần hồ sơ')
})

it('06-xstate-actor runs to its end past a refusal', async () => {
  const lines = await printedBy(() => import('./06-xstate-actor.ts'))
  expect(lines).toContain('dossier.rejected')
  expect(lines.at(-1)).toBe('done')
})
