import { loadProcedure, readYaml } from '@motcua/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { DRAFT_CODES, draftProcedure, fragmentFiles } from '../src/index.ts'
import { CLEAN_RECORD, recordWith } from './draft-records.fixture.ts'
import { nationalRecords } from './national-records.fixture.ts'

const fragments = fragmentFiles()

function drafted(record: unknown) {
  const text = JSON.stringify(record, null, 2)
  const { yaml = '', diagnostics } = draftProcedure(JSON.parse(text), { file: 'record.json', text })
  return { yaml, diagnostics, text, codes: diagnostics.map(({ code }) => code) }
}

function read(yaml: string) {
  const { definition, diagnostics } = readYaml(yaml, { file: 'draft.yaml', fragments })
  const loaded = definition === undefined ? [] : loadProcedure(definition).diagnostics
  return {
    definition,
    errors: [...diagnostics, ...loaded].filter(({ severity }) => severity === 'error').map(({ code }) => code),
  }
}

/** So many that the share says something: of fifteen, three that block would often be chance. */
const RECORDS = 400

describe('whatever editors do to a record', () => {
  it('it makes a draft, which tells each finding at its place in the record, as a gap and beside what is missing', () => {
    fc.assert(
      fc.property(nationalRecords, (record) => {
        const { yaml, diagnostics, text } = drafted(record)
        const lines = text.split('\n')
        expect(yaml).toContain('use: intake')
        for (const { code, position, message } of diagnostics) {
          expect(yaml).toContain(`code: ${code}`)
          expect(yaml).toMatch(new RegExp(`# .*GAP [A-Z_, ]*${code}`))
          expect(position.line).toBeLessThanOrEqual(lines.length)
          expect(position.column).toBeLessThanOrEqual((lines[position.line - 1]?.length ?? 0) + 1)
          expect(message.vi + message.en).not.toMatch(/\{(?:found|field|expected\w*)\}|undefined/)
        }
      }),
      { numRuns: 150 },
    )
  })

  const blockingIn = (codes: readonly string[]) =>
    codes.filter((code) => DRAFT_CODES[code as keyof typeof DRAFT_CODES].severity === 'error')

  it('check refuses the draft only for what it says is blocking', () => {
    fc.assert(
      fc.property(nationalRecords, (record) => {
        const { yaml, codes } = drafted(record)
        expect(read(yaml).errors).toEqual(blockingIn(codes).map(() => 'GAP_BLOCKING'))
      }),
      { numRuns: 15, endOnFailure: true },
    )
  })

  it('at least four in five drafts have nothing that is blocking', () => {
    const records = fc.sample(nationalRecords, RECORDS)
    const passing = records.filter((record) => blockingIn(drafted(record).codes).length === 0)
    expect(passing.length / RECORDS).toBeGreaterThanOrEqual(0.8)
  })

  it('a limit stands in the draft only where every place of the record says the same', () => {
    fc.assert(
      fc.property(nationalRecords, (record) => {
        const { yaml, codes } = drafted(record)
        const hasLimit = /^limit: /m.test(yaml)
        const isOpen = ['DRAFT_TIME_CONFLICT', 'DRAFT_TIME_MISSING', 'DRAFT_TIME_FRACTION'].some((code) => codes.includes(code))
        expect(hasLimit).toBe(!isOpen)
      }),
      { numRuns: 150 },
    )
  })

  it('nothing that a person sees differs by how the record was typed', () => {
    const nfd = drafted(JSON.parse(JSON.stringify(CLEAN_RECORD).normalize('NFD')))
    const spaced = drafted(JSON.parse(JSON.stringify(CLEAN_RECORD).replaceAll('hồ sơ', 'hồ\u00a0sơ\u200b')))
    const marked = drafted(recordWith((record) => (record.name = `<p>${record.name}&nbsp;</p>`)))
    const { yaml } = drafted(CLEAN_RECORD)
    expect([nfd.yaml, spaced.yaml, marked.yaml]).toEqual([yaml, yaml, yaml])
  })
})

const first = <T>(list: readonly T[]): T => list[0] as T

it.each([200, 5_000, 300_000])('what is nested %i deep is no record, and is told as any other mistake', (depth) => {
  const text = `{"code":"1.000001","name":"x","channels":${'['.repeat(depth)}${']'.repeat(depth)}}`
  const record = deep(depth)
  const { yaml, diagnostics } = draftProcedure({ code: '1.000001', name: 'x', channels: record }, { file: 'deep.json', text })
  expect(yaml).toBeUndefined()
  expect(diagnostics.map(({ code }) => code)).toEqual(['DRAFT_NOT_A_RECORD'])
})

/** A list in a list, so often; built from within. */
function deep(depth: number): unknown {
  let made: unknown[] = []
  for (let level = 1; level < depth; level++) made = [made]
  return made
}

