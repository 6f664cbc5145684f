import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileDocumentStore } from '@motcua/adapters/documents'
import { pdfRenderer } from '@motcua/adapters/render'
import type { DocumentStore } from '@motcua/engine/ports'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  birthRegistration,
  digitizationDuty,
  digitizationFee,
  papersLeft,
  receiveFile,
  reuseRefusal,
  USUAL_SCAN_LIMITS,
  type ComponentData,
} from '../src/index.ts'
import { AN, LODGED, office } from './office.fixture.ts'

const { documents } = birthRegistration.definition
const documentOf = (id: string) => {
  const found = documents.find((document) => document.id === id)
  if (found === undefined) throw new Error(`no document ${id}`)
  return found
}

describe('what is digitized', () => {
  it('must be, of the three classes of the plans; else on demand, and whoever asks pays', () => {
    const notice = documentOf('birth-notice')
    const declaration = documentOf('declaration')
    for (const kind of ['prior-result', 'processing-result', 'procedure-result'] as const) {
      expect(digitizationDuty({ ...notice, class: kind }, undefined)).toEqual({ duty: 'must', payer: 'agency' })
    }
    expect(digitizationDuty(declaration, { id: 'declaration' })).toEqual({ duty: 'none', payer: null })
    expect(digitizationDuty(declaration, { id: 'declaration', digitize: true })).toEqual({
      duty: 'on-demand',
      payer: 'applicant',
    })
    expect(digitizationDuty(declaration, { id: 'declaration' }, { agencyNeeds: ['declaration'] })).toEqual({
      duty: 'on-demand',
      payer: 'agency',
    })
    expect(digitizationDuty(notice, { id: 'birth-notice', handling: 'present' })).toEqual({ duty: 'none', payer: null })
  })

  it('is another three of circular 01/2023', () => {
    const options = { policy: 'tt01-2023' as const, local: { bySectorLaw: ['declaration'] } }
    expect(digitizationDuty(documentOf('birth-notice'), undefined, options).duty).toBe('must')
    expect(digitizationDuty(documentOf('declaration'), undefined, options).duty).toBe('must')
    expect(digitizationDuty({ ...documentOf('birth-notice'), class: 'processing-result' }, undefined, options).duty).toBe('none')
  })

  it('costs an applicant the rate for each page they ask for, and nothing else', () => {
    const pages = fc.array(
      fc.record({
        id: fc.constantFrom(...documents.map(({ id }) => id)),
        pages: fc.integer({ min: 1, max: 9 }),
        digitize: fc.boolean(),
      }),
    )
    fc.assert(
      fc.property(pages, fc.integer({ min: 1, max: 5_000 }), (components, ratePerPageVnd) => {
        const paid = components.filter(({ id, digitize }) => digitize && (id === 'declaration' || id === 'authorisation'))
        const expected = paid.reduce((sum, component) => sum + component.pages, 0) * ratePerPageVnd
        expect(digitizationFee(documents, components, { ratePerPageVnd })?.amountVnd ?? 0).toBe(expected)
      }),
    )
  })

  it('appears among the fees of the dossier, which waits for the payment', async () => {
    const here = await office('2025-09-08T08:00', { digitization: { ratePerPageVnd: 1_500 } })
    const components = [{ id: 'declaration', digitize: true, pages: 4 }, { id: 'birth-notice' }]
    const { id } = await here.lodge({ ...LODGED, components })
    const asked = await here.complete(id, 'check-components', { missing: [] }, 'binh')
    expect(asked).toMatchObject({ standing: 'paymentAsked', payment: 'asked' })
    expect(asked.variables.fees).toEqual([
      {
        code: 'SOHOA',
        name: 'Chi phí số hóa theo yêu cầu',
        kind: 'digitization',
        amountVnd: 6_000,
        payer: 'applicant',
        basis: expect.stringContaining('468/QĐ-TTg') as string,
      },
    ])
    const paid = await here.send(id, 'fee-paid', {}, 'binh')
    expect(paid).toMatchObject({ standing: 'accepted', payment: 'paid' })
    await here.engine.stop()
  })
})

describe('what is reused', () => {
  const paper = { owner: AN, reusableFrom: 100, validTo: '2025-12-31' }
  const on = { at: 100, today: '2025-12-31', owner: AN, consent: true }

  it.each([
    [undefined, {}, {}],
    ['consent-missing', {}, { consent: false }],
    ['not-yet', {}, { at: 99 }],
    ['expired', {}, { today: '2026-01-01' }],
    ['other-owner', { owner: '001085000018' }, {}],
  ] as const)('%s', (refusal, change, situation) => {
    expect(reuseRefusal({ ...paper, ...change }, { ...on, ...situation })).toBe(refusal)
  })
})

it('on paper travels exactly what was handed in, was not only shown, and is no file', () => {
  const component: fc.Arbitrary<ComponentData> = fc.record(
    {
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      digest: fc.constant('f'.repeat(64)),
      handling: fc.constantFrom('submit' as const, 'present' as const),
    },
    { requiredKeys: ['id'] },
  )
  fc.assert(
    fc.property(
      fc.uniqueArray(component, { selector: ({ id }) => id }),
      fc.subarray(['a', 'b', 'c', 'd']),
      (handedIn, digital) => {
        const left = papersLeft(
          handedIn,
          digital.map((id) => ({ id })),
        )
        for (const one of handedIn) {
          const isPaper = one.digest === undefined && one.handling !== 'present' && !digital.includes(one.id)
          expect(left.includes(one)).toBe(isPaper)
        }
      },
    ),
  )
})

