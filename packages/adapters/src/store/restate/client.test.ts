import { expect, it, vi } from 'vitest'

vi.mock('@restatedev/restate-sdk', () => {
  throw new Error('there is no SDK')
})

it('whoever calls, or moves dossiers, needs no SDK of Restate’s; who serves does', async () => {
  const { restateEngine } = await import('./client.ts')
  const engine = restateEngine({ url: 'http://127.0.0.1:9', timeoutMs: 500 })
  await engine.start()
  await expect(engine.dossier('x', { as: 'an' })).rejects.toMatchObject({ code: 'RESTATE_UNREACHABLE' })
  await expect(import('./index.ts')).rejects.toThrow()
})
