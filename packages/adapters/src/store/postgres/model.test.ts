import { expect, test } from 'vitest'
import { answersAsMemoryDoes } from '../model.fixture.ts'
import { empty } from './empty.fixture.ts'
import { postgresStore } from './index.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()

test('under any sequence of operations PostgreSQL answers as the memory store does', async () => {
  const options = { connectionString: server.url(), schema: 'model', max: 2 }
  const first = postgresStore(options)
  await first.open()
  await first.close()
  const make = async () => {
    await empty(server, 'postgres', 'model')
    return postgresStore(options)
  }
  await expect(answersAsMemoryDoes(make, 20)).resolves.toBeUndefined()
}, 120_000)
