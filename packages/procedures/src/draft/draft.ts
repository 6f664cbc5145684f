import type { Diagnostic } from '@motcua/engine'
import { componentsOf } from './components.ts'
import { feesOf } from './fees.ts'
import { clean, Findings, shown } from './findings.ts'
import { isRecord, RecordReader, type Unknown } from './record-reader.ts'
import { slug } from './slug.ts'
import { timesOf } from './times.ts'
import { writeDraft, type DraftFacts } from './write-draft.ts'

export interface Draft {
  /** The procedure's file; absent where what was given is no record at all. */
  readonly yaml?: string
  /** What contradicts itself or cannot be read; each is also a gap in the file. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Stands where the record gives none, so that the file can be read; it is a gap. */
const NO_CODE = 'CHUA-CO-MA'
const NO_NAME = '(chưa có tên)'

/**
 * Makes a definition from a record of the national database of procedures: what the record says, the standard flow of the one-stop
 * mechanism by its fragments, and a gap for whatever nobody can read from the record.
 *
 * @param file  the name that diagnostics show
 * @example
 * const { yaml, diagnostics } = draftProcedure(JSON.parse(text), { file: '1.004222.json' })
 */
export function draftProcedure(record: unknown, { file }: { readonly file: string }): Draft {
  const findings = new Findings(file)
  if (!isRecord(record)) {
    findings.add('DRAFT_NOT_A_RECORD', '', [record])
    return { diagnostics: findings.diagnostics }
  }
  const facts = factsOf(record, findings)
  return { yaml: writeDraft(facts), diagnostics: findings.diagnostics }
}

function factsOf(record: Unknown, findings: Findings): DraftFacts {
  const reader = new RecordReader(findings)
  const code = reader.text(record.code, 'code')
  const isCode = /^\d\.\d{6}(?:\.\d+)?$/.test(code)
  if (!isCode) findings.add('DRAFT_CODE_INVALID', 'procedure', [record.code ?? 'nothing'])
  const name = oneLine(reader.text(record.name, 'name'))
  if (name === '') findings.add('DRAFT_NAME_MISSING', 'name', [])
  const agency = oneLine(reader.text(record.executing_agency, 'executing_agency'))
  if (agency === '') findings.add('DRAFT_AGENCY_MISSING', 'agency', [])
  const facts = {
    procedure: isCode ? code : NO_CODE,
    name: name === '' ? NO_NAME : name,
    level: levelOf(agency),
    field: fieldOf(reader.record(record.category, 'category'), reader),
    agency: agency === '' ? undefined : agency,
    basis: basisOf(record, reader, findings),
    sources: sourcesOf(record, reader),
    times: timesOf(record, reader, findings),
    fees: feesOf(record, reader, findings),
    documents: componentsOf(record, reader, findings),
    results: resultsOf(record, reader, findings),
  }
  return { ...facts, gaps: findings.gaps }
}

function levelOf(agency: string): DraftFacts['level'] {
  if (/cấp xã|ubnd xã|công an xã|phường/iu.test(agency)) return 'commune'
  if (/cấp tỉnh|^sở |ubnd tỉnh|\btỉnh\b|thành phố trực thuộc/iu.test(agency)) return 'province'
  return /^(?:bộ|cục|tổng cục|ngân hàng nhà nước) /iu.test(agency) ? 'central' : undefined
}

function fieldOf(category: Unknown, reader: RecordReader): DraftFacts['field'] {
  const [code, name] = [reader.text(category.code, 'category.code'), oneLine(reader.text(category.name, 'category.name'))]
  return code === '' || name === '' ? undefined : { code: shown(code), name }
}

function basisOf(record: Unknown, reader: RecordReader, findings: Findings): string[] {
  const texts = reader.records(record.legal_basis, 'legal_basis').map((one) => {
    const code = reader.text(one.code, 'legal_basis.code')
    return shown(code === '' ? reader.text(one.name, 'legal_basis.name') : code)
  })
  const known = [...new Set(texts.filter((text) => text !== ''))]
  if (known.length === 0) findings.add('DRAFT_BASIS_MISSING', 'basis', [])
  return known
}

function sourcesOf(record: Unknown, reader: RecordReader): string[] {
  const source = reader.record(record.source, 'source')
  const url = shown(reader.text(source.url, 'source.url'))
  const updated = shown(reader.text(source.updated_at, 'source.updated_at'))
  return url === '' ? [] : [updated === '' ? url : `${url} (${updated.slice(0, 10)})`]
}

function resultsOf(record: Unknown, reader: RecordReader, findings: Findings): Map<string, string> {
  const results = new Map<string, string>()
  for (const entry of reader.list(record.results, 'results')) {
    const name = oneLine(reader.text(isRecord(entry) ? entry.name : entry, 'results'))
    const id = slug(name, 40)
    if (name !== '' && id !== '') results.set(id, name)
  }
  if (results.size === 0) findings.add('DRAFT_RESULT_MISSING', 'results', [])
  return results
}

/** Longer names are whole paragraphs. */
const LONGEST_LINE = 600

function oneLine(text: string): string {
  const line = clean(text)
    .replace(/\s+/g, ' ')
    .replace(/^[-–+*\s]+/u, '')
    .trim()
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 1)}…` : line
}
