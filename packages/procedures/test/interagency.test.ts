import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileDocumentStore } from '@motcua/adapters/documents'
import { folderNotifier } from '@motcua/adapters/notify'
import { AdapterFailure, type Notification } from '@motcua/engine/ports'
import { afterEach, describe, expect, it } from 'vitest'
import { dossierRecord, LIBRARY, libraryEditions, type LibraryCode } from '../src/index.ts'
import { including, Trial } from './fragment-office.fixture.ts'
import { OPERATOR } from './library-office.fixture.ts'
import { AGENCY } from './office.fixture.ts'

const open: Trial[] = []
afterEach(() => Promise.all(open.splice(0).map((trial) => trial.end())))
async function lodged(one: Parameters<typeof including>[0], variables = {}, adapters = {}): Promise<Trial> {
  const trial = await Trial.lodged(including(one), '2025-09-08T08:00', variables, adapters)
  open.push(trial)
  return trial
}
/** Digests of what a letter has with it. */
const attachmentsOf = (letter: string) =>
  [...letter.matchAll(/X-Motcua-Attachment: ((?:=\?utf-8\?B\?[^?]*\?=\s*)+)/g)].map(([, words = '']) => {
    const text = [...words.matchAll(/B\?([^?]*)\?=/g)].map(([, base64 = '']) => Buffer.from(base64, 'base64').toString('utf8'))
    return text.join('').split(' ')[0] ?? ''
  })
const at = (local: string) => Date.parse(`${local}:00+07:00`)
const recordOf = async ({ office, id }: Trial) =>
  dossierRecord(await office.view(id), office.procedure, await office.engine.journal(id, { as: OPERATOR }), AGENCY)

const branch = (role: string, days: number) =>
  `{ use: linked-branch, with: { role: ${role}, what: Việc của ${role}, form: f, result: ${role}Result, within: { workingDays: ${days} }, returning: together }, next: joined }`
const linked: Parameters<typeof including>[0] = {
  include: 'linked-branch',
  limit: 'workingDays: 10',
  flow: `  tried: { parallelGateway, stage: verify, next: [officer, leader] }
  officer: ${branch('officer', 2)}
  leader: ${branch('leader', 5)}
  joined: { parallelGateway, next: done }`,
}

