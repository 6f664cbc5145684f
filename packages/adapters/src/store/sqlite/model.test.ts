import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { answersAsMemoryDoes } from '../model.fixture.ts'
import { quickFolder } from './folder.fixture.ts'
import { sqliteStore } from './index.ts'

const folder = quickFolder('model')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

test('under any sequence of operations SQLite answers as the memory store does', async () => {
  const make = async () => sqliteStore(join(folder, `model-${++files}.db`))
  await expect(answersAsMemoryDoes(make, 100)).resolves.toBeUndefined()
}, 60_000)
