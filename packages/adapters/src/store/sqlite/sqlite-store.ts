import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Database } from 'better-sqlite3'
import { StoreFailure, mustBeConsistent, mustHaveOptions, mustHold, mustKnowNames } from '@motcua/engine/ports'
import type {
  AudienceQuery,
  BroadcastQuery,
  Commit,
  CommitOutcome,
  DossierCountQuery,
  DossierQuery,
  IncidentQuery,
  JobQuery,
  MessageQuery,
  SerialQuery,
  Store,
  StoreAccess,
  TaskCountQuery,
  TaskQuery,
} from '@motcua/engine/ports'
import { prepareBroadcasts } from './broadcasts.ts'
import { prepareCommits } from './commits.ts'
import { prepareDossierCounts, prepareDossierList } from './dossier-list.ts'
import { prepareDossiers } from './dossiers.ts'
import { guarded, isMisfit } from './failure.ts'
import { prepareFigures } from './figures.ts'
import { prepareIncidents } from './incidents.ts'
import { prepareJobs } from './jobs.ts'
import { prepareMessages } from './messages.ts'
import { openDatabase } from './open.ts'
import { prepareSchedules } from './schedules.ts'
import { prepareNotTaken } from './schema.ts'
import { prepareSeals } from './seals.ts'
import { prepareSerials } from './serials.ts'
import { prepareTasks } from './tasks.ts'
import { prepareTimers } from './timers.ts'
import { OwnProcess } from './own-process.ts'
import type { OnOwn } from './own-statements.ts'
import { packed, unpacked, type Parcel } from './parcel.ts'
import { WritingThread, type Method } from './writing-thread.ts'

/**
 * A store in one SQLite file: durable when a commit is acknowledged, shared by the processes of one machine.
 *
 * @throws AdapterFailure OPTIONS_INVALID
 * @param path  a file on a local disk; created where there is none, in a folder that exists. Beside it stand `-wal` and `-shm`.
 *
 * @example
 * const store = sqliteStore('dossiers.db')
 * await store.open()
 */
export function sqliteStore(path: string, options: SqliteStoreOptions = {}): Store {
  mustHaveOptions('sqliteStore', options)
  mustKnowNames('sqliteStore', options, NAMES)
  const { access, ownTimeoutMs } = options
  const isShared = path !== ':memory:' && access === undefined
  const writer = isShared ? writerOf(options) : undefined
  if (ownTimeoutMs === undefined) return new SqliteStore(path, { writer, access })
  const isWhole = Number.isInteger(ownTimeoutMs) && ownTimeoutMs > 0 && ownTimeoutMs <= LONGEST_OWN_MS
  mustHold('sqliteStore', 'ownTimeoutMs', ownTimeoutMs, `whole milliseconds from 1 to ${LONGEST_OWN_MS}`, isWhole)
  // Who has not the program cannot have the process.
  mustHold(
    'sqliteStore',
    'writer',
    options.writer,
    'the program of the thread that writes beside ownTimeoutMs',
    writer !== undefined,
  )
  return new SqliteStore(path, { writer, access, ownTimeoutMs })
}

/** Others wait for the file for five seconds. */
const LONGEST_OWN_MS = 4_000

export interface SqliteStoreOptions {
  /**
   * The program of the thread that writes, where a bundler has moved it: `sqlite/writer.js` of this package. `false`: there is no such
   * thread, and a commit blocks the thread that asked for it.
   */
  readonly writer?: URL | false
  /**
   * How long the statements of one commit (`own`) may take, in milliseconds, 4,000 at most: beyond that their command is refused, and no other. Such
   * commits are then made by a process of its own, which is all that an endless statement can be ended with. Absent: they may take as long as they
   * like, and one without an end holds up whatever writes until this process is ended.
   */
  readonly ownTimeoutMs?: number
  /** For those who only look. Absent: the file is made and upgraded where it has to be. */
  readonly access?: StoreAccess
}

const NAMES: Readonly<Record<keyof SqliteStoreOptions, true>> = { writer: true, ownTimeoutMs: true, access: true }

/** Beside this module as it is published; its source has none, and writes in the thread that asks. */
function writerOf({ writer }: SqliteStoreOptions): URL | undefined {
  if (writer !== undefined) return writer === false ? undefined : writer
  const isSource = import.meta.url.endsWith('.ts')
  return isSource ? undefined : new URL('./writer.js', import.meta.url)
}

interface Parts {
  readonly writer?: URL | undefined
  readonly access?: StoreAccess | undefined
  readonly ownTimeoutMs?: number | undefined
  readonly onOwn?: OnOwn
}

