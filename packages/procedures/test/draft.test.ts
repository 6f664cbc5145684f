import { loadProcedure, readYaml, type Definition } from '@motcua/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DRAFT_CODES, draftProcedure, fragmentFiles } from '../src/index.ts'
import { CLEAN_RECORD, recordWith, type TestRecord } from './draft-records.fixture.ts'

const fragments = fragmentFiles()

function drafted(record: unknown) {
  const { yaml, diagnostics: findings } = draftProcedure(record, { file: 'record.json' })
  const read = readYaml(yaml ?? '', { file: 'draft.yaml', fragments })
  const errors = read.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)
  return { yaml: yaml ?? '', codes: findings.map(({ code }) => code), definition: read.definition, errors }
}

function limitOf(definition: Definition | undefined) {
  return definition?.limit?.limit
}

describe('a record without contradictions', () => {
  const { codes, definition, errors } = drafted(CLEAN_RECORD)

  it('becomes a procedure without gaps that passes check', () => {
    expect([codes, errors]).toEqual([[], []])
    expect(definition?.published?.gaps).toEqual([])
    expect(definition === undefined ? undefined : loadProcedure(definition).diagnostics).toEqual([])
  })

  it('says what the record says', () => {
    expect(definition).toMatchObject({
      procedure: '1.999001',
      name: { vi: CLEAN_RECORD.name },
      level: 'commune',
      field: { code: 'G99-XX01' },
      basis: ['01/2099/QH99', '118/2025/NĐ-CP', '45/2020/NĐ-CP'],
      limit: { limit: { unit: 'workingDays', amount: 3 } },
      documents: [
        { name: { vi: 'Tờ khai theo mẫu' }, code: 'G99-KQ000001', class: 'on-demand', originals: 1, copies: 0, required: true },
        { code: '000.00.00.G99-KQ000002', class: 'prior-result', digitize: 'mandatory', originals: 0, copies: 1 },
      ],
      results: [{ name: { vi: 'Giấy xác nhận nơi nuôi' } }],
      published: {
        fees: [
          { amountVnd: 0, channel: 'online' },
          { amountVnd: 20_000, channel: 'counter' },
        ],
        times: [{ channel: 'online' }, { channel: 'counter' }, { case: '1.999001.01' }],
      },
    })
  })

  it('asks for the fee, and goes through all seven stages', () => {
    const nodes = definition?.processes[0]?.nodes ?? []
    const stages = new Set(nodes.flatMap(({ stage }) => stage ?? []))
    expect([...stages].sort()).toEqual(['archive', 'digitize', 'receive', 'return', 'sign', 'transfer', 'verify'])
    expect(nodes.map(({ id }) => id)).toContain('fee.ask-payment')
  })
})

const first = <T>(list: readonly T[]): T => list[0] as T
const channel = (record: TestRecord) => first(record.channels)
const item = (record: TestRecord) => first(first(record.checklist_raw).items)

