import { describe, expect, it } from 'vitest'
import { formatDiagnostic } from '../diagnostics/index.ts'
import { fragmentSchema, procedureSchema, readYaml } from './index.ts'
import words from './schema-words.vi.json' with { type: 'json' }

function descriptionsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(descriptionsIn)
  if (value === null || typeof value !== 'object') return []
  const { description } = value as { readonly description?: unknown }
  return [...(typeof description === 'string' ? [description] : []), ...Object.values(value).flatMap(descriptionsIn)]
}

describe('what to write instead', () => {
  it('is there in Vietnamese for every field that the schemas describe, and for nothing else', () => {
    const described = new Set([procedureSchema, fragmentSchema].flatMap(descriptionsIn))
    expect(Object.keys(words).sort()).toEqual([...described].sort())
  })

  it.each([
    ['limit: { workingDays: -3 }', 'cần số lớn hơn 0 trong "workingDays", nhưng gặp -3 — viết số ngày làm việc, như 1 hoặc 0.5'],
    [
      'limit: { workingDays: 30000 }',
      'cần số đến 2600 trong "workingDays", nhưng gặp 30000 — viết số ngày làm việc, như 1 hoặc 0.5',
    ],
    [
      'limit: 3',
      'cần các dòng "khóa: giá trị" trong "limit", nhưng gặp 3 — viết thời hạn giải quyết: { workingDays: 1, cutoff: "15:00" }',
    ],
    [
      'limit: [ 3 ]',
      'cần các dòng "khóa: giá trị" trong "limit", nhưng gặp một danh sách — viết thời hạn giải quyết: { workingDays: 1, cutoff: "15:00" }',
    ],
    ['regime: nd61', 'cần nd61-2018 | nd118-2025 trong "regime", nhưng gặp "nd61" — viết nd61-2018 | nd118-2025'],
    ['sources: một nguồn', 'cần một danh sách trong "sources", nhưng gặp "một nguồn" — viết nguồn của dữ kiện'],
  ])('%s is told in Vietnamese without an English word: %s', (line, told) => {
    const file = `procedure: "1.000001"\nname: x\n${line}\nflow: { a: { startEvent, next: b }, b: { endEvent } }\n`
    const [found] = readYaml(file, { file: 'x.yaml' }).diagnostics
    expect(found === undefined ? '' : formatDiagnostic(found, 'vi').replace(/^\S+ {2}\S+ {2}/, '')).toBe(told)
  })
})

describe('a mistake of YAML itself', () => {
  const HEAD = 'procedure: "1.000001"\nname: x\n'
  it.each([
    ['a tab', `${HEAD}flow:\n\ta: { startEvent }\n`, 'không được thụt lề bằng phím Tab, dùng dấu cách'],
    ['a bracket that is not closed', `${HEAD}flow: { a: [ }\n`, 'thiếu dấu đóng ngoặc ]'],
    ['a colon too many', `${HEAD}agency: Sở: Tài chính\n`, 'một dòng có hai lần "khóa: giá trị"'],
  ])('is told in Vietnamese: %s', (_, text, told) => {
    const found = readYaml(text, { file: 'x.yaml' }).diagnostics
    expect(found.map(({ code, message }) => (code === 'YAML_SYNTAX' ? message.vi : ''))).toContainEqual(
      expect.stringContaining(told),
    )
  })
})
