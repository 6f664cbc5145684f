import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archivePackages } from '@motcua/adapters/archive'
import { fileDocumentStore } from '@motcua/adapters/documents'
import { folderNotifier } from '@motcua/adapters/notify'
import { sqlitePaperStore } from '@motcua/adapters/papers'
import { nationalPortal } from '@motcua/adapters/portal'
import { startPortalSimulator, type PortalSimulator } from '@motcua/adapters/portal/simulator'
import { sqliteRegister } from '@motcua/adapters/register'
import { httpRegister, serveRegister } from '@motcua/adapters/register/http'
import { pdfRenderer } from '@motcua/adapters/render'
import { padesSigner } from '@motcua/adapters/signing'
import { createTestAuthority } from '@motcua/adapters/signing/test-authority'
import { sqliteStore } from '@motcua/adapters/sqlite'
import { parseInstant, verifyChain } from '@motcua/engine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleSimulator } from '../../adapters/src/portal/simulator/bundle.fixture.ts'
import { libraryProcedure, type LibraryCode } from '../src/index.ts'
import { fileOf, record } from '../src/dossier-data.ts'
import { conclude, eventsOf, lodge, wander, type Deed } from './library-host.fixture.ts'
import { libraryOffice } from './library-office.fixture.ts'
import { AGENCY } from './office.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'motcua-library-'))
const CREDENTIALS = { username: 'motcua', password: 'only-a-simulator' }
const JOURNAL = join(folder, 'portal.ndjson')
const hasPoppler = spawnSync('pdfsig', ['-v']).error === undefined
let portal: PortalSimulator
beforeAll(async () => {
  portal = await startPortalSimulator({
    ...CREDENTIALS,
    agency: AGENCY.code,
    journal: JOURNAL,
    entry: await bundleSimulator(folder),
  })
})
afterAll(() => portal.stop())

/** A database file, keys, folders, a portal in its own process, and a sector register behind HTTP. */
async function realOffice(code: LibraryCode) {
  const place = mkdtempSync(join(folder, 'office-'))
  const at = '2026-09-07T08:00'
  const authority = await createTestAuthority({ at: parseInstant(at) ?? 0, name: 'test authority' })
  const issued = await authority.issue({ name: 'UBND xã Tân Hội', organisation: 'UBND xã Tân Hội', days: 400 })
  const documents = fileDocumentStore(join(place, 'documents'))
  const renderer = pdfRenderer()
  const paper = await renderer.render({ form: 'scan', size: 'A4', agency: [], title: 'BẢN QUÉT', fields: [], at: 0 })
  const { digest: scan } = await documents.put(paper, 'application/pdf')
  const papers = sqlitePaperStore(join(place, 'papers.db'))
  const register = sqliteRegister(join(place, 'register.db'))
  const served = await serveRegister(register)
  const http = httpRegister({ url: served.url })
  const office = await libraryOffice(libraryProcedure(code), {
    store: sqliteStore(join(place, 'dossiers.db')),
    at,
    scan,
    adapters: {
      documents,
      renderer,
      papers,
      signer: padesSigner({ p12: issued.p12, passphrase: issued.passphrase }),
      archive: archivePackages(join(place, 'archive')),
      notifier: folderNotifier(join(place, 'outbox')),
      portal: nationalPortal({ url: portal.url, ...CREDENTIALS, agency: AGENCY.code, timeoutMs: 5_000 }),
      registers: { 'civil-status': http, land: http },
    },
  })
  const close = async () => {
    await office.engine.stop()
    await served.close()
    register.close()
    papers.close()
  }
  return { office, documents, register, place, close }
}

/** TrangThaiHoSo of a dossier in the order in which the portal took them. */
function statusesOf(code: string): number[] {
  const changes = readFileSync(JOURNAL, 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap((line) => JSON.parse(line) as { readonly type?: string; readonly fields?: Readonly<Record<string, unknown>> }[])
  const all = changes.filter(({ type, fields }) => type === 'dossier' && fields?.MaHoSo === code)
  const statuses = all.map(({ fields }) => Number(fields?.TrangThaiHoSo))
  return statuses.filter((status, index) => status !== statuses[index - 1])
}

/** What happened before everybody did their part: the process was ended, adapters failed, a wrong deed. */
const MISHAPS: readonly Deed[] = [
  { pick: 0, seed: 0, minutes: 5, kind: 0 },
  { pick: 0, seed: 3, minutes: 5, kind: 8 },
  { pick: 0, seed: 0, minutes: 5, kind: 0 },
  { pick: 0, seed: 1, minutes: 5, kind: 8 },
  { pick: 0, seed: 0, minutes: 5, kind: 0 },
]

describe.each(['2.000635', '1.000656', '1.013831'] as const)(
  '%s on SQLite, with real signatures and the portal in a process of its own',
  (code) => {
    it('comes to a signed result, and the portal has it in the law’s order', async () => {
      // Each office is the only one of its agency: the portal knows none of its codes yet.
      await portal.reset()
      const { office, documents, register, place, close } = await realOffice(code)
      const id = await lodge(office, 0)
      await portal.fail(2, 'http500')
      await wander(office, id, MISHAPS)
      await conclude(office, id)
      const view = await office.view(id)
      expect(view).toMatchObject({ status: 'completed', standing: 'returned', incidents: [] })
      const { rows, events } = await eventsOf(office, id)
      expect(verifyChain(rows)).toBeUndefined()

      const told = events.flatMap((event) => (event.type === 'standingChanged' ? [event.code] : []))
      expect(statusesOf(view.code ?? '')).toEqual(told.slice(told.indexOf(2)))
      expect((await portal.log()).filter(({ outcome }) => outcome.endsWith('Refused') || outcome === 'dataInvalid')).toEqual([])

      // The papers of the dossier are files: receipt, line in the register, control slip, signed result.
      for (const name of ['registerEntry', 'controlSlip', 'result']) {
        const kept = fileOf(view.variables[name])
        expect(new TextDecoder().decode((await documents.get(kept?.digest ?? '')).subarray(0, 5)), name).toBe('%PDF-')
      }
      const result = join(place, 'result.pdf')
      writeFileSync(result, await documents.get(fileOf(view.variables.result)?.digest ?? ''))
      if (hasPoppler) expect(spawnSync('pdfsig', [result], { encoding: 'utf8' }).stdout).toContain('Signature is Valid')

      const changed = await Promise.all(['027040000015', '027085000017'].map((subject) => register.changes(subject)))
      const acts: Readonly<Record<string, readonly string[]>> = { '1.000656': ['lock'] }
      expect(changed.flat().map(({ act }) => act)).toEqual(acts[code] ?? [])
      if (code === '1.000656') expect(record(view.variables.locked).reference).toBe(changed.flat()[0]?.reference)

      // Another process finds the dossier as it was left.
      await office.restart()
      expect(await office.view(id)).toEqual(view)
      await close()
    }, 60_000)
  },
)
