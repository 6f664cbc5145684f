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
  document.commentBefore = [
    ' yaml-language-server: $schema=procedure.schema.json',
    '',
    ' Bản nháp làm từ cơ sở dữ liệu quốc gia về thủ tục hành chính. Draft made from a record of the national database.',
    ' Every entry of `gaps` is something that the record contradicts or does not say: look it up, fill it in, remove the entry.',
  ].join('\n')
  commentGaps(document, facts)
  return document.toString({ lineWidth: 0, nullStr: '', flowCollectionPadding: true })
}

/** A gap is also told where a reader of the file would look for what is missing. */
function commentGaps(document: Document, { gaps }: DraftFacts): void {
  if (!isMap(document.contents)) return
  const open = new Map<string, string[]>()
  for (const { at, code } of gaps) {
    const section = at.split(/[.[]/)[0] ?? ''
    open.set(section, [...(open.get(section) ?? []), code])
  }
  for (const pair of document.contents.items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : ''
    const codes = [...new Set(open.get(STANDS_FOR[name] ?? name) ?? [])]
    if (codes.length > 0 && isScalar(pair.key)) pair.key.commentBefore = ` GAP ${codes.join(', ')}: see gaps below`
  }
}

/** Where a section is missing altogether, the comment stands at the one beside it. */
const STANDS_FOR: Readonly<Record<string, string>> = { times: 'limit' }

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
        with: { role: 'officer', limit: null },
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
