import { beforeAll, expect, test } from 'vitest'
import { listsEachMessageOnce } from '../message-pages.fixture.ts'
import { answersAsMemoryDoes } from '../model.fixture.ts'
import { empty } from './empty.fixture.ts'
import { postgresStore } from './index.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()

const options = () => ({ connectionString: server.url(), schema: 'model', max: 2 })

beforeAll(async () => {
  const first = postgresStore(options())
  await first.open()
  await first.close()
})

const make = async () => {
  await empty(server, 'postgres', 'model')
  return postgresStore(options())
}

test('under any sequence of operations PostgreSQL answers as the memory store does', async () => {
  await expect(answersAsMemoryDoes(make, 20)).resolves.toBeUndefined()
}, 120_000)

test('PostgreSQL lists each message once, whatever happens between two pages', async () => {
  await expect(listsEachMessageOnce(make, 40)).resolves.toBeUndefined()
}, 120_000)
