import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  AdapterFailure,
  type Testimony,
  type Witness,
  type WitnessedCommit,
  type WitnessedReconciliation,
  type WitnessedSerial,
  mustHaveOptions,
  mustHold,
  mustKnowNames,
} from '@motcua/engine/ports'

export interface FileWitnessOptions {
  /** A backup older than so many days is noticed, but what was done since is no longer known. 40 unless told. */
  readonly keepDays?: number
}

const onDisk = promisify(fdatasync)

/** Longer than most keep the backups that they restore. */
const USUAL_KEEP_DAYS = 40
const DAY_MS = 86_400_000
/** What power loss may take. */
const SYNC_EVERY_MS = 1_000

/**
 * A witness that writes into a folder: `<generation>-<day>-<node>.ndjson`, a file for each process and day, and `reconciled-<generation>.json`.
 * The folder belongs on another disk than the database; nodes that share a store share the folder.
 *
 * Throws AdapterFailure: `WITNESS_OF_ANOTHER_STORE` (final), `WITNESS_UNUSABLE` (worth a retry).
 *
 * @example
 * const engine = createEngine({ store, procedures, adapters, witness: fileWitness('/srv/witness') })
 */
export function fileWitness(folder: string, options: FileWitnessOptions = {}): Witness {
  mustHaveOptions('fileWitness', options)
  mustKnowNames('fileWitness', options, { keepDays: true } satisfies Record<keyof FileWitnessOptions, true>)
  const { keepDays = USUAL_KEEP_DAYS } = options
  mustHold('fileWitness', 'keepDays', keepDays, 'a number of days above 0', typeof keepDays === 'number' && keepDays > 0)
  mustHaveOptions('fileWitness', { folder }, 'folder')
  const node = randomBytes(6).toString('hex')
  const path = (name: string) => join(folder, name)
  let generation = 0
  let open: { readonly day: string; readonly file: number } | undefined
  let syncing: NodeJS.Timeout | undefined

  const end = () => {
    if (syncing !== undefined) clearTimeout(syncing)
    syncing = undefined
    if (open === undefined) return
    fsyncSync(open.file)
    closeSync(open.file)
    open = undefined
  }
  const fileOf = (day: string): number => {
    if (open?.day === day) return open.file
    end()
    open = { day, file: openSync(path(`${generation}-${day}-${node}.ndjson`), 'a') }
    return open.file
  }
  const syncSoon = () => {
    syncing ??= setTimeout(() => {
      syncing = undefined
      if (open !== undefined) fdatasync(open.file, () => undefined)
    }, SYNC_EVERY_MS).unref()
  }
  const reconciliations = (): WitnessedReconciliation[] =>
    namesIn(folder)
      .filter((name) => /^reconciled-\d+\.json$/.test(name))
      .map((name) => JSON.parse(readFileSync(path(name), 'utf8')) as WitnessedReconciliation)
  const segments = (of: number) => namesIn(folder).filter((name) => name.startsWith(`${of}-`) && name.endsWith('.ndjson'))

  /** Of the last day that has any: a store with the latest commits has the earlier ones. */
  const lastCommits = (): readonly WitnessedCommit[] => {
    const names = segments(generation).filter((name) => dayIn(name) !== undefined)
    for (const day of new Set(names.map(dayIn).reverse())) {
      const found = names.filter((name) => dayIn(name) === day).flatMap((name) => lastCommitIn(path(name)) ?? [])
      if (found.length > 0) return found
    }
    return []
  }

  return {
    async open(store) {
      return usable(folder, () => {
        mkdirSync(folder, { recursive: true })
        mustBeOf(store, folder)
        const found = reconciliations()
        generation = found.reduce((latest, one) => Math.max(latest, one.generation), 0)
        forget(folder, keepDays)
        return { last: lastCommits(), reconciliations: found }
      })
    },
    tell(testimony) {
      usable(folder, () => {
        // Begins a line of its own: the one before it may have been cut off, as where the disk was full.
        writeWhole(fileOf(dayOf(Date.now())), `\n${JSON.stringify(testimony)}\n`)
        syncSoon()
      })
    },
    async flush() {
      const file = open?.file
      if (file === undefined) return
      try {
        await onDisk(file)
      } catch (error) {
        // Whoever closed it meanwhile had it on the disk first.
        if (open?.file === file) throw unusable(folder, error)
      }
    },
    async *testimonies(of) {
      for (const name of segments(of)) yield* usable(folder, () => linesOf(path(name)))
    },
    async reconcile(reconciliation) {
      return usable(folder, () => {
        end()
        const isFirst = writeOnce(folder, `reconciled-${reconciliation.generation}.json`, JSON.stringify(reconciliation))
        if (isFirst) generation = reconciliation.generation
        return isFirst
      })
    },
    async close() {
      end()
    },
  }
}

