import type { Findings } from './findings.ts'
import { oneLine } from './plain.ts'
import type { Part, RecordReader, Unknown } from './record-reader.ts'
import { freeId } from './slug.ts'

export interface DraftComponent {
  readonly vi: string
  readonly code?: string
  readonly class: 'prior-result' | 'processing-result' | 'on-demand'
  readonly required?: false
  /** The heading that it stands under, in the publication's words. */
  readonly when?: string
  readonly originals: number
  readonly copies: number
}

/** What a heading says of the rows under it. */
interface Heading {
  readonly kind: 'papers' | 'presented' | 'notes' | 'case'
  readonly text: string
}

const NOTE_WORD = /^[\s\-–+*•.(]*(?:lưu ý|ghi chú|chú ý|ghi nhớ|chú thích|ví dụ|note)(?=[\s:.,;)]|$)/iu
/** Beginnings of sentences; papers have names. `\b` knows no Vietnamese letters. */
const SENTENCE =
  /^(?:trường hợp|nếu|đối với|khi|trong trường hợp|người|cơ quan|cá nhân|tổ chức|việc|công dân|ngoài ra|các giấy tờ)(?=[\s,:])|\s(?:thì|có trách nhiệm|phải được|không phải|không được|có thể nộp)\s/iu
const HEADING = /:\s*$|(?:gồm|bao gồm|sau đây|dưới đây)\s*[:.]?\s*$/iu
const CASE_WORD = /^(?:\(?[\d.a-zđ]{1,4}\)\s*)?(?:trường hợp|đối với|nếu)(?=[\s,:])/iu
/** A name that itself says that not everybody has the paper. */
const IF_ANY = /\(?nếu có\)?[\s.;)]*$/iu
const PRESENTED = /^(?:các\s+)?(?:giấy tờ|hồ sơ|thành phần)[^:]{0,40}xuất trình[^:]{0,20}:?$/iu
const PAPERS =
  /^(?:các\s+)?(?:giấy tờ|hồ sơ|thành phần|thành phần hồ sơ)(?:\s[^:,;]{0,40})?\s(?:phải nộp|nộp|gồm|bao gồm)\s*:?$/iu
/** Papers that no longer exist: the household book and the book of temporary residence since 2023, the old identity card since 2025. */
const STALE = /sổ hộ khẩu|sổ tạm trú|chứng minh nhân dân|(?:^|[\s(,;/])cmnd(?=$|[\s),;./])/iu
/** What an agency gave out after an earlier procedure. */
const RESULT =
  /^(?:bản (?:sao|chính)\s+)?(?:giấy (?:chứng nhận|phép|khai sinh|chứng sinh|báo tử|xác nhận|chứng tử)|trích lục|quyết định|bản án|thẻ|chứng chỉ)(?=\s|$)/iu

const MOST_COMPONENTS = 300
const LONGEST_NAME = 1_500

/** A row of the checklist, under its heading. */
interface Row {
  readonly heading: Heading
  readonly value: Unknown
  readonly path: string
  readonly name: string
  readonly written: string
  readonly originals: number
  readonly copies: number
}

/** Components by their ids. Notes and headings that carry a code are told and left out; what is doubtful is told and kept. */
export function componentsOf(record: Unknown, reader: RecordReader, findings: Findings): Map<string, DraftComponent> {
  const documents = new Map<string, DraftComponent>()
  const groups = reader.parts(record.checklist_raw, 'checklist_raw')
  const rows = groups.flatMap((group) => rowsOf(group, reader))
  if (rows.length > MOST_COMPONENTS)
    findings.add('DRAFT_TOO_MUCH', { at: 'documents', path: 'checklist_raw', found: [`${rows.length} > ${MOST_COMPONENTS}`] })
  const isByCase = tellCases(rows, findings)
  const papers = new Map<string, string>()
  for (const row of rows.slice(0, MOST_COMPONENTS)) {
    if (row.name === '') {
      findings.add('DRAFT_COMPONENT_UNNAMED', { at: 'documents', path: row.path, found: [row.written] })
      continue
    }
    if (isTold(row, findings)) continue
    const key = `${row.written} ${row.name.toLowerCase()} ${row.originals} ${row.copies}`
    const known = papers.get(key)
    if (known !== undefined) {
      documents.set(known, joined(documents.get(known) as DraftComponent, row.heading))
      continue
    }
    const id = freeId(row.name, 'component', documents)
    papers.set(key, id)
    documents.set(id, componentOf(row, id, isByCase, findings))
  }
  tellContradictions(documents, rows, findings)
  if (documents.size === 0) findings.add('DRAFT_COMPONENTS_MISSING', { at: 'documents', path: 'checklist_raw' })
  return documents
}

function rowsOf(group: Part, reader: RecordReader): Row[] {
  const heading = headingOf(oneLine(reader.text(group.value.group, `${group.path}.group`)))
  return reader.parts(group.value.items, `${group.path}.items`).map(({ value, path }) => ({
    heading,
    value,
    path,
    name: oneLine(reader.text(value.name, `${path}.name`)),
    written: reader.text(value.code, `${path}.code`),
    originals: reader.count(value.original_qty, `${path}.original_qty`),
    copies: reader.count(value.copy_qty, `${path}.copy_qty`),
  }))
}

