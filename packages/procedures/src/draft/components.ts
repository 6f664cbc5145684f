import { shown, type Findings } from './findings.ts'
import type { RecordReader, Unknown } from './record-reader.ts'
import { slug } from './slug.ts'

export interface DraftComponent {
  readonly vi: string
  readonly code?: string
  readonly class: 'prior-result' | 'processing-result' | 'on-demand'
  readonly required?: false
  readonly originals: number
  readonly copies: number
}

const NOTE =
  /^[\s\-–+*•.]*(?:lưu ý|ghi chú|chú ý|ghi nhớ|note)|^[\s\-–+*•]*(?:giấy tờ|hồ sơ|thành phần)[^.;]{0,60}(?:phải nộp|phải xuất trình|gồm|bao gồm)[^.;]{0,20}:?\s*$|:\s*$|^[\s\-–+*•]*(?:trường hợp|nếu|đối với|khi)\b[^:]{0,400}$/iu
/** Papers that no longer exist: the household book and the book of temporary residence since 2023, the old identity card since 2025. */
const STALE = /sổ hộ khẩu|sổ tạm trú|chứng minh nhân dân|\bcmnd\b/iu
/** What an agency gave out after an earlier procedure. */
const RESULT =
  /^(?:bản (?:sao|chính)\s+)?(?:giấy (?:chứng nhận|phép|khai sinh|chứng sinh|báo tử|xác nhận|chứng tử)|trích lục|quyết định|bản án|thẻ|chứng chỉ)/iu

const MOST_COMPONENTS = 300
const LONGEST_NAME = 600

/** Components by their ids. Notes that carry a code are told and left out; what is doubtful is told and kept. */
export function componentsOf(record: Unknown, reader: RecordReader, findings: Findings): Map<string, DraftComponent> {
  const documents = new Map<string, DraftComponent>()
  const seen = new Set<string>()
  const groups = reader.records(record.checklist_raw, 'checklist_raw')
  const cases = new Set(groups.map((group) => shown(reader.text(group.group, 'checklist_raw.group'))))
  const isByCase = cases.size > 1
  if (isByCase) findings.add('DRAFT_COMPONENTS_BY_CASE', 'documents', [...cases])
  const items = groups.flatMap((group, index) => reader.records(group.items, `checklist_raw[${index}].items`))
  for (const item of items.slice(0, MOST_COMPONENTS)) {
    const name = nameOf(item, reader)
    const written = reader.text(item.code, 'checklist_raw.code')
    const key = `${written} ${name.toLowerCase()}`
    if (seen.has(key)) continue
    seen.add(key)
    if (name === '') {
      findings.add('DRAFT_COMPONENT_UNNAMED', 'documents', [written || 'nothing'])
      continue
    }
    const originals = reader.count(item.original_qty, 'checklist_raw.original_qty')
    const copies = reader.count(item.copy_qty, 'checklist_raw.copy_qty')
    const isNothing = originals === 0 && copies === 0
    if (NOTE.test(name) && (isNothing || /^[\s\-–+*•.]*(?:lưu ý|ghi chú|chú ý)/iu.test(name))) {
      findings.add('DRAFT_COMPONENT_IS_NOTE', 'documents', [`${written} ${name}`])
      continue
    }
    const id = idFor(name, documents)
    if (isNothing) findings.add('DRAFT_COMPONENT_NO_COPIES', `documents.${id}`, [name])
    const isStale = STALE.test(name)
    if (isStale) findings.add('DRAFT_COMPONENT_STALE', `documents.${id}`, [name])
    const code = codeOf(written, `documents.${id}`, findings)
    const kind = item.is_processing_result === true ? 'processing-result' : RESULT.test(name) ? 'prior-result' : 'on-demand'
    documents.set(id, {
      vi: name,
      ...(code === undefined ? {} : { code }),
      class: kind,
      ...(isStale || isByCase ? { required: false } : {}),
      originals,
      copies,
    })
  }
  if (documents.size === 0) findings.add('DRAFT_COMPONENTS_MISSING', 'documents', [])
  return documents
}

function nameOf(item: Unknown, reader: RecordReader): string {
  const name = reader
    .text(item.name, 'checklist_raw.name')
    .replace(/\s+/g, ' ')
    .replace(/^[\s\-–+*•;.,]+/u, '')
    .trim()
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name
}

function codeOf(written: string, at: string, findings: Findings): string | undefined {
  if (written === '') return undefined
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/.test(written) && /\d/.test(written)) return written
  findings.add('DRAFT_COMPONENT_CODE', at, [shown(written)])
  return undefined
}

function idFor(name: string, taken: ReadonlyMap<string, unknown>): string {
  const base = slug(name, 40) || 'component'
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`
    if (!taken.has(id)) return id
  }
}