/** What reads does so in the thread that asks. What writes goes to a thread of its own, so that nobody waits for the disk but who must. */
export class SqliteStore implements Store {
  readonly #path: string
  readonly #writer: URL | undefined
  readonly #access: StoreAccess | undefined
  readonly #onOwn: OnOwn | undefined
  readonly #ownTimeoutMs: number | undefined
  #own: OwnProcess | undefined
  #opened: Opened | undefined
  #thread: WritingThread | undefined
  /** Which file it is that was opened. */
  #file: string | undefined
  /** A later release has the file now, or it is another one: whatever this process did there might be wrong, or be found by nobody. */
  #taken: StoreFailure | undefined
  /** Why there is no thread, where there should be one. */
  #lacks: Error | undefined

  constructor(path: string, { writer, access, ownTimeoutMs, onOwn }: Parts = {}) {
    this.#path = path
    this.#access = access
    this.#writer = writer
    this.#ownTimeoutMs = ownTimeoutMs
    this.#onOwn = onOwn
  }

  async open(): Promise<void> {
    if (this.#opened !== undefined) return
    this.#opened = guarded(this.#path, () => prepare(openDatabase(this.#path, this.#access), this.#onOwn))
    this.#file = fileAt(this.#path)
    if (this.#writer === undefined) return
    this.#own = this.#ownProcess(this.#writer)
    try {
      const started = await WritingThread.start(this.#writer, this.#path)
      if (started instanceof Error) this.#lacks = started
      else this.#thread = started
    } catch (error) {
      // Half open is closed.
      await this.close()
      throw error
    }
  }

  async close(): Promise<void> {
    const [opened, thread, own] = [this.#opened, this.#thread, this.#own]
    // What it was asked for still asks the file.
    await own?.end()
    this.#own = undefined
    this.#opened = undefined
    this.#thread = undefined
    this.#lacks = undefined
    this.#taken = undefined
    await thread?.end()
    if (opened !== undefined) guarded(this.#path, () => opened.db.close())
  }

  async identity() {
    return this.#use((db) => db.figures.identity())
  }

  async reconciled() {
    return this.#use((db) => db.figures.reconciled())
  }

  async markReconciled(...args: Parameters<Store['markReconciled']>) {
    return this.#write('markReconciled', args, (db) => {
      db.figures.markReconciled(...args)
    })
  }

  async now() {
    return this.#use(() => null)
  }

  async commit(batch: readonly Commit[]) {
    // Before it becomes JSON, which has no word for some of what is wrong.
    for (const commit of batch) mustBeConsistent(commit)
    if (this.#own !== undefined && batch.some(({ own = [] }) => own.length > 0))
      return this.#use(() => this.#own?.commit(batch) ?? [])
    const parcel = guarded(this.#path, () => packed(batch))
    return this.#thread?.isThere === true ? this.#thread.call('commit', parcel) : this.commitParcel(parcel)
  }

  #ownProcess(program: URL): OwnProcess | undefined {
    if (this.#ownTimeoutMs === undefined) return undefined
    // By its own row: the dossier may have gone on since, by another process's commands.
    const isThere = ({ dossier, row }: Commit) =>
      this.#use((db) => db.dossiers.journal(dossier, row.seq - 1, 1)[0]?.hash === row.hash)
    return new OwnProcess({ program, path: this.#path, timeoutMs: this.#ownTimeoutMs, isThere })
  }

  /** For what is known to be consistent. */
  commitParcel(parcel: Parcel): readonly CommitOutcome[] {
    return this.#useInPlace((db) => db.commit(unpacked(parcel)))
  }

  async load(dossier: string) {
    return this.#use((db) => db.dossiers.load(dossier))
  }

  async journal(dossier: string, after: number, limit: number) {
    return this.#use((db) => db.dossiers.journal(dossier, after, limit))
  }

  async feed(after: string | null, limit: number, only?: { readonly dossier?: string; readonly agency?: string }) {
    return this.#use((db) => db.dossiers.feed(after, limit, only))
  }

  async links(after: string | null, limit: number) {
    return this.#use((db) => db.dossiers.links(after, limit))
  }

  async answers(after: string | null, limit: number) {
    return this.#use((db) => db.dossiers.answers(after, limit))
  }

  async answer(dossier: string, command: string) {
    return this.#use((db) => db.dossiers.answer(dossier, command))
  }

  async putDefinition(...args: Parameters<Store['putDefinition']>) {
    return this.#write('putDefinition', args, (db) => db.dossiers.putDefinition(...args))
  }

  async definition(fingerprint: string) {
    return this.#use((db) => db.dossiers.definition(fingerprint))
  }

  async dossiers(query: DossierQuery) {
    return this.#use((db) => db.listDossiers(query))
  }

  async countDossiers(query: DossierCountQuery) {
    return this.#use((db) => db.countDossiers(query))
  }

  async tasks(query: TaskQuery) {
    return this.#use((db) => db.tasks.page(query))
  }

  async task(id: string) {
    return this.#use((db) => db.tasks.find(id))
  }

  async countTasks(query: TaskCountQuery) {
    return this.#use((db) => db.tasks.count(query))
  }

  async claimTimers(...args: Parameters<Store['claimTimers']>) {
    return this.#write('claimTimers', args, (db) => db.timers.claim(...args))
  }

  async releaseTimer(...args: Parameters<Store['releaseTimer']>) {
    return this.#write('releaseTimer', args, (db) => db.timers.release(...args))
  }

  async timers(query: { readonly dossier: string; readonly limit: number }) {
    return this.#use((db) => db.timers.list(query))
  }

  async nextDue() {
    return this.#useInPlace((db) => db.figures.nextDue())
  }

  async claimJobs(...args: Parameters<Store['claimJobs']>) {
    return this.#write('claimJobs', args, (db) => db.jobs.claim(...args))
  }

  async extendJob(...args: Parameters<Store['extendJob']>) {
    return this.#write('extendJob', args, (db) => db.jobs.extend(...args))
  }

  async releaseJob(...args: Parameters<Store['releaseJob']>) {
    return this.#write('releaseJob', args, (db) => db.jobs.release(...args))
  }

  async finishJob(...args: Parameters<Store['finishJob']>) {
    return this.#write('finishJob', args, (db) => db.jobs.finish(...args))
  }

  async job(id: string) {
    return this.#use((db) => db.jobs.find(id))
  }

  async jobs(query: JobQuery) {
    return this.#use((db) => db.jobs.list(query))
  }

  async settleJob(...args: Parameters<Store['settleJob']>) {
    return this.#write('settleJob', args, (db) => db.jobs.settle(...args))
  }

  async incidents(query: IncidentQuery) {
    return this.#use((db) => db.incidents(query))
  }

  async putMessage(...args: Parameters<Store['putMessage']>) {
    return this.#write('putMessage', args, (db) => db.messages.put(...args))
  }

  async message(id: string) {
    return this.#use((db) => db.messages.find(id))
  }

  async messages(query: MessageQuery) {
    return this.#use((db) => db.messages.page(query))
  }

  async keepMessages(...args: Parameters<Store['keepMessages']>) {
    return this.#write('keepMessages', args, (db) => db.messages.keep(...args))
  }

  async claimMatches(...args: Parameters<Store['claimMatches']>) {
    return this.#write('claimMatches', args, (db) => db.messages.claimMatches(...args))
  }

  async releaseMessage(...args: Parameters<Store['releaseMessage']>) {
    return this.#write('releaseMessage', args, (db) => db.messages.release(...args))
  }

  async expireMessages(...args: Parameters<Store['expireMessages']>) {
    return this.#write('expireMessages', args, (db) => db.messages.expire(...args))
  }

  async putBroadcast(...args: Parameters<Store['putBroadcast']>) {
    return this.#write('putBroadcast', args, (db) => db.broadcasts.put(...args))
  }

  async broadcast(id: string) {
    return this.#use((db) => db.broadcasts.find(id))
  }

  async broadcasts(query: BroadcastQuery) {
    return this.#use((db) => db.broadcasts.page(query))
  }

  async audience(query: AudienceQuery) {
    return this.#use((db) => db.broadcasts.audience(query))
  }

  async keepBroadcasts(...args: Parameters<Store['keepBroadcasts']>) {
    return this.#write('keepBroadcasts', args, (db) => db.broadcasts.keep(...args))
  }

  async claimBroadcasts(...args: Parameters<Store['claimBroadcasts']>) {
    return this.#write('claimBroadcasts', args, (db) => db.broadcasts.claim(...args))
  }

  async advanceBroadcast(...args: Parameters<Store['advanceBroadcast']>) {
    return this.#write('advanceBroadcast', args, (db) => db.broadcasts.advance(...args))
  }

  async putSchedule(...args: Parameters<Store['putSchedule']>) {
    return this.#write('putSchedule', args, (db) => db.schedules.put(...args))
  }

  async dropSchedule(...args: Parameters<Store['dropSchedule']>) {
    return this.#write('dropSchedule', args, (db) => db.schedules.drop(...args))
  }

  async schedules() {
    return this.#use((db) => db.schedules.list())
  }

  async claimSchedules(...args: Parameters<Store['claimSchedules']>) {
    return this.#write('claimSchedules', args, (db) => db.schedules.claim(...args))
  }

  async advanceSchedule(...args: Parameters<Store['advanceSchedule']>) {
    return this.#write('advanceSchedule', args, (db) => db.schedules.advance(...args))
  }

  async putSeal(...args: Parameters<Store['putSeal']>) {
    return this.#write('putSeal', args, (db) => db.seals.put(...args))
  }

  async seals(after: number, limit: number) {
    return this.#use((db) => db.seals.list(after, limit))
  }

  async serial(...args: Parameters<Store['serial']>) {
    return this.#write('serial', args, (db) => db.serials.next(...args))
  }

  async keepSerial(...args: Parameters<Store['keepSerial']>) {
    return this.#write('keepSerial', args, (db) => db.serials.keep(...args))
  }

  async serials(query: SerialQuery) {
    return this.#use((db) => db.serials.page(query))
  }

  async figures(now: number) {
    return this.#useInPlace((db) => db.figures.figures(now))
  }

  get slowed(): string | undefined {
    const found = this.#lacks ?? this.#thread?.gone
    if (found === undefined) return undefined
    return `${this.#path}: expected a thread that writes, of the program ${shown(this.#writer)}, found none (${found.message}): every commit now holds up the thread that asks for it. ${REMEDY}`
  }

  async #write<M extends Method>(
    method: M,
    args: Parameters<Store[M]>,
    work: (opened: Opened) => Awaited<ReturnType<Store[M]>>,
  ): Promise<Awaited<ReturnType<Store[M]>>> {
    return this.#thread?.isThere === true ? this.#thread.call(method, args) : this.#useInPlace(work)
  }

  /** What is written into a file that was removed or replaced is lost when this process ends. @throws StoreFailure STORE_WENT_BACK */
  #useInPlace<T>(work: (opened: Opened) => T): T {
    return this.#use((opened) => {
      if (this.#file !== undefined && fileAt(this.#path) !== this.#file) throw (this.#taken = anotherFile(this.#path))
      return work(opened)
    })
  }

  #use<T>(work: (opened: Opened) => T): T {
    const opened = this.#opened
    if (opened === undefined) {
      throw new StoreFailure('STORE_UNREACHABLE', `${this.#path}: expected an open store, found one that is closed`)
    }
    if (this.#taken !== undefined) throw this.#taken
    try {
      return guarded(this.#path, () => work(opened))
    } catch (error) {
      throw this.#causeOf(error, opened)
    }
  }

  /** A statement that does not fit may be one of a file that a later release has migrated. Nothing more is done in it then. */
  #causeOf(error: unknown, { mustNotBeTaken }: Opened): unknown {
    let cause = error
    if (error instanceof Error && isMisfit(error.cause)) {
      try {
        guarded(this.#path, mustNotBeTaken)
      } catch (other) {
        cause = other
      }
    }
    if (cause instanceof StoreFailure && cause.code === 'STORE_NEWER') this.#taken = cause
    return cause
  }
}

/** Tells one file from another, whatever their names; `undefined`: none is there. */
function fileAt(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true })
  return found && `${found.dev}:${found.ino}`
}

function anotherFile(path: string): StoreFailure {
  return new StoreFailure(
    'STORE_WENT_BACK',
    `${path}: expected the file that was opened, found it removed, moved or replaced: put the right one in its place once this process has ended, start it again, and reconcile a backup as docs/operate/restored-backups.md says`,
  )
}

const REMEDY =
  'Where a bundler moved or left out that file, copy `writer.js` from `@motcua/adapters/dist/store/sqlite` and name it: `sqliteStore(path, { writer: new URL(…) })`; where no thread is wanted, `{ writer: false }`; where it ended while it worked, start the process anew'

/** As a person looks for it. */
function shown(program: URL | undefined): string {
  return program?.protocol === 'file:' ? fileURLToPath(program) : String(program)
}

type Opened = ReturnType<typeof prepare>

/** Every statement is prepared once, when the file is opened. */
function prepare(db: Database, onOwn: OnOwn | undefined) {
  return {
    db,
    commit: prepareCommits(db, onOwn),
    dossiers: prepareDossiers(db),
    listDossiers: prepareDossierList(db),
    countDossiers: prepareDossierCounts(db),
    tasks: prepareTasks(db),
    timers: prepareTimers(db),
    jobs: prepareJobs(db),
    incidents: prepareIncidents(db),
    messages: prepareMessages(db),
    broadcasts: prepareBroadcasts(db),
    schedules: prepareSchedules(db),
    seals: prepareSeals(db),
    serials: prepareSerials(db),
    figures: prepareFigures(db),
    mustNotBeTaken: prepareNotTaken(db),
  }
}
