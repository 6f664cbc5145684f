import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '../packages/adapters/src/store/postgres/server.fixture.ts'
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

it('07-postgres shares a database between two nodes and writes a row of its own with a command', async () => {
  const server = await startServer()
  try {
    process.env.DATABASE_URL = server.url(await server.database())
    const lines = await printedBy(() => import('./07-postgres.ts'))
    expect(lines).toEqual(['binh sees: Kiểm tra thành phần hồ sơ', 'claimed, and in our own table: 1 row'])
  } finally {
    await server.remove()
  }
})

it('06-xstate-actor runs to its end past a refusal', async () => {
  const lines = await printedBy(() => import('./06-xstate-actor.ts'))
  expect(lines).toContain('dossier.rejected')
  expect(lines.at(-1)).toBe('done')
})
