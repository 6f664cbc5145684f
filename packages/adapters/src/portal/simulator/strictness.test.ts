import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleSimulator } from './bundle.fixture.ts'
import { startPortalSimulator } from './index.ts'
import type { PortalSimulator } from './index.ts'
import { account, loggedIn, newCode, send, wireDossier, wireStep } from './wire.fixture.ts'
import type { Wire } from './wire.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'motcua-portal-'))
let simulator: PortalSimulator
let call: (service: string, fields: Wire) => Promise<Wire>

beforeAll(async () => {
  simulator = await startPortalSimulator({ ...account, entry: await bundleSimulator(folder) })
  call = await loggedIn(simulator.url)
})
afterAll(async () => {
  await simulator.stop()
  rmSync(folder, { recursive: true, force: true })
})

const create = (dossier: Wire) => call('DongBoHoSoMC', { isUpdating: 'False', data: [dossier] })
const update = (dossier: Wire) => call('DongBoHoSoMC', { isUpdating: 'True', data: [dossier] })

describe('login', () => {
  test('gives a session for the right name and password', async () => {
    const { username, password } = account
    const answer = await send(simulator.url, '/mapi/login', { username, password })
    expect(answer).toEqual({ error_code: 0, session: expect.stringMatching(/^\S{20,}$/) as string })
  })

  test.each([
    ['another password', { username: account.username, password: 'x' }],
    ['another name', { username: 'x', password: account.password }],
    ['nothing', {}],
    ['a list', []],
    ['a field too many', { username: account.username, password: account.password, otp: '1' }],
  ])('%s is refused', async (_, body) => {
    const answer = await send(simulator.url, '/mapi/login', body)
    expect(answer['error_code']).toBe(1)
    expect(answer['session']).toBeUndefined()
  })
})

describe('an envelope', () => {
  const asked = { service: 'TraCuuHoSo', mahoso: 'x' }
  test('needs a session that was given, the agency’s code and a service that there is', async () => {
    const good = (await send(simulator.url, '/mapi/login', { username: account.username, password: account.password }))['session']
    const refusals: readonly (readonly [string, Wire])[] = [
      ['01', { ...asked, session: 'forged', madonvi: account.agency }],
      ['02', { ...asked, session: good, madonvi: '000.00.02.H22' }],
      ['07', { ...asked, session: good, madonvi: account.agency, service: 'XoaHoSo' }],
      ['07', { ...asked, session: good, madonvi: account.agency, service: 'toString' }],
      ['03', { ...asked, session: good }],
      ['03', { madonvi: account.agency, session: good, service: 'TraCuuHoSo' }],
    ]
    for (const [code, body] of refusals) expect((await send(simulator.url, '/mapi/g', body))['error_code']).toBe(code)
  })

  test('that is no JSON gets a page of HTML and HTTP 400', async () => {
    const response = await fetch(`${simulator.url}/mapi/g`, { method: 'POST', body: '{"session":' })
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'text/html'])
  })
})

/** Fields that may be left out: one-stop systems of before 2024 do not know them. */
const optional = ['KenhThucHien']
/** Fields that may not be empty, and what each may not look like. */
const malformed: Readonly<Record<string, readonly string[]>> = {
  MaHoSo: ['', 'h22-251003-1', '000.00.01.H22-2510-0001', '000.00.01.H22_251003_0001', ' 000.00.01.H22-251003-0001'],
  MaTTHC: ['', '1001193', '1.00119', 'khai sinh'],
  TenTTHC: ['', ' '],
  MaLinhVuc: ['', 'Hộ tịch'],
  TenLinhVuc: [''],
  KenhThucHien: ['', '0', '4'],
  ChuHoSo: ['', '\t'],
  LoaiDoiTuong: ['', '0', '3', 'citizen'],
  MaDoiTuong: ['', '001 190', 'a'.repeat(36)],
  Email: ['lan', 'lan@', '@b', 'a b@c'],
  Fax: ['abc', '12'],
  SoDienThoai: ['số', '1', '091234567890123456'],
  TrichYeuHoSo: [''],
  NgayTiepNhan: ['', '2025-10-03', '20251003', '20250229080000', '20251301080000', '20251003240000', '20251003156000'],
  NgayHenTra: ['x', '20251000080000', '20251003151000Z'],
  TrangThaiHoSo: ['', '0', '11', '02', 'new'],
  NgayTra: ['0'],
  HinhThuc: ['', '2'],
  NgayKetThucXuLy: ['31/12/2025'],
  DonViXuLy: [''],
  IsDeleted: ['', 'true', '0'],
  DuongDanTaiTepTin: ['file:///etc/passwd', 'kho.example/c1', 'https://'],
  DuongDanTepTinKetQua: ['ftp://kho.example'],
  HinhThucThu: ['', '3'],
  Gia: ['', '-1', '8.000', '8000đ'],
  LoaiPhiLePhi: ['', '3'],
  SoLuong: ['', '-2'],
  NgayBoSung: ['', '2025'],
  NgayTiepNhanBoSung: ['soon'],
  TrangThaiBoSung: ['', '2'],
  NgayHenTraTruoc: ['-'],
  NgayHenTraMoi: ['20251003'],
  ThoiDiemXuLy: ['', '20251003'],
  TrangThai: ['', '0', '11'],
  NguoiXuLy: [''],
  NgayBatDau: ['x'],
  NgayKetThucTheoQuyDinh: ['x'],
}