describe('a dossier that is handed on', () => {
  it('goes with a signed list that names the lead, the task, the deadline and each component; all agencies at once', async () => {
    const trial = await lodged(linked, {
      digitized: [{ id: 'form', digest: 'f'.repeat(64) }],
      components: [{ id: 'form' }, { id: 'paper' }],
    })
    const { handOns } = await recordOf(trial)
    expect(handOns).toEqual([
      expect.objectContaining({ to: 'Chuyên viên', task: 'Việc của officer', due: '2025-09-10T17:00:00+07:00' }),
      expect.objectContaining({ to: 'Lãnh đạo', task: 'Việc của leader', due: '2025-09-15T17:00:00+07:00' }),
    ])
    for (const { manifest, signature, to, task, components, papers } of handOns) {
      expect([components, papers]).toEqual([['form'], ['paper']])
      const list = JSON.parse(new TextDecoder().decode(trial.office.file(manifest))) as Record<string, unknown>
      expect(list).toMatchObject({ to, task, lead: AGENCY.code, dossier: (await trial.view()).code, papers: ['paper'] })
      expect(trial.office.file(signature)).toBeDefined()
    }
    const letters = trial.office.told.filter(({ subject }) => subject === 'Chuyển hồ sơ liên thông')
    expect(letters.map(({ to }) => to.name).sort()).toEqual(['Chuyên viên', 'Lãnh đạo'])
    expect(letters[0]?.attachments.map(({ digest }) => digest)).toContain('f'.repeat(64))
  })

  it('is told of once though the first answer was lost, whatever the second signature is: both stand for the one list', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'motcua-letters-'))
    const documents = fileDocumentStore(join(folder, 'documents'))
    const outbox = folderNotifier(join(folder, 'outbox'))
    // As ECDSA signs: anew each time.
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const signed = { subject: 'CN=EC', serialNumber: '01' }
    let letters = 0
    const trial = await lodged(
      linked,
      { digitized: [], components: [] },
      {
        documents,
        signer: {
          signPdf: async (bytes: Uint8Array) => ({ bytes, ...signed }),
          signDetached: async (bytes: Uint8Array) => ({ bytes: new Uint8Array(sign('sha256', bytes, privateKey)), ...signed }),
        },
        notifier: {
          async notify(letter: Notification) {
            await outbox.notify(letter)
            if (letter.subject !== 'Chuyển hồ sơ liên thông') return
            letters += 1
            if (letters <= 2) throw new AdapterFailure('NO_ANSWER', 'expected an answer, found none', { retry: true })
          },
        },
      },
    )
    await trial.until(at('2025-09-08T09:00'))
    const { handOns } = await recordOf(trial)
    expect([handOns.length, letters]).toEqual([2, 4])
    const outboxed = readdirSync(join(folder, 'outbox')).map((name) => readFileSync(join(folder, 'outbox', name), 'utf8'))
    const sent = outboxed.map(attachmentsOf)
    for (const { manifest, signature } of handOns) {
      const list = await documents.get(manifest)
      const told = sent.filter((attached) => attached.includes(manifest))
      const other = told.flat().filter((digest) => digest !== manifest)
      expect([told.length, other.length]).toEqual([1, 1])
      expect(other).not.toContain(signature)
      for (const digest of [signature, ...other])
        expect(verify('sha256', list, publicKey, await documents.get(digest))).toBe(true)
    }
    rmSync(folder, { recursive: true, force: true })
  })

  it('whose agency keeps silent is still awaited; the agency is reminded, the head is told, the dossier has it', async () => {
    const trial = await lodged(linked)
    await trial.until(at('2025-09-10T17:00'))
    const { reminders } = await recordOf(trial)
    expect(reminders).toEqual([
      {
        to: 'Chuyên viên',
        task: 'Việc của officer',
        at: '2025-09-10T17:00:00+07:00',
        head: `Người đứng đầu ${AGENCY.unit}`,
      },
    ])
    expect(trial.office.told.slice(-2).map(({ subject, to }) => [subject, to.name])).toEqual([
      ['Nhắc cơ quan chậm trả lời', 'Chuyên viên'],
      ['Cơ quan phối hợp chậm trả lời', `Người đứng đầu ${AGENCY.unit}`],
    ])
    expect(await trial.waiting()).toContain('officer.settle')
  })
})

it('agencies that are consulted at once and keep silent are each reminded by name, and none is lost on the dossier', async () => {
  const agencies = ['Sở Xây dựng', 'Công an tỉnh', 'Sở Nông nghiệp']
  const trial = await lodged({
    include: 'consultation',
    flow: `  tried: { scriptTask: { script: '["${agencies.join('", "')}"]', result: consulted }, next: consult }
  consult: { use: consultation, prefix: '', with: { role: officer, within: { workingDays: 2 }, silence: remind }, next: done }`,
  })
  await trial.until(at('2025-09-10T17:00'))
  const { reminders } = await recordOf(trial)
  expect(reminders.map(({ to }) => to).sort()).toEqual([...agencies].sort())
  expect((await trial.waiting()).filter((element) => element === 'answer')).toHaveLength(3)
})

it('whatever the library hands on, and whomever it reminds, is noted on the dossier', () => {
  const editions = (Object.keys(LIBRARY) as LibraryCode[]).flatMap(libraryEditions)
  const noted = editions.flatMap(({ program }) =>
    program.nodes.flatMap((node) =>
      'job' in node && (node.job === 'hand-on' || node.job === 'remind-agency') ? [[node.job, node.sets]] : [],
    ),
  )
  expect(noted.length).toBeGreaterThan(8)
  for (const [job, sets] of noted) expect(sets).toEqual([job === 'hand-on' ? 'handOn' : 'reminder'])
})