/** Under its name there is all of it or nothing. `false`: there was something. */
function writeOnce(folder: string, name: string, text: string): boolean {
  const temporary = join(folder, `.${randomBytes(6).toString('hex')}`)
  writeFileSync(temporary, text, { flag: 'wx', flush: true })
  try {
    linkSync(temporary, join(folder, name))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** A first use writes down whose witness it is. @throws AdapterFailure WITNESS_OF_ANOTHER_STORE */
function mustBeOf(store: string, folder: string): void {
  if (writeOnce(folder, 'store', store)) return
  const known = readFileSync(join(folder, 'store'), 'utf8')
  if (known === store) return
  throw new AdapterFailure(
    'WITNESS_OF_ANOTHER_STORE',
    `expected the witness of store ${store}, found that of ${known}: name another folder, or open the store that it belongs to`,
    { retry: false },
  )
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(folder).sort()
}

/**
 * The days that nobody restores a backup of any more, but for the highest serial number of each series: it stands on a paper for ever. Days are
 * counted from the last one on which anything was told.
 */
function forget(folder: string, keepDays: number): void {
  const names = namesIn(folder)
  const last = names.map(dayIn).reduce<string>((latest, day) => (day !== undefined && day > latest ? day : latest), '')
  if (last === '') return
  const oldest = dayOf(Date.parse(last) - keepDays * DAY_MS)
  for (const name of names) {
    const day = dayIn(name)
    if (day === undefined || day >= oldest) continue
    // Another node that opens the folder at this moment forgets it too.
    if (!existsSync(join(folder, name))) continue
    const highest = highestSerials(linesOf(join(folder, name)))
    const text = highest.map((serial) => `${JSON.stringify(serial)}\n`).join('')
    if (text !== '') writeOnce(folder, name.replace(/\.ndjson$/, '.serials.ndjson'), text)
    rmSync(join(folder, name), { force: true })
  }
}

function highestSerials(testimonies: readonly Testimony[]): readonly WitnessedSerial[] {
  const highest = new Map<string, WitnessedSerial>()
  for (const one of testimonies) {
    if (one.kind === 'serial' && one.serial > (highest.get(one.series)?.serial ?? 0)) highest.set(one.series, one)
  }
  return [...highest.values()]
}

/** Of a segment. */
function dayIn(name: string): string | undefined {
  return /^\d+-(\d{4}-\d{2}-\d{2})-[0-9a-f]+\.ndjson$/.exec(name)?.[1]
}

/** `2026-11-27`. */
function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10)
}

/** A line that was cut off was never told of. */
function linesOf(path: string): readonly Testimony[] {
  const text = readFileSync(path, 'utf8')
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line) => testimonyIn(line) ?? [])
}

/** Read first of a file's end, where its last commit usually stands: a day's file may have hundreds of megabytes, and is looked at whenever a database comes back. */
const END_BYTES = 65_536
/** Each time that it does not stand there, so much more is read. */
const MORE_TIMES = 16

function lastCommitIn(path: string): WitnessedCommit | undefined {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    for (let length = END_BYTES; ; length *= MORE_TIMES) {
      const end = Buffer.alloc(Math.min(length, size))
      readSync(file, end, 0, end.length, size - end.length)
      // The first line may begin before, and the last one be cut off.
      const first = end.length < size ? end.indexOf(LINE_END) + 1 : 0
      const found = commitIn(end.subarray(first, end.lastIndexOf(LINE_END) + 1))
      if (found !== undefined || end.length === size) return found
    }
  } finally {
    closeSync(file)
  }
}

const LINE_END = 0x0a

/** The last of some lines, from the last one on. */
function commitIn(lines: Buffer): WitnessedCommit | undefined {
  for (const line of lines.toString('utf8').split('\n').reverse()) {
    const testimony = testimonyIn(line)
    if (testimony !== undefined && isCommit(testimony)) return testimony
  }
  return undefined
}

function testimonyIn(line: string): Testimony | undefined {
  if (line === '') return undefined
  try {
    return JSON.parse(line) as Testimony
  } catch {
    return undefined
  }
}

function isCommit(testimony: Testimony): testimony is WitnessedCommit {
  return testimony.kind === 'commit'
}

/** A write may take less than it is given. */
function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
}

function usable<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw unusable(folder, cause)
  }
}

function unusable(folder: string, cause: unknown): AdapterFailure {
  if (cause instanceof AdapterFailure) return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new AdapterFailure('WITNESS_UNUSABLE', `expected to use the folder ${folder}, found: ${reason}`, { retry: true, cause })
}
