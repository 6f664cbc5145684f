import { CommandRejected, type Value, type Variables } from '@motcua/engine'
import { afterAll, describe, expect, it } from 'vitest'
import { lodgedVariables } from '../src/application/application-form.ts'
import { LIBRARY, libraryProcedure, receiveFile, type LibraryCode } from '../src/index.ts'
import { libraryOffice, PDF, type LibraryOffice } from './library-office.fixture.ts'
import { givenValues } from './library-values.fixture.ts'

const CODES = Object.keys(LIBRARY) as LibraryCode[]

/** What a wrong or hostile sender puts in place of one value, and the code that it is refused with. */
const WRONG: readonly (readonly [variable: string, put: (right: Value) => unknown, code: string])[] = [
  ['applicant', (right) => ({ ...(right as object), identifier: '027085000' }), 'PERSONAL_IDENTIFIER_OLD'],
  ['applicant', (right) => ({ ...(right as object), identifier: '0270850000171' }), 'PERSONAL_IDENTIFIER_FORM'],
  ['applicant', (right) => ({ ...(right as object), birthDate: '31/02/1985' }), 'DATE_IMPOSSIBLE'],
  ['applicant', (right) => ({ ...(right as object), birthDate: '2985-01-01' }), 'DATE_FUTURE'],
  ['applicant', (right) => ({ ...(right as object), name: 'NguyÔn V¨n An' }), 'TEXT_TCVN3'],
  ['applicant', (right) => ({ ...(right as object), name: 'Nguyeãn Vaên An' }), 'TEXT_VNI'],
  ['applicant', (right) => ({ ...(right as object), name: Buffer.from('Nguyễn Khôi').toString('latin1') }), 'TEXT_MOJIBAKE'],
  ['applicant', (right) => ({ ...(right as object), isAdmin: true }), 'DATA_FIELD_UNKNOWN'],
  ['applicant', () => 'Nguyễn Văn An', 'DATA_TYPE'],
  ['channel', () => 'pigeon', 'DATA_CHOICE'],
  ['components', () => [{ id: 'sổ hộ khẩu' }], 'COMPONENT_UNKNOWN'],
  ['components', () => [{ id: 'declaration', originals: -1 }], 'DATA_RANGE'],
  ['components', () => [{ id: 'declaration', size: 500 * 2 ** 20 }], 'DATA_RANGE'],
  ['fees', () => [{ code: 'x', name: 'x', kind: 'fee', amountVnd: -8000 }], 'FEE_NEGATIVE'],
  ['lateFeeVnd', () => -1, 'FEE_NEGATIVE'],
  ['feeVnd', () => -1, 'FEE_NEGATIVE'],
  ['copies', () => -3, 'DATA_RANGE'],
  ['copies', () => 0, 'DATA_RANGE'],
  ['copies', () => 1.5, 'DATA_TYPE'],
  ['people', () => [], 'DATA_COUNT'],
  ['plan', () => null, 'DATA_TYPE'],
  ['house', () => 'false', 'DATA_TYPE'],
  ['house', () => null, 'DATA_TYPE'],
  ['deceased', () => ({ name: 'An', deathDate: '31/02/2026' }), 'DATE_IMPOSSIBLE'],
  ['deceased', () => ({ identifier: '027040000015' }), 'DATA_REQUIRED'],
  ['parties', () => [{ name: 'Một người' }], 'DATA_COUNT'],
  ['parties', () => null, 'DATA_TYPE'],
  ['deceased', () => null, 'DATA_TYPE'],
  ['business', () => ({ name: 'x', address: 'y', capitalVnd: -1 }), 'FEE_NEGATIVE'],
  ['works', () => ({ address: 'x', floors: -1 }), 'DATA_RANGE'],
  ['parcel', () => ({ number: '12', address: 'x', areaM2: 'rộng' }), 'DATA_TYPE'],
  ['resolvingAgency', () => 'xã Tân Hội', 'AGENCY_CODE_FORM'],
]