describe('a file that comes in', () => {
  const folder = () => mkdtempSync(join(tmpdir(), 'motcua-incoming-'))
  const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  const pdf = () => pdfRenderer().render({ form: 'x', size: 'A5', agency: [], title: 'TỜ KHAI', fields: [], at: 0 })
  const kept = (directory: string) =>
    readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())

  it('is kept under the digest of its bytes, however it is cut into pieces', async () => {
    const bytes = await pdf()
    const store = fileDocumentStore(folder())
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20_000 }), async (length) => {
        const received = await receiveFile(store, {
          name: 'a.pdf',
          mediaType: 'application/pdf',
          size: bytes.length,
          bytes: cut(bytes, length),
        })
        expect(received).toMatchObject({
          ok: true,
          file: { size: bytes.length, digest: createHash('sha256').update(bytes).digest('hex') },
        })
      }),
      { numRuns: 8 },
    )
  })

  it.each([
    ['SCAN_EMPTY', 'application/pdf', () => Promise.resolve(new Uint8Array())],
    ['SCAN_TYPE_LIES', 'application/pdf', () => Promise.resolve(PNG)],
    ['SCAN_TYPE_LIES', 'image/png', pdf],
    ['SCAN_TYPE_FORBIDDEN', 'application/pdf', () => Promise.resolve(Buffer.from('MZ\u0090\u0000 this is a program'))],
    ['SCAN_TYPE_FORBIDDEN', 'application/pdf', () => Promise.resolve(Buffer.from('<html>not a PDF</html>'))],
    ['SCAN_INCOMPLETE', 'application/pdf', async () => (await pdf()).subarray(0, -20)],
    ['SCAN_INCOMPLETE', 'image/png', () => Promise.resolve(PNG.subarray(0, -5))],
    ['SCAN_INCOMPLETE', 'application/pdf', async () => Buffer.concat([await pdf(), Buffer.from('\nmore behind the end')])],
  ] as const)('%s: declared as %s, nothing is kept', async (code, mediaType, bytes) => {
    const directory = folder()
    const received = await receiveFile(fileDocumentStore(directory), { name: 'a', mediaType, bytes: cut(await bytes(), 1_000) })
    expect(received).toMatchObject({ ok: false, problem: { code, label: { vi: 'Tệp' } } })
    expect(received.ok ? '' : received.problem.text.vi).toContain('"Tệp": cần ')
    expect(kept(directory)).toEqual([])
  })

  it('of 500 MB is refused by the size that it declares, before a byte of it is read', async () => {
    let isRead = false
    const bytes = (async function* () {
      isRead = true
      await Promise.resolve()
      yield new Uint8Array(1)
    })()
    const store = fileDocumentStore(folder())
    const received = await receiveFile(store, { name: 'a.pdf', mediaType: 'application/pdf', size: 500 * 1024 * 1024, bytes })
    expect(received).toMatchObject({ ok: false, problem: { code: 'SCAN_TOO_LARGE' } })
    expect(received.ok ? undefined : received.problem.text).toEqual({
      vi: '"Tệp": cần tệp không quá 50 MB, nhận được 524288000',
      en: '"File": expected a file of at most 50 MB, found 524288000',
    })
    expect(isRead).toBe(false)
  })

  it('of 500 MB that says it is small is stopped at the first byte too many, and little of it is held in memory', async () => {
    const directory = folder()
    const piece = Buffer.alloc(1024 * 1024, '%PDF-1.7\n')
    let sent = 0
    const bytes = (async function* () {
      for (; sent < 500; sent++) {
        await Promise.resolve()
        yield piece
      }
    })()
    const before = process.memoryUsage().arrayBuffers
    const received = await receiveFile(fileDocumentStore(directory), {
      name: 'a.pdf',
      mediaType: 'application/pdf',
      size: 1_000,
      bytes,
    })
    expect(received).toMatchObject({ ok: false, problem: { code: 'SCAN_TOO_LARGE' } })
    expect(sent).toBeLessThanOrEqual(USUAL_SCAN_LIMITS.mostBytes / piece.length + 1)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * 1024 * 1024)
    expect(kept(directory)).toEqual([])
  })

  it('into a store without streams is held against the same limits', async () => {
    const puts: number[] = []
    const store: DocumentStore = {
      put: (bytes, mediaType) => {
        puts.push(bytes.length)
        return Promise.resolve({ digest: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, mediaType })
      },
      get: () => Promise.resolve(new Uint8Array()),
      has: () => Promise.resolve(false),
    }
    expect((await receiveFile(store, { name: 'a.png', mediaType: 'image/png', bytes: PNG })).ok).toBe(true)
    expect(
      (await receiveFile(store, { name: 'a.png', mediaType: 'image/png', bytes: PNG }, { ...USUAL_SCAN_LIMITS, mostBytes: 10 }))
        .ok,
    ).toBe(false)
    expect(puts).toEqual([PNG.length])
  })
})

async function* cut(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) {
    await Promise.resolve()
    yield bytes.subarray(at, at + length)
  }
}
