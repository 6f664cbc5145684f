import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archivePackages } from '@motcua/adapters/archive'
import { fileDocumentStore } from '@motcua/adapters/documents'
import { directory } from '@motcua/adapters/identity'
import { sqlitePaperStore } from '@motcua/adapters/papers'
import { pdfRenderer } from '@motcua/adapters/render'
import { padesSigner } from '@motcua/adapters/signing'
import { createTestAuthority } from '@motcua/adapters/signing/test-authority'
import { sqliteStore } from '@motcua/adapters/sqlite'
import { createEngine, loadProcedure, parseInstant, readYaml, type Procedure, type Variables } from '@motcua/engine'
import type { FoundData } from '@motcua/engine/ports'
import { simulatedClock } from '@motcua/engine/testing'
import { expect, it } from 'vitest'
import { birthRegistration, oneStop, receiveFile, type ComponentData } from '../src/index.ts'
import { AGENCY, AN, LODGED, PEOPLE } from './office.fixture.ts'

const CHILD = '027225000123'
const at = (local: string) => parseInstant(local) ?? 0
const hasPoppler = spawnSync('pdfsig', ['-v']).error === undefined

/** A second procedure, which wants what the first one left: an identity paper and a birth certificate. */
const TEMPORARY_RESIDENCE = read(`procedure: '9.004194'
name: Đăng ký tạm trú
regime: nd118-2025
roles: { counter: Một cửa, applicant: Người yêu cầu }
documents:
  declaration: { vi: Tờ khai, code: CT01, class: on-demand }
  identity-paper: { vi: Giấy tờ tùy thân, code: 000.00.00.G15-KQ004946, class: prior-result, digitize: mandatory }
  birth-certificate: { vi: Giấy khai sinh, code: KQ.G15.000031, class: prior-result, digitize: mandatory }
  lease: { vi: Hợp đồng thuê nhà, code: HD01, class: on-demand, reuse: [land-database] }
variables:
  applicant: object
  channel: { type: string, values: [counter, online] }
  components: list
  found: list
  missing: list
  digitized: list
  transferRecord: object
messages: { dossier-lodged: { from: [applicant, counter], carries: [applicant, channel, components] } }
flow:
  lodged: { startEvent: { message: dossier-lodged }, next: look-up }
  look-up: { serviceTask: { job: look-up-components, sets: [found] }, next: check }
  check: { userTask: { role: counter, sets: [missing] }, next: transfer }
  transfer: { serviceTask: { job: transfer-files, input: { files: '[]' }, sets: [transferRecord] }, next: done }
  done: { endEvent: }
`)