interface Mutation {
  readonly name: string
  /** The field that the refusal must name, with its path. */
  readonly field: string
  readonly change: (dossier: Wire) => Wire
  readonly allowed?: boolean
}

/** Every field of an object, and of the objects inside it, in every way that a field can be wrong. */
function mutations(value: Wire, path: string): Mutation[] {
  return [
    { name: `${path} with a field more`, field: `${path}.LaLam`, change: (it) => ({ ...it, LaLam: '' }) },
    ...Object.entries(value).flatMap(([field, old]) => {
      const at = `${path}.${field}`
      const set = (name: string, given: unknown): Mutation => ({
        name: `${at} ${name}`,
        field: at,
        change: (it) => ({ ...it, [field]: given }),
      })
      const without = (it: Wire): Wire => Object.fromEntries(Object.entries(it).filter(([name]) => name !== field))
      const ofAnyField: Mutation[] = [
        { name: `${at} left out`, field: at, change: without, allowed: optional.includes(field) },
        ...[null, 7, true, {}].map((given) => set(`as ${JSON.stringify(given)}`, given)),
      ]
      if (!Array.isArray(old)) {
        return [
          ...ofAnyField,
          set('as a list', [old]),
          ...(malformed[field] ?? []).map((given) => set(`as ${JSON.stringify(given)}`, given)),
        ]
      }
      const first = (old as Wire[])[0] ?? {}
      const inner = mutations(first, `${at}[0]`).map((it): Mutation => {
        return { ...it, change: (outer) => ({ ...outer, [field]: [it.change(first)] }) }
      })
      return [...ofAnyField, set('as text', 'x'), { ...set('with text inside', ['x']), field: `${at}[0]` }, ...inner]
    }),
  ]
}

const dossierMutations = mutations(wireDossier('x', 1), 'data[0]')
const stepMutations = mutations(wireStep('x'), 'data[0]')

