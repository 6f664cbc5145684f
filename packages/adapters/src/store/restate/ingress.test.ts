import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { restateEngine } from './index.ts'

/** What answers every call so, as Restate or a proxy before it. */
async function answering(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const asked = async (status: number, message: string) => {
  const engine = restateEngine({ url: await answering(status, JSON.stringify({ message })) })
  await engine.start()
  return engine.dossier('x', { as: 'an' })
}

describe('an answer that is not the services’', () => {
  const unknown = "service 'motcua-dossier' not found, make sure to register the service before calling it."

  it('says that a server which has just started does not know the services yet, or never did: worth another try', async () => {
    await expect(asked(404, unknown)).rejects.toMatchObject({
      ...{ code: 'RESTATE_UNREACHABLE', retry: true },
      message: expect.stringContaining(unknown) as string,
    })
  })

  it.each([429, 502, 503, 504])('with status %i is worth another try', async (status) => {
    await expect(asked(status, 'not now')).rejects.toMatchObject({ code: 'RESTATE_UNREACHABLE', retry: true })
  })

  it.each([400, 401, 403, 409, 500])(
    'with status %i is a refusal: what failed in a handler for good comes so',
    async (status) => {
      await expect(asked(status, 'no')).rejects.toMatchObject({ name: 'IngressRefusal', status, message: 'no' })
    },
  )
})