function read(yaml: string): Procedure {
  const { definition, diagnostics } = readYaml(yaml, { file: '1.004194.yaml' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error(JSON.stringify(diagnostics))
  return procedure
}

/** An office with a database, folders, a signing key and a paper store of its own. */
async function realOffice() {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-two-'))
  const clock = simulatedClock(at('2025-09-08T08:00'))
  const authority = await createTestAuthority({ at: clock.now(), name: 'test authority' })
  const issued = await authority.issue({ name: 'UBND xã Tân Hội', organisation: 'UBND xã Tân Hội', days: 400 })
  const documents = fileDocumentStore(join(folder, 'documents'))
  const papers = sqlitePaperStore(join(folder, 'papers.db'))
  const store = sqliteStore(join(folder, 'dossiers.db'))
  const land = new Map<string, FoundData>()
  const engine = createEngine({
    store,
    clock,
    procedures: [oneStop(birthRegistration, { agency: AGENCY }), oneStop(TEMPORARY_RESIDENCE, { agency: AGENCY })],
    adapters: {
      identity: directory(PEOPLE),
      documents,
      papers,
      databases: { 'land-database': { find: (owner, type) => Promise.resolve(land.get(`${owner}.${type}`)) } },
      renderer: pdfRenderer(),
      signer: padesSigner({ p12: issued.p12, passphrase: issued.passphrase }),
      archive: archivePackages(join(folder, 'archive')),
    },
  })
  await engine.start()
  const view = (id: string) => engine.dossier(id, { as: 'oanh' })
  return {
    folder,
    clock,
    engine,
    documents,
    papers,
    land,
    view,
    async lodge(code: string, variables: Variables) {
      const { id } = await engine.lodge(code, variables, { as: 'an' })
      await engine.settled()
      return id
    },
    async complete(id: string, element: string, variables: Variables, as: string) {
      const open = (await store.tasks({ dossier: id, limit: 50 })).items.find((task) => task.element === element)
      if (open === undefined) throw new Error(`no open task ${element}: ${JSON.stringify(await view(id))}`)
      await engine.complete(open.id, variables, { as })
      await engine.settled()
      return view(id)
    },
    async scan(title: string) {
      const bytes = await pdfRenderer().render({ form: 'scan', size: 'A4', agency: [], title, fields: [], at: clock.now() })
      const received = await receiveFile(documents, { name: `${title}.pdf`, mediaType: 'application/pdf', bytes })
      if (!received.ok) throw new Error(received.problem.text.en)
      return { digest: received.file.digest, mediaType: received.file.mediaType }
    },
    async close() {
      await engine.stop()
      papers.close()
    },
  }
}

const HANDED_IN = [{ id: 'declaration' }, { id: 'birth-notice' }, { id: 'identity-paper' }]

it('papers and result of a birth registration are found by the next procedure, once it succeeded and with consent', async () => {
  const here = await realOffice()
  const birth = await here.lodge('1.001193', { ...LODGED, components: HANDED_IN })
  await here.complete(birth, 'check-components', { missing: [] }, 'binh')

  // A scan that broke off is sent back with its reason; nothing goes on.
  const broken = await here.documents.put(new TextEncoder().encode('%PDF-1.7\nno end'), 'application/pdf')
  const bad = [{ id: 'birth-notice', digest: broken.digest, mediaType: 'application/pdf' }]
  const again = await here.complete(birth, 'digitize-components', { digitized: bad }, 'binh')
  expect(again.waiting.map(({ element }) => element)).toEqual(['digitize-components'])
  expect(again.variables.scanProblems).toMatchObject([{ code: 'SCAN_INCOMPLETE', label: { vi: 'Giấy chứng sinh' } }])

  const digitized = [
    { id: 'birth-notice', ...(await here.scan('GIẤY CHỨNG SINH')) },
    { id: 'identity-paper', validTo: '31/12/2025', data: { name: 'Nguyễn Văn An' }, ...(await here.scan('CĂN CƯỚC')) },
  ]
  const transferred = await here.complete(birth, 'digitize-components', { digitized }, 'binh')
  // The scans became legal copies by the agency's signature; on paper goes the declaration alone.
  const record = transferred.variables.transferRecord as unknown as { components: ComponentData[]; papers: string[] }
  expect(record.papers).toEqual(['declaration'])
  expect(record.components.map(({ code }) => code)).toEqual([`${AN}.000.00.00.G15-KQ004389`, `${AN}.000.00.00.G15-KQ004946`])
  for (const { signedBy, digest } of record.components) {
    expect(signedBy).toContain('UBND xã Tân Hội')
    const file = join(here.folder, `${digest}.pdf`)
    writeFileSync(file, await here.documents.get(digest ?? ''))
    if (hasPoppler) expect(spawnSync('pdfsig', [file], { encoding: 'utf8' }).stdout).toContain('Signature is Valid')
  }
  await here.complete(birth, 'hand-over-papers', {}, 'binh')
  await here.complete(birth, 'examine', { outcome: 'grant' }, 'chi')
  await here.complete(birth, 'register-birth', { registerNumber: '1', registerBook: '1', personalId: CHILD }, 'chi')

  // Before success nothing may be reused.
  expect(await here.papers.find(AN, '000.00.00.G15-KQ004946')).toEqual([])
  await here.complete(birth, 'approve-result', { approved: true }, 'dung')
  const done = await here.complete(birth, 'hand-over-result', { receivedBy: 'Nguyễn Văn An' }, 'binh')
  expect(done).toMatchObject({ status: 'completed', standing: 'returned', incidents: [] })
  const [identity] = await here.papers.find(AN, '000.00.00.G15-KQ004946')
  expect(identity).toMatchObject({
    dossier: done.code,
    agency: AGENCY.code,
    validTo: '2025-12-31',
    data: { name: 'Nguyễn Văn An' },
  })
  expect(await here.papers.find(CHILD, 'KQ.G15.000031')).toHaveLength(1)

  const applicant = { name: 'Nguyễn Văn An', identifier: AN, kind: 'citizen' }
  const wanted = [{ id: 'declaration' }, { id: 'birth-certificate', owner: CHILD }]
  const second = (consent: boolean) =>
    here.lodge('9.004194', { applicant: { ...applicant, consent }, channel: 'counter', components: wanted })
  const foundIn = async (id: string) => (await here.view(id)).variables.found as unknown as ComponentData[]

  expect(await foundIn(await second(false))).toEqual([])
  here.land.set(`${AN}.HD01`, { data: { house: 'Thôn 3' }, validTo: '2026-06-30' })
  const residence = await second(true)
  const found = await foundIn(residence)
  expect(found.map(({ id, reused }) => [id, reused?.source, reused?.dossier, reused?.validTo])).toEqual([
    ['identity-paper', 'citizen-store', done.code, '2025-12-31'],
    ['birth-certificate', 'citizen-store', done.code, undefined],
    ['lease', 'land-database', undefined, '2026-06-30'],
  ])
  const [, certificate] = found
  expect(
    readFileSync(join(here.folder, 'documents', (certificate?.digest ?? '').slice(0, 2), (certificate?.digest ?? '').slice(2))),
  ).toBeDefined()
  const sent = await here.complete(residence, 'check', { missing: [] }, 'binh')
  expect(sent).toMatchObject({ status: 'completed', variables: { transferRecord: { papers: ['declaration'] } } })

  // Out of its period, and the identity paper must be handed in again; the certificate has no end.
  here.clock.goTo(at('2026-07-01T08:00'))
  expect((await foundIn(await second(true))).map(({ id }) => id)).toEqual(['birth-certificate'])
  await here.close()
}, 120_000)

it('what a birth registration still misses is asked for only where no store has it; a stopped dossier leaves nothing', async () => {
  const here = await realOffice()
  const consenting = { ...LODGED, applicant: { name: 'Nguyễn Văn An', identifier: AN, kind: 'citizen', consent: true } }
  const paper = await here.documents.put(new TextEncoder().encode('căn cước'), 'application/pdf')
  const type = '000.00.00.G15-KQ004946'
  const kept = {
    code: `${AN}.${type}`,
    owner: AN,
    type,
    digest: paper.digest,
    mediaType: 'application/pdf',
    dossier: 'earlier',
    agency: AGENCY.code,
  }
  await here.papers.add({ ...kept, reusableFrom: here.clock.now() - 1 })

  const one = await here.lodge('1.001193', consenting)
  const asked = await here.complete(one, 'check-components', { missing: ['identity-paper', 'birth-notice'] }, 'binh')
  expect(asked.standing).toBe('supplementAsked')
  const journal = await here.engine.journal(one, { as: 'oanh' })
  const created = journal.flatMap(({ events }) => events).map(({ data }) => data as { job?: string; input?: unknown } | null)
  expect(created.find((data) => data?.job === 'ask-supplement')?.input).toEqual({ missing: ['birth-notice'], reason: null })

  const two = await here.lodge('1.001193', consenting)
  const accepted = await here.complete(two, 'check-components', { missing: ['identity-paper'] }, 'binh')
  expect(accepted).toMatchObject({ standing: 'accepted', incidents: [] })
  const notice = [
    { id: 'birth-notice', ...(await here.scan('GIẤY CHỨNG SINH')) },
    { id: 'declaration', ...(await here.scan('TỜ KHAI')) },
  ]
  // Everything is a file or was found: no paper moves.
  const verifying = await here.complete(two, 'digitize-components', { digitized: notice }, 'binh')
  expect(verifying.variables.transferRecord).toMatchObject({ papers: [] })
  expect(verifying.waiting.map(({ element }) => element)).toContain('examine')
  const stopped = await here.complete(two, 'examine', { outcome: 'refuse', reason: 'không đủ điều kiện' }, 'chi')
  expect(stopped).toMatchObject({ standing: 'stopped', status: 'completed', incidents: [] })
  expect(await here.papers.find(AN, '000.00.00.G15-KQ004389')).toEqual([])
  await here.close()
}, 120_000)