describe.each(CODES)('%s, lodged with wrong or hostile data', (code) => {
  const procedure = libraryProcedure(code)
  const carried = lodgedVariables(procedure) ?? []
  const [lodger = 'applicant'] = procedure.program.messages.get('dossier-lodged')?.from ?? []
  let office: LibraryOffice | undefined
  afterAll(() => office?.engine.stop())

  it('is refused in Vietnamese and English, and nothing has changed', async () => {
    office = await libraryOffice(procedure)
    const right = givenValues(procedure, carried, () => 0, office.scan)
    const knowsComponents = procedure.definition.documents.length > 0
    const wrong = WRONG.filter(([variable, , expected]) => {
      return carried.includes(variable) && (knowsComponents || expected !== 'COMPONENT_UNKNOWN')
    })
    expect(wrong.length).toBeGreaterThanOrEqual(10)
    for (const [variable, put, expected] of wrong) {
      const variables = { ...right, [variable]: put(right[variable] ?? null) } as Variables
      const refused: unknown = await office.engine.lodge(code, variables, { as: lodger }).catch((error: unknown) => error)
      expect(refused, `${variable} ${expected}`).toBeInstanceOf(CommandRejected)
      const { problems = [] } = (refused as CommandRejected).rejection as {
        problems?: { code: string; text: { vi: string; en: string } }[]
      }
      const told = problems.find((problem) => problem.code === expected)
      expect(problems.map((problem) => problem.code)).toContain(expected)
      expect(told?.text.vi).toMatch(/cần .+, nhận được /)
      expect(told?.text.en).toMatch(/expected .+, found /)
    }
    expect(await office.store.feed(null, 10)).toEqual([])
    expect((await office.store.dossiers({ order: 'opened', limit: 10 })).items).toEqual([])
  })

  it('is refused as well where it is nothing that JSON has; what is undefined is not there', async () => {
    const here = office as LibraryOffice
    const right = givenValues(procedure, carried, () => 0, here.scan)
    for (const odd of [Number.NaN, Infinity, () => 1, 10n, Symbol('x')]) {
      const variables = { ...right, applicant: { ...(right.applicant as object), address: [odd] } } as unknown as Variables
      const refused: unknown = await here.engine.lodge(code, variables, { as: lodger }).catch((error: unknown) => error)
      const { rejection } = refused as {
        rejection: { problems: { code: string; path: string; text: { vi: string; en: string } }[] }
      }
      expect(rejection.problems[0]).toMatchObject({ code: 'DATA_TYPE', path: '/applicant/address/0' })
      expect(rejection.problems[0]?.text.vi).toMatch(/cần giá trị như JSON có, nhận được /)
    }
    expect(await here.store.feed(null, 10)).toEqual([])
    const undefinedFields = {
      ...(carried.includes('priority') ? { priority: undefined } : {}),
      applicant: { ...(right.applicant as object), email: undefined },
    }
    const { variables } = await here.engine.lodge(code, { ...right, ...undefinedFields } as unknown as Variables, { as: lodger })
    expect(variables.priority ?? null).toBeNull()
    expect(Object.keys(variables.applicant as object)).not.toContain('email')
  })

  it('is taken in composed, however its letters were put together', async () => {
    const here = office as LibraryOffice
    const right = givenValues(procedure, carried, () => 0, here.scan)
    const applicant = { ...(right.applicant as object), name: 'Nguyễn Thị Ngọc Diễm'.normalize('NFD') }
    const { variables } = await here.engine.lodge(code, { ...right, applicant }, { as: lodger })
    expect((variables.applicant as { name: string }).name).toBe('Nguyễn Thị Ngọc Diễm'.normalize('NFC'))
  })
})

describe('files that lie', () => {
  /** A document store that notes what it was left with. */
  const store = () => {
    const kept: number[] = []
    const seen = { bytes: 0 }
    return {
      kept,
      seen,
      documents: {
        put: (bytes: Uint8Array, mediaType: string) => {
          kept.push(bytes.length)
          return Promise.resolve({ digest: '0'.repeat(64), size: bytes.length, mediaType })
        },
        putStream: async (pieces: AsyncIterable<Uint8Array>, mediaType: string) => {
          let size = 0
          for await (const piece of pieces) {
            size += piece.length
            seen.bytes = size
          }
          kept.push(size)
          return { digest: '0'.repeat(64), size, mediaType }
        },
        get: () => Promise.resolve(PDF),
        has: () => Promise.resolve(true),
      },
    }
  }
  /** 500 MB of a PDF, a megabyte at a time. */
  async function* endless(): AsyncGenerator<Uint8Array> {
    const piece = new Uint8Array(2 ** 20)
    piece.set(PDF)
    for (let megabyte = 0; megabyte < 500; megabyte++) yield await Promise.resolve(piece)
  }

  it.each([
    ['says that it has 500 MB', { size: 500 * 2 ** 20, bytes: PDF }, 'SCAN_TOO_LARGE'],
    ['has 500 MB and does not say so', { bytes: endless() }, 'SCAN_TOO_LARGE'],
    ['is a program called .pdf', { bytes: new TextEncoder().encode(`MZ${'\0'.repeat(5_000)}`) }, undefined],
    ['is a page of HTML called .pdf', { bytes: new TextEncoder().encode('<html><script>') }, undefined],
    ['is empty', { bytes: new Uint8Array() }, undefined],
    ['broke off', { bytes: PDF.subarray(0, 20) }, undefined],
  ])('one that %s is refused in both languages, and nothing of it is kept', async (_, file, code) => {
    const { documents, kept, seen } = store()
    const received = await receiveFile(documents, { name: 'scan.pdf', mediaType: 'application/pdf', ...file })
    expect(received.ok).toBe(false)
    if (received.ok) return
    if (code !== undefined) expect(received.problem.code).toBe(code)
    expect(received.problem.text.vi).toMatch(/cần .+, nhận được /)
    expect(received.problem.text.en).toMatch(/expected .+, found /)
    expect(kept).toEqual([])
    // The limit is 50 MB: not much more than that was ever looked at.
    expect(seen.bytes).toBeLessThanOrEqual(52 * 2 ** 20)
  })
})
