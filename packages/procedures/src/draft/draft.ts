import type { Diagnostic } from '@motcua/engine'
import { componentsOf } from './components.ts'
import { feesOf } from './fees.ts'
import { Findings, shown } from './findings.ts'
import { levelOf } from './level.ts'
import { oneLine } from './plain.ts'
import { recordPlaces } from './record-places.ts'
import { isRecord, RecordReader, type Unknown } from './record-reader.ts'
import { freeId } from './slug.ts'
import { timesOf } from './times.ts'
import { writeDraft, type DraftFacts } from './write-draft.ts'
import { mustBeObjects } from '../must-be-given.ts'

export interface Draft {
  /** The procedure's file; absent where what was given is no record at all. */
  readonly yaml?: string
  /** What contradicts itself or cannot be read, each at its place in the record; each is also a gap in the file. */
  readonly diagnostics: readonly Diagnostic[]
}

export interface DraftOptions {
  /** The name that diagnostics show. */
  readonly file: string
  /** The JSON text that the record was read from: diagnostics then have its lines and columns. */
  readonly text?: string
}

/** Stands where the record gives none, so that the file can be read; it is a gap. */
const NO_CODE = 'CHUA-CO-MA'
const NO_NAME = '(chưa có tên)'
/** What says that a record is of a procedure; a draft needs one of them. */
const SIGNS = ['code', 'name', 'channels', 'checklist_raw', 'legal_basis', 'processing_cases', 'executing_agency', 'results']
/** Records have seven levels. */
const DEEPEST = 100
/** Longer names are whole paragraphs. */
const LONGEST_LINE = 1_500

/**
 * Makes a definition from a record of the national database of procedures: what the record says, the standard flow of the one-stop
 * mechanism by its fragments, and a gap for whatever nobody can read from the record.
 *
 * @example
 * const { yaml, diagnostics } = draftProcedure(JSON.parse(text), { file: '1.004222.json', text })
 */
export function draftProcedure(record: unknown, options: DraftOptions): Draft {
  mustBeObjects('draftProcedure', { options })
  const { file, text } = options
  if (isNestedDeeper(record, DEEPEST)) {
    const findings = new Findings(file, recordPlaces(undefined))
    findings.add('DRAFT_NOT_A_RECORD', { at: '', path: '', found: ['{…{…{…'] })
    return { diagnostics: findings.diagnostics }
  }
  const findings = new Findings(file, recordPlaces(text))
  if (!isRecord(record) || !SIGNS.some((sign) => Object.hasOwn(record, sign))) {
    findings.add('DRAFT_NOT_A_RECORD', { at: '', path: '', found: [record ?? String(record)] })
    return { diagnostics: findings.diagnostics }
  }
  const facts = factsOf(record, findings)
  return { yaml: writeDraft(facts), diagnostics: findings.diagnostics }
}

/** Level by level, so that no depth is too much to find out. */
function isNestedDeeper(whole: unknown, most: number): boolean {
  let level = [whole]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true
    level = level.flatMap((value): unknown[] => (typeof value === 'object' && value !== null ? Object.values(value) : []))
  }
  return false
}

function factsOf(record: Unknown, findings: Findings): DraftFacts {
  const reader = new RecordReader(findings)
  const code = reader.text(record.code, 'code')
  const isCode = /^\d\.\d{6}(?:\.\d+)?$/.test(code)
  if (!isCode) findings.add('DRAFT_CODE_INVALID', { at: 'procedure', path: 'code', found: [code] })
  const name = lineOf(record, 'name', reader, findings)
  if (name === '') findings.add('DRAFT_NAME_MISSING', { at: 'name', path: 'name' })
  const agency = lineOf(record, 'executing_agency', reader, findings)
  if (agency === '') findings.add('DRAFT_AGENCY_MISSING', { at: 'agency', path: 'executing_agency' })
  stateOf(record, reader, findings)
  const facts = {
    procedure: isCode ? code : NO_CODE,
    name: name === '' ? NO_NAME : name,
    level: levelOf(agency, findings),
    field: fieldOf(record, reader),
    agency: agency === '' ? undefined : agency,
    basis: basisOf(record, reader, findings),
    sources: sourcesOf(record, reader),
    times: timesOf(record, reader, findings),
    fees: feesOf(record, reader, findings),
    documents: componentsOf(record, reader, findings),
    results: resultsOf(record, reader, findings),
    told: toldOf(record, reader),
  }
  return { ...facts, gaps: findings.gaps }
}

