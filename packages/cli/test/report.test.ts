import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine, parseInstant, simulatedClock, vietnamCalendar, type JobContext, type Store } from '@motcua/engine'
import { postgresStore } from '@motcua/adapters/postgres'
import { sqliteStore } from '@motcua/adapters/sqlite'
import { birthRegistration, parsePeriod, readFacts, measureReport } from '@motcua/procedures'
import { beforeAll, describe, expect, it } from 'vitest'
import readXlsx from 'read-excel-file/node'
import { startServer } from '../../adapters/src/store/postgres/server.fixture.ts'
import { page } from '../src/report/page.ts'
import { workbook } from '../src/report/workbook.ts'
import { motcuaIn } from './command.fixture.ts'

const cwd = mkdtempSync(join(tmpdir(), 'motcua-report-'))

const motcua = (...argv: string[]) => motcuaIn(cwd, ...argv)

interface Printed {
  readonly groups: readonly {
    readonly by: string
    readonly form: Readonly<Record<string, { readonly count: number; readonly dossiers: readonly string[] }>>
    readonly measures: readonly { readonly measure: string; readonly value: number | null }[]
  }[]
}

const dossierCodeOf = async ({ key, serial }: JobContext) =>
  `000.00.01.H22-250908-${String(await serial('day', key)).padStart(4, '0')}`

/** Two dossiers that were accepted on 8 September 2025 and one that still waits at the counter. */
async function fill(store: Store): Promise<void> {
  const engine = createEngine({
    store,
    clock: simulatedClock(parseInstant('2025-09-08T08:00') ?? 0),
    procedures: [
      {
        procedure: birthRegistration,
        jobs: {
          'give-dossier-code': async (job) => ({ dossierCode: await dossierCodeOf(job) }),
          'issue-receipt': () => Promise.resolve({ receipt: {} }),
          'store-files': () => Promise.resolve({ digitized: [] }),
        },
      },
    ],
    adapters: { identity: { find: (id) => Promise.resolve({ id, name: id, roles: ['applicant', 'counter'] }) } },
    onError: () => undefined,
  })
  await engine.start()
  for (const channel of ['online', 'counter', 'post']) {
    const applicant = { name: 'Nguyễn Văn An', identifier: '027085000017', kind: 'citizen' }
    const variables = { applicant, child: { name: 'Khôi' }, channel, returnBy: 'agency', components: [] }
    const { id } = await engine.lodge('1.001193', variables, { as: 'an' })
    if (channel === 'post') continue
    const { items } = await store.tasks({ dossier: id, limit: 10 })
    await engine.complete(items[0]?.id ?? '', { missing: [] }, { as: 'binh' })
    await engine.settled()
  }
  await engine.stop()
  await store.close()
}

beforeAll(() => fill(sqliteStore(join(cwd, 'dossiers.db'))))

