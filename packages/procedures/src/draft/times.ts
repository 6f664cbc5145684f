import { shown, type Findings } from './findings.ts'
import type { Part, RecordReader, Unknown } from './record-reader.ts'
import { limitsInWords, type Said, type WrittenLimit } from './limits-in-words.ts'

export interface DraftTimes {
  /** The one limit that everything in the record agrees on; `undefined`: there is none, or they differ. */
  readonly limit: WrittenLimit | undefined
  /** Every limit that can be read, by channel or case. */
  readonly times: readonly {
    readonly limit: WrittenLimit
    readonly channel?: string
    readonly case?: string
    readonly when?: string
  }[]
}

export const CHANNELS: Readonly<Record<string, 'online' | 'post' | 'counter'>> = {
  ONLINE: 'online',
  POSTAL: 'post',
  DIRECT: 'counter',
}

const UNITS: Readonly<Record<string, string>> = { WORKING_DAY: 'workingDays', DAY: 'days', HOUR: 'hours', MONTH: 'months' }
/** The most of each unit that a procedure's file takes. */
const MOST: Readonly<Record<string, number>> = { workingDays: 2_600, days: 3_650, hours: 26_000, months: 120 }
/** Units that a part of one is lawful for. */
const DIVISIBLE: ReadonlySet<string> = new Set(['workingDays', 'hours'])
const MOST_TIMES = 60

interface SaidAt extends Said {
  readonly path: string
}

/** The time limits of a record: those of its channels, of its cases, and those that only a note tells. */
export function timesOf(record: Unknown, reader: RecordReader, findings: Findings): DraftTimes {
  const times: DraftTimes['times'][number][] = []
  const said: SaidAt[] = []
  for (const { value, path } of reader.parts(record.channels, 'channels')) {
    const one = read(reader.part(value.processing, `${path}.processing`), reader, findings)
    said.push(one)
    const method = CHANNELS[reader.text(value.method, `${path}.method`).toUpperCase()]
    const note = reader.text(value.note, `${path}.note`)
    if (one.limit !== undefined) {
      const when = note === '' ? {} : { when: shown(note) }
      times.push({ limit: one.limit, ...(method === undefined ? {} : { channel: method }), ...when })
    }
    said.push(...limitsInWords(note).map((words) => ({ ...words, path: `${path}.note` })))
  }
  for (const part of reader.parts(record.processing_cases, 'processing_cases')) {
    const found = read(part, reader, findings)
    said.push(found)
    const code = shown(reader.text(part.value.case_code, `${part.path}.case_code`))
    if (found.limit !== undefined) times.push({ limit: found.limit, ...(code === '' ? {} : { case: code }) })
  }
  const all = unique(times)
  if (all.length > MOST_TIMES)
    findings.add('DRAFT_TOO_MUCH', { at: 'times', path: 'channels', found: [`${all.length} > ${MOST_TIMES}`] })
  return { limit: agreed(said, findings), times: all.slice(0, MOST_TIMES) }
}

function read({ value, path }: Part, reader: RecordReader, findings: Findings): SaidAt {
  const amount = reader.number(value.qty, `${path}.qty`)
  const unit = reader.text(value.unit, `${path}.unit`).toUpperCase()
  if (amount === undefined && unit === '') return { limit: undefined, amount: undefined, words: '', path }
  const words = `${amount ?? '?'} ${unit || '?'}`
  const key = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined
  if (key === undefined || amount === undefined || !isPossible(key, amount)) {
    findings.add('DRAFT_TIME_UNREADABLE', { at: 'limit', path, found: [words] })
    return { limit: undefined, amount, words, path }
  }
  return { limit: { [key]: amount }, amount, words, path }
}

function isPossible(key: string, amount: number): boolean {
  return amount > 0 && amount <= (MOST[key] ?? 0) && (Number.isInteger(amount) || DIVISIBLE.has(key))
}

function agreed(said: readonly SaidAt[], findings: Findings): WrittenLimit | undefined {
  const readable = said.filter(({ limit }) => limit !== undefined)
  const kinds = new Map(readable.map((one) => [JSON.stringify(one.limit), one]))
  const [first, second] = kinds.values()
  const found = [...new Set(said.map((one) => one.words).filter((text) => text !== ''))]
  if (first?.limit === undefined) {
    findings.add('DRAFT_TIME_MISSING', { at: 'limit', path: 'channels', found })
    return undefined
  }
  const other = second ?? said.find(({ limit, words, amount }) => limit === undefined && words !== '' && amount !== first.amount)
  if (other !== undefined) {
    findings.add('DRAFT_TIME_CONFLICT', { at: 'limit', path: other.path, found })
    return undefined
  }
  if (first.amount !== undefined && !Number.isInteger(first.amount)) {
    findings.add('DRAFT_TIME_FRACTION', { at: 'limit', path: first.path, found })
    return undefined
  }
  return first.limit
}

function unique<T>(list: readonly T[]): T[] {
  return [...new Map(list.map((one) => [JSON.stringify(one), one])).values()]
}
