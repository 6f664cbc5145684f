import { shown, type Findings } from './findings.ts'
import type { RecordReader, Unknown } from './record-reader.ts'

/** A limit as a procedure's file writes it. */
export type WrittenLimit =
  Readonly<Record<'workingDays' | 'days' | 'hours' | 'months', number>> | Readonly<Record<string, number>>

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
const LARGEST = 2_600

/** What one place of the record says. */
interface Said {
  readonly limit: WrittenLimit | undefined
  readonly amount: number | undefined
  readonly words: string
}

/** The time limits of a record: those of its channels, of its cases, and those that only a note tells. */
export function timesOf(record: Unknown, reader: RecordReader, findings: Findings): DraftTimes {
  const times: DraftTimes['times'][number][] = []
  const said: Said[] = []
  reader.records(record.channels, 'channels').forEach((channel, index) => {
    const at = `channels[${index}]`
    const processing = reader.record(channel.processing, `${at}.processing`)
    const one = said[said.push(read(processing, `${at}.processing`, reader, findings)) - 1]
    const method = CHANNELS[reader.text(channel.method, `${at}.method`)]
    const note = reader.text(channel.note, `${at}.note`)
    if (one?.limit !== undefined) {
      const when = note === '' ? {} : { when: shown(note) }
      times.push({ limit: one.limit, ...(method === undefined ? {} : { channel: method }), ...when })
    }
    said.push(...inWords(note))
  })
  reader.records(record.processing_cases, 'processing_cases').forEach((one, index) => {
    const at = `processing_cases[${index}]`
    const found = read(one, at, reader, findings)
    said.push(found)
    const code = shown(reader.text(one.case_code, `${at}.case_code`))
    if (found.limit !== undefined) times.push({ limit: found.limit, ...(code === '' ? {} : { case: code }) })
  })
  return { limit: agreed(said, findings), times: unique(times) }
}

function read(part: Unknown, at: string, reader: RecordReader, findings: Findings): Said {
  const amount = reader.number(part.qty, `${at}.qty`)
  const unit = reader.text(part.unit, `${at}.unit`)
  if (amount === undefined && unit === '') return { limit: undefined, amount: undefined, words: '' }
  const words = `${amount ?? '?'} ${unit || '?'}`
  const key = UNITS[unit]
  const isWhole = amount !== undefined && Number.isInteger(amount)
  const isRight = amount !== undefined && amount > 0 && amount <= LARGEST
  if (
    key === undefined ||
    !isRight ||
    (!isWhole && key !== 'workingDays' && key !== 'hours') ||
    (key === 'months' && amount > 120)
  ) {
    findings.add('DRAFT_TIME_UNREADABLE', 'limit', [words])
    return { limit: undefined, amount, words }
  }
  return { limit: { [key]: amount }, amount, words }
}

const IN_WORDS = /(\d{1,4}(?:[.,]\d)?)\s*(?:\([^)]{1,20}\)\s*)?(ngày làm việc|ngày|giờ|tháng)/giu
const UNIT_IN_WORDS: Readonly<Record<string, string>> = {
  'ngày làm việc': 'workingDays',
  ngày: 'days',
  giờ: 'hours',
  tháng: 'months',
}

/** Limits that a note has: they cannot be told from other spans in it, but they can contradict. */
function inWords(note: string): Said[] {
  return [...note.slice(0, 20_000).matchAll(IN_WORDS)].flatMap(([words, number = '', unit = '']) => {
    const key = UNIT_IN_WORDS[unit.toLowerCase()]
    const amount = Number(number.replace(',', '.'))
    return key === undefined || amount === 0 ? [] : [{ limit: { [key]: amount }, amount, words }]
  })
}

function agreed(said: readonly Said[], findings: Findings): WrittenLimit | undefined {
  const readable = said.filter(({ limit }) => limit !== undefined)
  const kinds = new Map(readable.map((one) => [JSON.stringify(one.limit), one]))
  const [first] = kinds.values()
  const words = [...new Set(said.map((one) => one.words).filter((text) => text !== ''))]
  if (first?.limit === undefined) {
    findings.add('DRAFT_TIME_MISSING', 'limit', words)
    return undefined
  }
  const isElse = said.some(({ limit, amount }) => limit === undefined && amount !== undefined && amount !== first.amount)
  if (kinds.size > 1 || isElse) {
    findings.add('DRAFT_TIME_CONFLICT', 'limit', words)
    return undefined
  }
  if (!Number.isInteger(first.amount)) {
    findings.add('DRAFT_TIME_FRACTION', 'limit', words)
    return undefined
  }
  return first.limit
}

function unique<T>(list: readonly T[]): T[] {
  return [...new Map(list.map((one) => [JSON.stringify(one), one])).values()].slice(0, 60)
}
