import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { verifyChain } from '@motcua/engine'
import type { JournalRow } from '@motcua/engine/ports'
import { describe, expect, it } from 'vitest'
import { verifyCms } from '../../adapters/src/signing/openssl.fixture.ts'

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))
if (!existsSync(MAIN)) throw new Error('expected the built command: run npm test, or node scripts/build.mjs, first')

/** The demo in a process of its own, killed without warning when it has told so many lines; `undefined`: left alone. */
async function demo(folder: string, killAfterLines: number | undefined): Promise<{ status: number | null; out: string }> {
  const child = spawn(process.execPath, [MAIN, '--lang', 'en', 'demo', '--dir', folder, '--pace', '60'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  child.stdout.on('data', (text: Buffer) => {
    out += text.toString()
    // Not a moment of the clock: a busy machine would be killed before it began.
    if (killAfterLines !== undefined && out.split('\n').length > killAfterLines) child.kill('SIGKILL')
  })
  child.stderr.on('data', (text: Buffer) => (out += text.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { status: await ended, out }
}

interface PortalChange {
  readonly type: 'dossier' | 'progress'
  readonly fields: {
    readonly MaHoSo: string
    readonly TrangThaiHoSo?: string
    readonly NoiDungXuLy?: string
    readonly ThoiDiemXuLy?: string
  }
}

const hasCode = (data: JournalRow['events'][number]['data']) =>
  Object.hasOwn((data?.['variables'] ?? {}) as object, 'dossierCode')

let resumed = 0

describe('the demo, killed by SIGKILL', () => {
  // From before the first deed to after the signature; where within a deed it falls, the machine decides.
  it.each([
    [1, 9],
    [16, 12],
    [22, 6],
  ])(
    'after %i lines, and again after %i lines, finishes the same dossier when it is started again',
    async (first, second) => {
      const folder = join(mkdtempSync(join(tmpdir(), 'motcua-crash-')), 'demo')
      const runs = [await demo(folder, first), await demo(folder, second)]
      // A job that a killed process had taken is waited for until its lease is over.
      const last = await demo(folder, undefined)
      if ([...runs, last].some(({ out }) => out.includes('unfinished dossier'))) resumed++
      expect(last.out).toContain('The journal is proved')
      expect(last.status).toBe(0)

      const rows = readFileSync(join(folder, 'journal.ndjson'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as JournalRow)
      expect(verifyChain(rows)).toBeUndefined()
      expect(rows.filter(({ type }) => type === 'start')).toHaveLength(1)
      expect(new Set(rows.map(({ command }) => command)).size).toBe(rows.length)

      const changes = readFileSync(join(folder, 'portal.ndjson'), 'utf8')
        .trimEnd()
        .split('\n')
        .flatMap((line) => JSON.parse(line) as Partial<PortalChange>[])
        .filter((change): change is PortalChange => change.fields !== undefined)
      expect(new Set(changes.map(({ fields }) => fields.MaHoSo)).size).toBe(1)
      const statuses = changes.filter(({ type }) => type === 'dossier').map(({ fields }) => Number(fields.TrangThaiHoSo))
      // A repeated sync is an update: the status may stand twice in a row, and never goes back.
      expect(statuses.filter((status, index) => status !== statuses[index - 1])).toEqual([2, 4, 9, 10])

      // Each step once, however often the process died around it: where it might have arrived, the operator looked.
      const steps = changes.filter(({ type }) => type === 'progress').map(({ fields }) => fields)
      const withCode = rows.slice(rows.findIndex(({ events }) => events.some(({ data }) => hasCode(data))))
      const done = withCode.flatMap(({ events }) => events).filter(({ type }) => type === 'elementCompleted')
      expect(steps).toHaveLength(done.length)
      expect(new Set(steps.map(({ NoiDungXuLy, ThoiDiemXuLy }) => `${NoiDungXuLy} ${ThoiDiemXuLy}`)).size).toBe(steps.length)

      const sqlite = createRequire(new URL('../../adapters/package.json', import.meta.url))('better-sqlite3') as new (
        path: string,
      ) => {
        prepare(sql: string): { get(): { count: number } }
        close(): void
      }
      const database = new sqlite(join(folder, 'dossiers.db'))
      expect(database.prepare('SELECT count(DISTINCT dossier) AS count FROM journal').get().count).toBe(1)
      database.close()
    },
    90_000,
  )

  it('was killed in the middle at least once: these tests tested something', () => {
    expect(resumed).toBeGreaterThan(0)
  })

  it('leaves a result whose signature pdfsig accepts, and a list that openssl verifies', async () => {
    const has = (tool: string, argument: string) => spawnSync(tool, [argument]).error === undefined
    const isEquipped = has('pdfsig', '-v') && has('openssl', 'version')
    if (process.env.CI !== undefined) expect(isEquipped).toBe(true)
    const folder = join(mkdtempSync(join(tmpdir(), 'motcua-demo-')), 'demo')
    const { status, out } = await demo(folder, undefined)
    expect(status).toBe(0)
    for (const stage of ['1 Receive', '2 Digitize', '3 Transfer', '4 Verify', '5 Sign', '6 Return', '7 Archive'])
      expect(out).toContain(stage)
    expect(out.match(/✗ PORTAL_UNREACHABLE/g)).toHaveLength(3)
    expect(out).toMatch(/looks at the portal for the step .*: it is there, not posted again/)
    expect(out).toContain('due 03/09 17:00')
    if (!isEquipped) return
    const pdf = spawnSync('pdfsig', ['-nocert', join(folder, 'result.pdf')], { encoding: 'utf8' })
    expect(pdf.stdout).toContain('Signature is Valid.')
    const list = join(folder, 'transfer.json')
    const signed = { content: list, signature: `${list}.p7s`, authority: join(folder, 'keys/test-authority.pem') }
    expect(verifyCms(signed, { cwd: folder }).stderr).toMatch(/successful/i)
  }, 60_000)
})