describe('motcua report', () => {
  it('prints form II.06a, the measures with their targets and the index', async () => {
    const { code, out } = await motcua('report', 'dossiers.db', '--period', '2025-Q3')
    expect(code).toBe(0)
    expect(out).toMatch(/All +2 +1 +1 +0 +0/)
    expect(out).toMatch(/Dossiers lodged online +50 % +1\/2 dossiers +≥ 50 % +met/)
    expect(out).toMatch(/Satisfaction +no data/)
  })

  it('gives machines the dossiers behind each number', async () => {
    const { code, out } = await motcua('report', 'dossiers.db', '--period', '2025-09', '--json')
    const [all] = (JSON.parse(out) as Printed).groups
    expect(code).toBe(0)
    expect(all?.form['3']?.dossiers).toHaveLength(2)
    expect(new Set([...(all?.form['4']?.dossiers ?? []), ...(all?.form['5']?.dossiers ?? [])])).toEqual(
      new Set(all?.form['3']?.dossiers),
    )
    expect(all?.measures.find(({ measure }) => measure === 'satisfaction')?.value).toBeNull()
  })

  it('keeps to an agency and those below it', async () => {
    const counts = async (agency: string) => {
      const { out } = await motcua('report', 'dossiers.db', '--period', '2025', '--json', '--agency', agency)
      return (JSON.parse(out) as Printed).groups[0]?.form['3']?.count
    }
    expect(await counts('H22')).toBe(2)
    expect(await counts('H23')).toBe(0)
  })

  it('writes a spreadsheet and a page that asks nothing of a network', async () => {
    const { code } = await motcua('report', 'dossiers.db', '--period', '2025-Q3', '--xlsx', 'q3.xlsx', '--html', 'q3.html')
    expect(code).toBe(0)
    const html = readFileSync(join(cwd, 'q3.html'), 'utf8')
    expect(html.match(/<svg role="img" aria-label="[^"]+"/g)?.length).toBe(4)
    expect(html).not.toMatch(/<script|<link|src=/)
    // Tables have names, scroll by themselves, and their rows and columns have heads.
    expect(html.match(/<table/g)?.length).toBe(html.match(/role="region" aria-label="[^"]+"><table aria-label="[^"]+">/g)?.length)
    expect(html).not.toMatch(/<th(?! scope=)[ >]/)
    for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) expect(html).toContain(`id="${id}"`)
    expect(html).toContain('<time datetime="2025-09-30T23:59:59.999+07:00">2025-09-30</time>')
  })

  it('writes the same numbers into the spreadsheet as into the JSON', async () => {
    await motcua('report', 'dossiers.db', '--period', '2025-Q3', '--xlsx', 'same.xlsx')
    const { out } = await motcua('report', 'dossiers.db', '--period', '2025-Q3', '--json')
    const { groups } = JSON.parse(out) as Printed
    const sheets = new Map((await readXlsx(join(cwd, 'same.xlsx'))).map(({ sheet, data }) => [sheet, data.slice(1)]))
    expect(sheets.get('II.06a')?.map((row) => row.slice(1))).toEqual(
      groups.map(({ form }) => [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map((column) => form[column]?.count)),
    )
    expect(sheets.get('Measures and targets')?.map((row) => row[2])).toEqual(
      groups.flatMap(({ measures }) => measures.map(({ value }) => value)),
    )
    const behind = sheets.get('The dossiers behind each number') ?? []
    expect(behind.filter(([group, name]) => group === 'All' && name === 'II.06a (3)').map((row) => row[3])).toEqual(
      groups[0]?.form['3']?.dossiers,
    )
  })

  it('reads a PostgreSQL database too, whose clock is its own', async () => {
    const server = await startServer()
    try {
      const url = server.url(await server.database())
      await fill(postgresStore({ connectionString: url }))
      const { code, out } = await motcua('report', url, '--period', String(new Date().getUTCFullYear()), '--json')
      const [all] = (JSON.parse(out) as Printed).groups
      expect(code).toBe(0)
      expect(['3', '4', '5', '11'].map((column) => all?.form[column]?.count)).toEqual([2, 1, 1, 2])
      expect(all?.measures.find(({ measure }) => measure === 'lodgedOnline')?.value).toBe(50)
      expect((await motcua('journal', 'verify', url)).code).toBe(0)
      const other = await server.database()
      for (const argv of [
        ['report', server.url(other), '--period', '2025-09'],
        ['journal', 'verify', server.url(other)],
      ]) {
        const refused = await motcua(...argv)
        expect(refused).toMatchObject({ code: 2, out: '' })
        expect(refused.err).toContain('STORE_FOREIGN')
      }
      expect(await server.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'motcua'`, other)).toEqual([])
    } finally {
      await server.remove()
    }
  })

  it("heads the columns of form II.06a in English beside the form's own words, in each of its forms", async () => {
    const { out } = await motcua('report', 'dossiers.db', '--period', '2025-09', '--xlsx', 'en.xlsx', '--html', 'en.html')
    expect(out).toContain('(8) Settled (Đã giải quyết): Early (Trước hạn)')
    const html = readFileSync(join(cwd, 'en.html'), 'utf8')
    expect(html).toContain('>To be settled (Nhận giải quyết)</th>')
    expect(html).toContain('>Overdue (Quá hạn)</th>')
    const sheet = (await readXlsx(join(cwd, 'en.xlsx'))).find(({ sheet: name }) => name === 'II.06a')
    const head = sheet?.data[0]
    expect(head).toContain('(13) Open (Đang giải quyết): Overdue (Quá hạn)')
    const { out: vi } = await motcua('report', 'dossiers.db', '--period', '2025-09', '--lang', 'vi')
    expect(vi).toContain('(8) Đã giải quyết: Trước hạn')
    expect(vi).not.toContain('Settled')
  })

  it.each([
    ['empty', ''],
    ['no database', 'a,b\n1,2\n'],
  ])('leaves a file that is %s as it is, and says so in both languages', async (_, text) => {
    const file = join(cwd, 'other.db')
    writeFileSync(file, text)
    for (const [language, words] of [
      ['vi', 'không phải cơ sở dữ liệu của motcua'],
      ['en', 'name another path'],
    ] as const) {
      const { code, out, err } = await motcua('report', 'other.db', '--period', '2025', '--lang', language)
      expect([code, out]).toEqual([2, ''])
      expect(err).toContain('STORE_FOREIGN')
      expect(err).toContain(words)
    }
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('writes what is there, in Vietnamese too, and nothing of it as markup', async () => {
    const period = parsePeriod('2025-09')
    if (period === undefined) throw new Error('expected a period')
    const store = sqliteStore(join(cwd, 'dossiers.db'))
    await store.open()
    const { facts } = await readFacts(store, { calendar: vietnamCalendar(), asOf: period.to - 1 })
    await store.close()
    const hostile = facts.map((one) => ({ ...one, agency: '<b onload="x">' }))
    const report = measureReport(hostile, { period, asOf: period.to - 1 })
    const html = page(report, 'vi')
    expect(html).not.toContain('<b onload')
    expect(html).toContain('không có dữ liệu')
    expect((await workbook(report, hostile, 'vi')).length).toBeGreaterThan(5_000)
  })

  it.each([
    [['report', 'dossiers.db']],
    [['report', 'dossiers.db', '--period', '2025-Q5']],
    [['report', 'dossiers.db', '--period', '9999']],
    [['report', 'nowhere.db', '--period', '2025']],
    [['report', 'dossiers.db', '--period', '2025', '--wait', 'long']],
    [['report', 'dossiers.db', '--period', '2025', '--statements', 'wrong.json']],
    [['report', 'dossiers.db', '--period', '2025', '--xlsx', 'no/such/folder.xlsx']],
  ])('%j is wrong usage: exit 2, and nothing is made', async (argv) => {
    writeFileSync(join(cwd, 'wrong.json'), '{ "petitions": 3 }')
    const { code, err } = await motcua(...argv)
    expect(code).toBe(2)
    expect(err).not.toBe('')
    expect(existsSync(join(cwd, 'nowhere.db'))).toBe(false)
  })
})
