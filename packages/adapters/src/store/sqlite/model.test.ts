import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { memoryStore } from '@motcua/engine'
import { afterAll, expect, test } from 'vitest'
import { listsEachMessageOnce } from '../message-pages.fixture.ts'
import { answersAsMemoryDoes } from '../model.fixture.ts'
import { quickFolder } from './folder.fixture.ts'
import { sqliteStore } from './index.ts'

const folder = quickFolder('model')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const make = async () => sqliteStore(join(folder, `model-${++files}.db`))

test('under any sequence of operations SQLite answers as the memory store does', async () => {
  await expect(answersAsMemoryDoes(make, 100)).resolves.toBeUndefined()
}, 60_000)

test.each([
  ['SQLite', make],
  ['the memory store', async () => memoryStore()],
])(
  '%s lists each message once, whatever happens between two pages',
  async (_, open) => {
    await expect(listsEachMessageOnce(open, 100)).resolves.toBeUndefined()
  },
  60_000,
)