function headingOf(text: string): Heading {
  if (text === '' || PAPERS.test(text)) return { kind: 'papers', text: '' }
  if (NOTE_WORD.test(text)) return { kind: 'notes', text }
  return { kind: PRESENTED.test(text) ? 'presented' : 'case', text: text.replace(/[\s:]+$/, '') }
}

/** Whether the papers depend on the case: then none of a case's list is required of everybody. */
function tellCases(rows: readonly Row[], findings: Findings): boolean {
  const cases = new Set(rows.flatMap(({ heading }) => (heading.kind === 'case' ? [heading.text] : [])))
  const others = rows.some(({ heading }) => heading.kind === 'papers')
  if (cases.size === 0 || (cases.size === 1 && !others)) return false
  findings.add('DRAFT_COMPONENTS_BY_CASE', { at: 'documents', path: 'checklist_raw', found: [...cases] })
  return true
}

/** A row that is no paper: told, and left out. */
function isTold(row: Row, findings: Findings): boolean {
  const { name, path, written, heading } = row
  const isNothing = row.originals === 0 && row.copies === 0
  const found = [`${written} ${name}`]
  const isNote = NOTE_WORD.test(name) || heading.kind === 'notes'
  if (isNothing && HEADING.test(name) && !isNote) {
    findings.add('DRAFT_COMPONENT_IS_HEADING', { at: 'documents', path: `${path}.name`, found })
    return true
  }
  if (!isNothing || !(isNote || SENTENCE.test(name))) return false
  findings.add('DRAFT_COMPONENT_IS_NOTE', { at: 'documents', path: `${path}.name`, found })
  return true
}

function componentOf(row: Row, id: string, isByCase: boolean, findings: Findings): DraftComponent {
  const { name, heading, path, written } = row
  const at = `documents.${id}`
  const isNothing = row.originals === 0 && row.copies === 0
  if (isNothing && heading.kind !== 'presented')
    findings.add('DRAFT_COMPONENT_NO_COPIES', { at, path: `${path}.original_qty`, found: [name] })
  if (!isNothing && (heading.kind === 'notes' || NOTE_WORD.test(name) || HEADING.test(name)))
    findings.add('DRAFT_COMPONENT_DOUBTFUL', { at, path: `${path}.name`, found: [name] })
  const isStale = STALE.test(name)
  if (isStale) findings.add('DRAFT_COMPONENT_STALE', { at, path: `${path}.name`, found: [name] })
  const isCut = name.length > LONGEST_NAME
  if (isCut) findings.add('DRAFT_TEXT_CUT', { at, path: `${path}.name`, found: [`${name.length} > ${LONGEST_NAME}`] })
  const code = codeOf(written, at, `${path}.code`, findings)
  const isOfSome = (isByCase && heading.kind === 'case') || CASE_WORD.test(name) || IF_ANY.test(name)
  const isResult = row.value.is_processing_result === true
  return {
    vi: isCut ? `${name.slice(0, LONGEST_NAME - 1)}…` : name,
    ...(code === undefined ? {} : { code }),
    class: isResult ? 'processing-result' : RESULT.test(name) ? 'prior-result' : 'on-demand',
    ...(isStale || isOfSome ? { required: false } : {}),
    ...(heading.text === '' ? {} : { when: heading.text }),
    originals: row.originals,
    copies: row.copies,
  }
}

/** The same paper in another list: required of everybody where one list is, else in both cases. */
function joined(known: DraftComponent, { kind, text }: Heading): DraftComponent {
  const { when, required, ...rest } = known
  if (when === undefined || text === '' || kind === 'papers') return { ...rest, ...(STALE.test(rest.vi) ? { required } : {}) }
  const isThere = when.split(' / ').includes(text)
  return { ...rest, ...(required === undefined ? {} : { required }), when: isThere ? when : `${when} / ${text}` }
}

/** One paper of one list that is asked for in two numbers, and one code that names two papers. */
function tellContradictions(documents: ReadonlyMap<string, DraftComponent>, rows: readonly Row[], findings: Findings): void {
  const numbers = new Map<string, Row>()
  for (const row of rows) {
    const key = `${row.heading.kind} ${row.heading.text} ${row.written} ${row.name.toLowerCase()}`
    const other = numbers.get(key) ?? row
    numbers.set(key, other)
    if (row.name === '' || (other.originals === row.originals && other.copies === row.copies)) continue
    const found = [row.name, `${other.originals} + ${other.copies}`, `${row.originals} + ${row.copies}`]
    findings.add('DRAFT_COMPONENT_CONFLICT', { at: 'documents', path: row.path, found })
  }
  const names = new Map<string, string>()
  for (const [id, { code, vi }] of documents) {
    if (code === undefined) continue
    const other = names.get(code) ?? vi
    names.set(code, other)
    if (other.toLowerCase() === vi.toLowerCase()) continue
    const path = rows.find(({ written, name }) => written === code && name === vi)?.path ?? 'checklist_raw'
    findings.add('DRAFT_COMPONENT_CONFLICT', { at: `documents.${id}`, path, found: [code, other, vi] })
  }
}

function codeOf(written: string, at: string, path: string, findings: Findings): string | undefined {
  if (written === '') return undefined
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/.test(written) && /\d/.test(written)) return written
  findings.add('DRAFT_COMPONENT_CODE', { at, path, found: [written] })
  return undefined
}
