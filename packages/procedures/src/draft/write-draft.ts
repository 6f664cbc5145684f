import { Document, isCollection, isMap, isScalar, visit } from 'yaml'
import type { DraftComponent } from './components.ts'
import type { DraftFee } from './fees.ts'
import type { DraftGap } from './findings.ts'
import type { DraftTimes } from './times.ts'

/** What was read from a record. */
export interface DraftFacts {
  readonly procedure: string
  readonly name: string
  readonly level: 'central' | 'province' | 'commune' | undefined
  readonly field: { readonly code: string; readonly name: string } | undefined
  readonly agency: string | undefined
  readonly basis: readonly string[]
  readonly sources: readonly string[]
  readonly times: DraftTimes
  readonly fees: readonly DraftFee[]
  readonly documents: ReadonlyMap<string, DraftComponent>
  readonly results: ReadonlyMap<string, string>
  /** Sentences of the record that become comments: for whom, under which conditions, in which steps. */
  readonly told: { readonly subjects: string; readonly requirements: string; readonly steps: string }
  readonly gaps: readonly DraftGap[]
}

/** The draft as an author's file: facts, gaps with a comment each, and the standard flow. */
export function writeDraft(facts: DraftFacts): string {
  const document = new Document(dataOf(facts), { aliasDuplicateObjects: false })
  visit(document, {
    Collection: (key, node, path) => {
      if (path.length >= 3 && key !== null && isCollection(node) && JSON.stringify(node.toJSON()).length <= 110) node.flow = true
    },
  })
  document.commentBefore = HEAD.join('\n')
  comment(document, facts)
  return document.toString({ lineWidth: 0, nullStr: '', flowCollectionPadding: true })
}

const HEAD = [
  ' yaml-language-server: $schema=node_modules/@motcua/engine/dist/procedure.schema.json',
  '',
  ' Bản nháp làm từ cơ sở dữ liệu quốc gia về thủ tục hành chính: mỗi mục của gaps là chỗ bản ghi tự mâu thuẫn hoặc không nói.',
  ' Tra văn bản, điền vào, rồi xóa mục đó. Lớp số hóa (class) đọc từ tên giấy tờ; luồng (flow) là luồng một cửa chuẩn: cần xem lại.',
  ' Draft made from a record of the national database: every entry of `gaps` is something that the record contradicts or does not say.',
  ' Look it up, fill it in, remove the entry. Classes are read from the names of papers, the flow is the standard one: review them.',
]

/** A gap is also told where a reader of the file would look for what is missing; so are the sentences of the record. */
function comment(document: Document, { gaps, told }: DraftFacts): void {
  if (!isMap(document.contents)) return
  const open = new Map<string, Set<string>>()
  for (const { at, code } of gaps) {
    const part = at.split(/[.[]/)[0] ?? ''
    const section = SECTION_OF[part] ?? part
    open.set(section, (open.get(section) ?? new Set()).add(code))
  }
  const words: Readonly<Record<string, readonly string[]>> = {
    documents: sentences('Yêu cầu, điều kiện (requirements)', told.requirements),
    roles: sentences('Đối tượng thực hiện (applicants)', told.subjects),
    flow: sentences('Trình tự thực hiện (steps)', told.steps),
  }
  const written = new Map(document.contents.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair.key]))
  let missing: string[] = []
  for (const section of SECTIONS) {
    const codes = [...(open.get(section) ?? [])]
    const key = written.get(section)
    if (!isScalar(key)) {
      if (codes.length > 0) missing.push(` GAP ${codes.join(', ')}: ${section}`)
      continue
    }
    const own = codes.length > 0 ? [` GAP ${codes.join(', ')}: xem gaps (see gaps)`] : []
    const lines = [...missing, ...(words[section] ?? []), ...own]
    if (lines.length > 0) key.commentBefore = lines.join('\n')
    missing = []
  }
}

/** Sections in the order of the file. */
const SECTIONS = [
  ...['procedure', 'name', 'effective', 'level', 'field', 'agency', 'regime', 'basis', 'sources', 'include', 'limit', 'times'],
  ...['roles', 'documents', 'results', 'fees', 'figures', 'gaps', 'variables', 'flow'],
]

/** Parts of the record, by the section that they become. */
const SECTION_OF: Readonly<Record<string, string>> = {
  channels: 'fees',
  checklist_raw: 'documents',
  processing_cases: 'times',
  legal_basis: 'basis',
  executing_agency: 'agency',
  category: 'field',
  source: 'sources',
  code: 'procedure',
  steps_raw: 'flow',
  subject_types: 'roles',
  requirements: 'documents',
  state: 'effective',
}

const COMMENT_WIDTH = 130
const LONGEST_COMMENT = 20_000