describe('a dossier', () => {
  test('as it should be is taken', async () => {
    expect(await create(wireDossier(newCode(), 1))).toMatchObject({ error_code: '00' })
  })

  test('with any field wrong is refused by that field’s name', async () => {
    expect(dossierMutations.length).toBeGreaterThan(300)
    for (const { name, field, change, allowed } of dossierMutations) {
      const { error_code: code, message } = await create(change(wireDossier(newCode(), 1)))
      const found = `${name}: ${String(code)} ${String(message)}`
      if (allowed) expect(found).toMatch(/: 00 /)
      else expect(found.startsWith(`${name}: 03 ${field}: `), found).toBe(true)
    }
  })

  test('every rule of a format is broken at least once above', () => {
    const fields = new Set([...dossierMutations, ...stepMutations].map(({ field }) => field.split('.').at(-1)))
    for (const field of Object.keys(malformed)) expect(fields).toContain(field)
  })

  test('a refused batch changes nothing, whichever of it is wrong', async () => {
    const [good, bad] = [newCode(), newCode()]
    const data = [wireDossier(good, 1), wireDossier(bad, 4)]
    expect(await call('DongBoHoSoMC', { isUpdating: 'False', data })).toMatchObject({ error_code: '06' })
    expect(await call('TraCuuHoSo', { mahoso: good })).toMatchObject({ error_code: '00', result: [] })
  })

  test('twice in a batch, none, or more than ten at once are refused', async () => {
    const code = newCode()
    const batches: readonly Wire[][] = [
      [],
      [wireDossier(code, 1), wireDossier(code, 1)],
      Array.from({ length: 11 }, () => wireDossier(newCode(), 1)),
    ]
    for (const data of batches)
      expect(await call('DongBoHoSoMC', { isUpdating: 'False', data })).toMatchObject({ error_code: '03' })
    for (const isUpdating of [true, 'true', '']) {
      const answer = await call('DongBoHoSoMC', { isUpdating, data: [wireDossier(code, 1)] })
      expect(answer).toMatchObject({ error_code: '03', message: expect.stringContaining('isUpdating') as string })
    }
  })

  test('that is known is not created, and one that is not known is not updated', async () => {
    const code = newCode()
    expect(await update(wireDossier(code, 1))).toMatchObject({ error_code: '05' })
    expect(await create(wireDossier(code, 1))).toMatchObject({ error_code: '00' })
    expect(await create(wireDossier(code, 1))).toMatchObject({ error_code: '04' })
    expect(await update(wireDossier(code, 2))).toMatchObject({ error_code: '00' })
  })
})

describe('a step', () => {
  test('with any field wrong is refused by that field’s name', async () => {
    const code = newCode()
    await create(wireDossier(code, 1))
    for (const { name, field, change } of stepMutations) {
      const { error_code: answer, message } = await call('CapNhatTienDoHoSoMC', { data: [change(wireStep(code))] })
      const found = `${name}: ${String(answer)} ${String(message)}`
      expect(found.startsWith(`${name}: 03 ${field}: `), found).toBe(true)
    }
    expect(await call('CapNhatTienDoHoSoMC', { data: [wireStep(code)] })).toMatchObject({ error_code: '00' })
    const known = (await simulator.dossiers()).find((it) => it.code === code)
    expect(known?.progress).toEqual([wireStep(code)])
  })

  test('of a dossier that is not known is refused', async () => {
    expect(await call('CapNhatTienDoHoSoMC', { data: [wireStep(newCode())] })).toMatchObject({ error_code: '05' })
  })
})

describe('successions', () => {
  /** Row: from (0: not known yet). Column: to, 1 to 10. `x`: allowed. Written apart from the simulator's own table. */
  const table = `
     0  x x x . x x x . . .
     1  x x x . x x x . . .
     2  . x . x x x x x x .
     3  . . x . . . . . . .
     4  . . . x x x x x x .
     5  . x x x x . x x . .
     6  . x . x . x x x . .
     7  . . . . . . x . . .
     8  . . . . . . . x . .
     9  . . . . x . . . x x
    10  . . . . . . . . . x`
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  /** A lawful way to every status. */
  const ways: Readonly<Record<number, readonly number[]>> = {
    ...{ 0: [], 1: [1], 2: [2], 3: [3], 4: [2, 4], 5: [5], 6: [6], 7: [7], 8: [2, 8], 9: [2, 9], 10: [2, 9, 10] },
  }

  test.each(rows)('from %s: only what may follow follows', async (from, ...marks) => {
    expect(marks).toHaveLength(10)
    for (const [index, mark] of marks.entries()) {
      const code = newCode()
      const way = ways[Number(from)] ?? []
      for (const [nth, status] of way.entries()) {
        expect(await (nth === 0 ? create : update)(wireDossier(code, status))).toMatchObject({ error_code: '00' })
      }
      const answer = await (way.length === 0 ? create : update)(wireDossier(code, index + 1))
      expect([from, index + 1, answer['error_code']]).toEqual([from, index + 1, mark === 'x' ? '00' : '06'])
      const { result } = await call('TraCuuHoSo', { mahoso: code })
      const [found] = result as readonly Wire[]
      const before = way.at(-1)
      expect(found?.['TrangThaiHoSo']).toBe(mark === 'x' ? String(index + 1) : before?.toString())
    }
  })
})