describe('a draft', () => {
  it('points at the place in the record', () => {
    const { diagnostics, text } = drafted(recordWith((record) => (first(record.processing_cases).qty = 20)))
    const { position } = first(diagnostics)
    const line = text.split('\n').slice(position.line - 1, position.line + 3)
    expect(line.join('\n')).toContain('"qty": 20')
  })

  it('keeps two results whose names begin alike', () => {
    const names = ['Cập nhật thông tin trong cơ sở dữ liệu về chim', 'Cập nhật thông tin trong cơ sở dữ liệu về chim bồ câu']
    const { definition } = read(drafted(recordWith((record) => (record.results = names))).yaml)
    expect(definition?.results.map(({ name }) => name.vi)).toEqual(names)
  })

  it.each([
    ['sau 15 giờ thì trả vào hôm sau', []],
    ['từ 3 đến 5 ngày', ['DRAFT_TIME_CONFLICT']],
    ['03 – 05 ngày làm việc', ['DRAFT_TIME_CONFLICT']],
    ['ngay trong ngày', ['DRAFT_TIME_CONFLICT']],
    ['trả trong ngày làm việc tiếp theo', []],
    ['03 (ba) ngày làm việc', []],
    ['3 ngày', ['DRAFT_TIME_CONFLICT']],
    ['từ 07 giờ 30 phút đến 17 giờ', []],
    ['trong thời hạn 24 giờ', ['DRAFT_TIME_CONFLICT']],
  ])('of 3 working days with the note "%s" tells %j', (note, expected) => {
    expect(drafted(recordWith((record) => (first(record.channels).note = note))).codes).toEqual(expected)
  })

  it.each<[unknown, string, number | undefined, string[]]>([
    [null, '10.000 đồng/bản', 10_000, []],
    [null, 'Miễn phí', 0, []],
    [null, 'Theo quy định của Hội đồng nhân dân', undefined, []],
    [null, 'Lệ phí: 20.000 đồng; phí: 30.000 đồng', undefined, ['DRAFT_FEE_UNREADABLE']],
    [null, 'USD 25', undefined, ['DRAFT_FEE_UNREADABLE']],
    [0, 'Theo quy định', undefined, []],
    [0, 'Miễn lệ phí. Phí cấp bản sao theo quy định', 0, []],
    [20_000, 'Miễn phí', undefined, ['DRAFT_FEE_CONFLICT']],
    [20_000, 'Trường hợp thuộc diện miễn phí thì xuất trình giấy tờ', 20_000, []],
    [100, '100.000 đồng', undefined, ['DRAFT_FEE_STRAY']],
  ])('of the fee %j with the text "%s" has the amount %j and tells %j', (value, text, amountVnd, expected) => {
    const { yaml, codes } = drafted(
      recordWith((record) => Object.assign(first(first(record.channels).fees), { value_vnd: value, text })),
    )
    expect(codes).toEqual(expected)
    const { fees } = parse(yaml) as { fees: { channel: string; amountVnd?: number }[] }
    expect(fees.find((fee) => fee.channel === 'online')?.amountVnd).toBe(amountVnd)
  })

  it.each([
    ['Ủy ban nhân dân cấp xã', 'commune', []],
    ['Sở Thử nghiệm - Tỉnh Thử', 'province', []],
    ['Công an cấp Tỉnh', 'province', []],
    ['Bộ Thử nghiệm', 'central', []],
    ['Sở Thử nghiệm; Ủy ban nhân dân cấp xã', undefined, ['DRAFT_LEVEL_UNCLEAR']],
    ['Ủy ban nhân dân cấp huyện', undefined, ['DRAFT_LEVEL_UNCLEAR']],
    ['Cơ sở thử nghiệm', undefined, ['DRAFT_LEVEL_UNCLEAR']],
  ])('of the agency "%s" has the level %j and tells %j', (agency, level, expected) => {
    const { yaml, codes } = drafted(recordWith((record) => (record.executing_agency = agency)))
    expect(codes).toEqual(expected)
    expect((parse(yaml) as { level?: string }).level).toBe(level)
  })

  it('says under which heading each paper stands; headings and notes are no papers', () => {
    const row = (name: string, original_qty: number, serial: number) => ({
      name,
      original_qty,
      copy_qty: 0,
      code: `G99-KQ${serial}`,
    })
    const { yaml, codes } = drafted(
      recordWith((record) => {
        record.checklist_raw = [
          { group: '* Giấy tờ phải nộp:', items: [row('Tờ khai', 1, 1), row('Hồ sơ kèm theo gồm:', 0, 2)] },
          { group: '* Giấy tờ phải xuất trình:', items: [row('Hộ chiếu', 0, 3)] },
          { group: 'Đối với trại lớn:', items: [row('Sơ đồ trại', 1, 4)] },
          { group: ' * Lưu ý :', items: [row('Bản chụp phải rõ', 0, 5)] },
        ]
      }),
    )
    expect(codes.toSorted()).toEqual(['DRAFT_COMPONENTS_BY_CASE', 'DRAFT_COMPONENT_IS_HEADING', 'DRAFT_COMPONENT_IS_NOTE'])
    const documents = read(yaml).definition?.documents ?? []
    expect(documents.map(({ name, required, when }) => [name.vi, required, when?.vi])).toEqual([
      ['Tờ khai', true, undefined],
      ['Hộ chiếu', true, 'Giấy tờ phải xuất trình'],
      ['Sơ đồ trại', false, 'Đối với trại lớn'],
    ])
  })

  it('of a paper that one list asks for in two numbers, or a code of two papers, says so', () => {
    const row = (name: string, original_qty: number, code: string) => ({ name, original_qty, copy_qty: 0, code })
    const told = (items: unknown[]) =>
      drafted(
        recordWith((record) => {
          record.checklist_raw = [{ group: '', items }] as unknown as typeof record.checklist_raw
        }),
      ).codes
    expect(told([row('Tờ khai', 1, 'G9-1'), row('Tờ khai', 2, 'G9-1')])).toEqual(['DRAFT_COMPONENT_CONFLICT'])
    expect(told([row('Tờ khai', 1, 'G9-1'), row('Sơ đồ', 1, 'G9-1')])).toEqual(['DRAFT_COMPONENT_CONFLICT'])
    expect(told([row('Tờ khai', 1, 'G9-1'), row('Tờ khai', 1, 'G9-1')])).toEqual([])
  })
})