/** A text of the record as comment lines under a heading. */
function sentences(heading: string, text: string): string[] {
  if (text === '') return []
  const cut = text.length > LONGEST_COMMENT ? `${text.slice(0, LONGEST_COMMENT)}…` : text
  const lines = cut.split(/\r\n|\r|\n/).flatMap((line) => wrapped(line.replace(/\s+/g, ' ').trim()))
  return [` ${heading}:`, ...lines.map((line) => `   ${line}`)]
}

function wrapped(line: string): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + word.length >= COMMENT_WIDTH) {
      lines.push(current)
      current = word
    } else current = current === '' ? word : `${current} ${word}`
  }
  return current === '' ? lines : [...lines, current]
}

function dataOf(facts: DraftFacts): Record<string, unknown> {
  const { limit, times } = facts.times
  const source = facts.sources[0] === undefined ? {} : { source: facts.sources[0] }
  const fees = facts.fees.map((fee) => ({ ...fee, ...source }))
  const isPaid = facts.fees.some(({ amountVnd, setBy }) => setBy !== undefined || (amountVnd ?? 0) > 0)
  const some = <T>(list: readonly T[]) => (list.length === 0 ? undefined : list)
  const all: Record<string, unknown> = {
    procedure: facts.procedure,
    version: 1,
    name: facts.name,
    level: facts.level,
    field: facts.field,
    agency: facts.agency,
    regime: 'nd118-2025',
    basis: some(facts.basis),
    sources: some(facts.sources),
    include: [
      'intake',
      ...(isPaid ? ['financial-duty'] : []),
      'acceptance',
      'digitize-and-transfer',
      'examination',
      'supplement',
      'result',
      'stop',
    ],
    limit,
    times: some(times.map((time) => ({ ...time, ...source }))),
    roles: {
      officer: { vi: 'Người thụ lý hồ sơ', en: 'Officer who resolves' },
      leader: { vi: 'Người có thẩm quyền', en: 'Competent authority' },
    },
    documents: facts.documents.size === 0 ? undefined : Object.fromEntries(facts.documents),
    results: facts.results.size === 0 ? undefined : Object.fromEntries([...facts.results].map(([id, vi]) => [id, { vi }])),
    fees: some(fees),
    // The deadlines of the standard flow are the one-stop unit's own: no source.
    figures: [
      ...(limit === undefined ? [] : [{ at: 'limit', ...source }]),
      { at: 'flow.supplement.within' },
      ...(isPaid ? [{ at: 'flow.fee.within' }] : []),
    ],
    gaps: some(facts.gaps),
    ...flowOf(isPaid),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** Tiếp nhận, số hóa, chuyển, giải quyết, ký số, trả, lưu trữ. */
function flowOf(isPaid: boolean): Record<string, unknown> {
  const lodged = ['applicant', 'channel', 'returnBy', 'components', ...(isPaid ? ['feeVnd'] : [])]
  const fee = {
    'fee-due?': {
      name: { vi: 'Phải nộp phí, lệ phí?', en: 'Fee due?' },
      exclusiveGateway: [
        { if: 'feeVnd != null and feeVnd > 0', next: 'fee', name: { vi: 'có', en: 'yes' } },
        { next: 'acceptance', name: { vi: 'không', en: 'no' } },
      ],
    },
    fee: {
      use: 'financial-duty',
      with: { amount: 'feeVnd', within: { days: 10 } },
      exits: { paid: 'acceptance', lapsed: 'stop' },
    },
  }
  return {
    variables: isPaid
      ? { feeVnd: { type: 'number', optional: true, name: { vi: 'Phí, lệ phí (đồng)', en: 'Fee (VND)' } } }
      : undefined,
    flow: {
      intake: { use: 'intake', with: { carries: lodged }, next: isPaid ? 'fee-due?' : 'acceptance' },
      ...(isPaid ? fee : {}),
      acceptance: { use: 'acceptance', next: 'transfer' },
      transfer: { use: 'digitize-and-transfer', next: 'examination' },
      examination: {
        use: 'examination',
        with: { role: 'officer' },
        exits: { granted: 'result', incomplete: 'supplement', rejected: 'stop' },
      },
      supplement: {
        use: 'supplement',
        with: {
          within: { days: 30 },
          stage: 'verify',
          missing: '[if reason = null then "" else reason]',
          asked: 'pause',
          received: 'restart',
        },
        exits: { complete: 'examination', lapsed: 'stop' },
      },
      result: { use: 'result', with: { leader: 'leader' }, exits: { 'returned-for-work': 'examination', archived: 'done' } },
      stop: { use: 'stop' },
      done: { name: { vi: 'Hoàn thành', en: 'Done' }, endEvent: null },
    },
  }
}
