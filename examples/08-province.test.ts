import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPortalSimulator } from '@motcua/adapters/portal/simulator'
import { createTestAuthority } from '@motcua/adapters/signing/test-authority'
import { expect, it, vi } from 'vitest'
import { bundleSimulator } from '../packages/adapters/src/portal/simulator/bundle.fixture.ts'

interface Task {
  readonly id: string
  readonly element: string
}
interface Dossier {
  readonly id: string
  readonly code: string | null
  readonly standing: string
}

/** What each officer says at their tasks; a dossier without files has nothing to scan. */
const DEEDS: Readonly<Record<string, readonly [string, object]>> = {
  'check-components': ['binh', { missing: [] }],
  'digitize-components': ['binh', { digitized: [] }],
  'hand-over-papers': ['binh', {}],
  examine: ['chi', { outcome: 'grant' }],
  'register-birth': ['chi', { registerNumber: '47', registerBook: '01/2025', personalId: '027225000471' }],
  'approve-result': ['dung', { approved: true }],
  'hand-over-result': ['binh', { receivedBy: 'Nguyễn Văn An' }],
}

it(
  '08-province takes a birth registration from the counter to the portal, over HTTP, in under 100 lines',
  { timeout: 120_000 },
  async () => {
    const source = readFileSync(new URL('08-province.ts', import.meta.url), 'utf8')
    expect(source.trimEnd().split('\n').length).toBeLessThan(100)
    const DATA = mkdtempSync(join(tmpdir(), 'motcua-province-'))
    const credentials = { username: 'motcua', password: 'secret', agency: '000.00.01.H05' }
    const portal = await startPortalSimulator({ ...credentials, entry: await bundleSimulator(DATA) })
    const key = await (
      await createTestAuthority({ at: Date.now() })
    ).issue({ name: 'Hoàng Văn Dũng', organisation: 'UBND xã Tân Hội' })
    writeFileSync(join(DATA, 'leader.p12'), key.p12)
    Object.assign(process.env, { DATA, PORT: '0', P12_PASSPHRASE: key.passphrase })
    Object.assign(process.env, { PORTAL_URL: portal.url, PORTAL_USER: 'motcua', PORTAL_PASSWORD: 'secret' })
    const said = new Promise<string>((resolve) => void vi.spyOn(console, 'log').mockImplementation(resolve))
    try {
      await import('./08-province.ts')
      const url = await said
      const ask = async (method: string, path: string, as: string, body?: object) => {
        const headers = { 'x-user': as, 'idempotency-key': `${path} ${as}` }
        const response = await fetch(`${url}/${path}`, {
          method,
          headers,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        return { status: response.status, body: await response.json() }
      }
      const request = {
        applicant: { name: 'Nguyễn Văn An', identifier: '027085000017', kind: 'citizen' },
        child: { name: 'Nguyễn Minh Khôi', birthDate: '20/08/2025', sex: 'Nam' },
        channel: 'counter',
        returnBy: 'agency',
        components: [{ id: 'birth-notice' }],
      }
      const [first, again] = [
        await ask('POST', 'procedures/1.001193', 'an', request),
        await ask('POST', 'procedures/1.001193', 'an', request),
      ]
      const { id } = first.body as Dossier
      expect([first.status, (again.body as Dossier).id]).toEqual([200, id])
      expect((await ask('GET', `dossiers/${id}`, 'nobody')).status).toBe(403)
      expect((await ask('POST', 'procedures/1.001193', 'binh', { ...request, applicant: { identifier: '1' } })).status).toBe(409)

      const view = async () => (await ask('GET', `dossiers/${id}`, 'binh')).body as Dossier
      await vi.waitFor(
        async () => {
          for (const as of ['binh', 'chi', 'dung']) {
            for (const task of (await ask('GET', 'worklist', as)).body as Task[]) {
              const [who, body] = DEEDS[task.element] ?? ['', {}]
              if (who === as) await ask('POST', `tasks/${task.id}`, as, body)
            }
          }
          expect((await view()).standing).toBe('returned')
        },
        { timeout: 60_000, interval: 100 },
      )
      const { code } = await view()
      await vi.waitFor(
        async () => {
          const [synced] = await portal.dossiers()
          expect(synced).toMatchObject({ code, status: 10 })
        },
        { timeout: 30_000, interval: 100 },
      )
    } finally {
      process.emit('SIGTERM')
      await portal.stop()
      vi.restoreAllMocks()
    }
  },
)