function lineOf(record: Unknown, key: string, reader: RecordReader, findings: Findings): string {
  const line = oneLine(reader.text(record[key], key))
  if (line.length <= LONGEST_LINE) return line
  const at = key === 'executing_agency' ? 'agency' : key
  findings.add('DRAFT_TEXT_CUT', { at, path: key, found: [`${line.length} > ${LONGEST_LINE}`] })
  return `${line.slice(0, LONGEST_LINE - 1)}…`
}

/** A record says whether it is in force; the states that are seen of such records are these. */
function stateOf(record: Unknown, reader: RecordReader, findings: Findings): void {
  const state = reader.text(record.state, 'state')
  if (state === '' || state === 'ACTIVE' || state === 'UPDATED') return
  findings.add('DRAFT_STATE', { at: 'effective', path: 'state', found: [state] })
}

function fieldOf(record: Unknown, reader: RecordReader): DraftFacts['field'] {
  const { value } = reader.part(record.category, 'category')
  const [code, name] = [reader.text(value.code, 'category.code'), oneLine(reader.text(value.name, 'category.name'))]
  return code === '' || name === '' ? undefined : { code: shown(code), name: shown(name) }
}

function basisOf(record: Unknown, reader: RecordReader, findings: Findings): string[] {
  const texts = reader.parts(record.legal_basis, 'legal_basis').map(({ value, path }) => {
    const code = shown(reader.text(value.code, `${path}.code`))
    return code === '' ? shown(reader.text(value.name, `${path}.name`)) : code
  })
  const known = [...new Set(texts.filter((text) => text !== ''))]
  if (known.length === 0) findings.add('DRAFT_BASIS_MISSING', { at: 'basis', path: 'legal_basis' })
  return known
}

function sourcesOf(record: Unknown, reader: RecordReader): string[] {
  const { value } = reader.part(record.source, 'source')
  const url = shown(reader.text(value.url, 'source.url'))
  const updated = shown(reader.text(value.updated_at, 'source.updated_at'))
  return url === '' ? [] : [updated === '' ? url : `${url} (${updated.slice(0, 10)})`]
}

function resultsOf(record: Unknown, reader: RecordReader, findings: Findings): Map<string, string> {
  const results = new Map<string, string>()
  reader.list(record.results, 'results').forEach((entry, index) => {
    const path = `results[${index}]`
    const name = shown(oneLine(reader.text(isRecord(entry) ? entry.name : entry, path)))
    if (name === '' || [...results.values()].includes(name)) return
    results.set(freeId(name, 'result', results), name)
  })
  if (results.size === 0) findings.add('DRAFT_RESULT_MISSING', { at: 'results', path: 'results' })
  return results
}

/** What the record says in sentences: nothing runs by it, the author needs it to write the flow. */
function toldOf(record: Unknown, reader: RecordReader): DraftFacts['told'] {
  const subjects = reader.list(record.subject_types, 'subject_types').map((one) => reader.text(one, 'subject_types'))
  const steps = reader.parts(record.steps_raw, 'steps_raw').map(({ value, path }) => {
    const [name, text] = [reader.text(value.name, `${path}.name`), reader.text(value.text, `${path}.text`)]
    return name === '' || name === 'Mặc định' ? text : `${name}\n${text}`
  })
  return {
    subjects: subjects.filter((one) => one !== '').join('; '),
    requirements: reader.text(record.requirements, 'requirements'),
    steps: steps.filter((one) => one.trim() !== '').join('\n'),
  }
}