describe('what contradicts itself or cannot be read', () => {
  it.each<[string, string, (record: Record<string, unknown> & TestRecord) => void]>([
    ['two durations', 'DRAFT_TIME_CONFLICT', (record) => (first(record.processing_cases).qty = 20)],
    ['two units', 'DRAFT_TIME_CONFLICT', (record) => (channel(record).processing.unit = 'DAY')],
    ['another duration in a note', 'DRAFT_TIME_CONFLICT', (record) => (channel(record).note = 'hoặc 07 ngày làm việc với nhà ở')],
    [
      'half a day',
      'DRAFT_TIME_FRACTION',
      (record) => {
        for (const one of [...record.channels.map(({ processing }) => processing), ...record.processing_cases]) one.qty = 16.5
        channel(record).note = ''
      },
    ],
    [
      'no duration',
      'DRAFT_TIME_MISSING',
      (record) => {
        Object.assign(record, { channels: [], processing_cases: [] })
      },
    ],
    [
      'a duration in words',
      'DRAFT_TIME_UNREADABLE',
      (record) => {
        Object.assign(channel(record).processing, { qty: 0, unit: 'OTHER' })
      },
    ],
  ])('%s: %s, and no limit', (_, code, change) => {
    const { codes, definition, errors } = drafted(recordWith(change))
    expect(codes).toContain(code)
    expect(errors).toEqual([])
    expect(limitOf(definition)).toBeUndefined()
    expect(definition?.published?.gaps).toContainEqual(expect.objectContaining({ at: 'limit', code }))
  })

  it.each<[string, string, (record: Record<string, unknown> & TestRecord) => void]>([
    [
      'a fee that lost its zeros',
      'DRAFT_FEE_STRAY',
      (record) => Object.assign(first(channel(record).fees), { value_vnd: 100, text: '' }),
    ],
    ['a negative fee', 'DRAFT_FEE_STRAY', (record) => (first(channel(record).fees).value_vnd = -5_000)],
    ['a fee that its text contradicts', 'DRAFT_FEE_CONFLICT', (record) => (first(channel(record).fees).text = 'Thu 50.000 đồng')],
  ])('%s: %s, and no amount', (_, code, change) => {
    const { codes, definition, errors } = drafted(recordWith(change))
    expect(codes).toEqual([code])
    expect(errors).toEqual([])
    expect(definition?.published?.fees.find((fee) => fee.channel === 'online')?.amountVnd).toBeUndefined()
  })

  it('a note that carries a code is no component', () => {
    const { codes, definition } = drafted(
      recordWith((record) => Object.assign(item(record), { name: 'Lưu ý: bản chụp phải rõ', original_qty: 0 })),
    )
    expect(codes).toEqual(['DRAFT_COMPONENT_IS_NOTE'])
    expect(definition?.documents).toHaveLength(1)
  })

  it.each<[string, string, (record: TestRecord) => void]>([
    ['neither originals nor copies', 'DRAFT_COMPONENT_NO_COPIES', (record) => (item(record).original_qty = 0)],
    ['the household book', 'DRAFT_COMPONENT_STALE', (record) => (item(record).name = 'Sổ hộ khẩu')],
    ['a code that is none', 'DRAFT_COMPONENT_CODE', (record) => (item(record).code = 'Mẫu số 18_TT22_73/')],
  ])('a component with %s is kept, with a gap', (_, code, change) => {
    const { codes, definition } = drafted(recordWith(change))
    expect(codes).toEqual([code])
    expect(definition?.documents).toHaveLength(2)
    expect(definition?.published?.gaps[0]?.at).toMatch(/^documents\./)
  })

  it.each<[string, string, (record: Record<string, unknown>) => void]>([
    ['without a code', 'DRAFT_CODE_INVALID', (record) => delete record.code],
    ['without a name', 'DRAFT_NAME_MISSING', (record) => (record.name = null)],
  ])('a record %s makes a draft that check refuses, and says why', (_, code, change) => {
    const { codes, yaml, errors } = drafted(recordWith(change))
    expect(codes).toEqual([code])
    expect(yaml).toContain(`code: ${code}`)
    expect(errors).toEqual(['GAP_BLOCKING'])
  })

  it('what is no record makes no draft', () => {
    for (const record of [null, 5, 'x', [], undefined]) {
      expect(draftProcedure(record, { file: 'x' })).toMatchObject({ diagnostics: [{ code: 'DRAFT_NOT_A_RECORD' }] })
      expect(draftProcedure(record, { file: 'x' }).yaml).toBeUndefined()
    }
  })
})

/** A record in which some values, at any depth, are something else. */
const mutated = fc
  .array(fc.record({ place: fc.nat(200), value: fc.oneof(fc.jsonValue({ maxDepth: 2 }), hostile()) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((changes) => {
    const record = structuredClone(CLEAN_RECORD) as unknown
    for (const { place, value } of changes) {
      const places = placesIn(record)
      const [holder, key] = places[place % places.length] as [Record<string, unknown>, string]
      if (value === 'DELETE') delete holder[key]
      // A value of its own: a list put into itself at the next change would have no end.
      else holder[key] = structuredClone(value)
    }
    return record
  })

function hostile() {
  return fc.constantFrom<unknown>(
    'DELETE',
    null,
    '',
    ' ',
    -1,
    0,
    0.5,
    1e300,
    '3',
    '3,5',
    'ba ngày',
    [],
    {},
    [null],
    '\u0000\ud800',
    '${limit}',
    '&a *b',
    '- x: {',
    '# y',
    'null',
    'x'.repeat(5_000),
    '\u202e',
    '1.001193',
    ':',
    '---\n',
  )
}

function placesIn(value: unknown): [object, string][] {
  if (value === null || typeof value !== 'object') return []
  return Object.keys(value).flatMap(
    (key) => [[value, key], ...placesIn((value as Record<string, unknown>)[key])] as [object, string][],
  )
}

it('whatever a record holds, it makes a draft with a gap for each finding', () => {
  fc.assert(
    fc.property(mutated, (record) => {
      const { yaml, diagnostics } = draftProcedure(record, { file: 'record.json' })
      for (const { code } of diagnostics) expect(yaml).toContain(`code: ${code}`)
      expect(yaml).toContain('use: intake')
    }),
    { numRuns: 300 },
  )
})

it('every draft can be read by check, which refuses it only for what it says is blocking', () => {
  fc.assert(
    fc.property(mutated, (record) => {
      const { codes, errors } = drafted(record)
      expect(errors.filter((code) => code !== 'GAP_BLOCKING')).toEqual([])
      const blocking = codes.filter((code) => DRAFT_CODES[code as keyof typeof DRAFT_CODES].severity === 'error')
      expect(errors).toHaveLength(blocking.length)
    }),
    { numRuns: 12 },
  )
})
