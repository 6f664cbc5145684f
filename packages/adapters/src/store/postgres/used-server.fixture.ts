import { afterAll, beforeAll } from 'vitest'
import { startServer, type PostgresServer } from './server.fixture.ts'

/** A server for the tests of a file, or of a `describe`: started before the first of them, removed after the last. */
export function useServer(): PostgresServer {
  let server: PostgresServer | undefined
  beforeAll(async () => {
    server = await startServer()
  }, 60_000)
  afterAll(() => server?.remove())
  return new Proxy({} as PostgresServer, {
    get(_, name) {
      if (server === undefined) throw new Error('expected a server, found it not started: use it within a test or a hook')
      return Reflect.get(server, name) as unknown
    },
  })
}
