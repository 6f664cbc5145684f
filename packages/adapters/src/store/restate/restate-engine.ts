import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { EngineError, openEvent, type Engine, type FeedEvent, type Health, type HealthProblem } from '@motcua/engine'
import { dossierIdOf, dossierOfMessage, guardFace } from '@motcua/engine/host'
import { mustHaveOptions, type Json, type JournalRow } from '@motcua/engine/ports'
import { callServices } from './call-services.ts'
import type { FeedEntry } from './feed-object.ts'
import { ingressSilence, type IngressOptions } from './ingress.ts'
import { NAMES, ONLY_KEY } from './wire.ts'

/**
 * The engine's whole face. What concerns more than one dossier needs services with a reading store. `recalculateDueDates`, `reconcile`,
 * `settled` and rows of one's own are refused: HOST_LACKS, OWN_REFUSED.
 */
export type RestateEngine = Engine

/** How long a commit may go unseen by somebody who reads events. */
const LOOK_AGAIN_MS = 500
/** Rows read at once. */
const PAGE = 100
/** As many as a call of half a minute does on a slow machine. */
const OF_MANY_AT_ONCE = 100

/**
 * The engine's face over dossiers that live in Restate: the same calls, the same errors. It needs no Restate SDK and runs wherever the
 * ingress is reached; `motcuaServices` do the work.
 *
 * @example
 * const engine = restateEngine({ url: 'http://localhost:8080' })
 * await engine.start()
 * const dossier = await engine.lodge('1.001193', variables, { as: 'citizen' })
 */
export function restateEngine(ingress: IngressOptions): RestateEngine {
  mustHaveOptions('restateEngine', ingress, 'url')
  return guardFace(new Client(ingress))
}

class Client implements RestateEngine {
  #isStarted = false

  constructor(private readonly ingress: IngressOptions) {}

  async start(): Promise<void> {
    this.#isStarted = true
  }

  async stop(): Promise<void> {
    this.#isStarted = false
  }

  lodge: RestateEngine['lodge'] = (procedure, variables, options) => {
    // The dossier's id follows from the command's, so that the same request finds the same dossier.
    const command = options.command ?? randomUUID()
    return this.#do(dossierIdOf(options.as, command), 'lodge', [procedure, variables, { ...options, command }])
  }

  complete: RestateEngine['complete'] = async (task, variables, options) => {
    return this.#command(placeOf(task), 'complete', [task, variables], options)
  }

  dispatch: RestateEngine['dispatch'] = (dossier, command, options) =>
    this.#command(dossier, 'dispatch', [dossier, command], options)

  report: RestateEngine['report'] = (dossier, message, options) => this.#command(dossier, 'report', [dossier, message], options)

  worklist: RestateEngine['worklist'] = (query) => this.#counter('worklist', query)

  dossier: RestateEngine['dossier'] = (id, options) => this.#ask(id, 'dossier', [id, options])

  journal: RestateEngine['journal'] = (id, options) => this.#ask(id, 'journal', [id, options])

  parkedJobs: RestateEngine['parkedJobs'] = (options) => this.#counter('parkedJobs', options)

  retryJob: RestateEngine['retryJob'] = (job, { as, reason = '' }) => this.#counter('retryJob', { as, job, reason })

  skipJob: RestateEngine['skipJob'] = (job, { as, reason }) => this.#counter('skipJob', { as, job, reason })

  readonly tasks: RestateEngine['tasks'] = {
    list: (query) => this.#read('tasks.list', [query]),
    count: (query) => this.#read('tasks.count', [query]),
    claim: (task, options) => this.#ofTask('tasks.claim', task, options),
    unclaim: (task, options) => this.#ofTask('tasks.unclaim', task, options),
    delegate: (task, options) => this.#ofTask('tasks.delegate', task, options),
    reassign: (task, options) => this.#ofTask('tasks.reassign', task, options),
  }

  readonly dossiers: RestateEngine['dossiers'] = {
    list: (query) => this.#read('dossiers.list', [query]),
    count: (query) => this.#read('dossiers.count', [query]),
    suspend: (id, options) => this.#command(id, 'dossiers.suspend', [id], options),
    resume: (id, options) => this.#command(id, 'dossiers.resume', [id], options),
    cancel: (id, options) => this.#command(id, 'dossiers.cancel', [id], options),
    modify: (id, change, options) => this.#command(id, 'dossiers.modify', [id, change], options),
    checkMigration: (id, target, options) => this.#ask(id, 'dossiers.checkMigration', [id, target, options]),
    migrate: (id, target, options) => this.#command(id, 'dossiers.migrate', [id, target], options),
    recordService: (id, record, options) => this.#command(id, 'dossiers.recordService', [id, record], options),
    erase: (id, options) => this.#command(id, 'dossiers.erase', [id], options),
    migrateAll: (request, options) => this.#many('dossiers.migrateAll', { limit: OF_MANY_AT_ONCE, ...request }, options),
    eraseEnded: (request, options) => this.#many('dossiers.eraseEnded', { limit: OF_MANY_AT_ONCE, ...request }, options),
  }

  readonly incidents: RestateEngine['incidents'] = {
    list: (query) => this.#read('incidents.list', [query]),
    resolve: (incident, options) => this.#command(placeOf(incident), 'incidents.resolve', [incident], options),
    skip: (incident, options) => this.#command(placeOf(incident), 'incidents.skip', [incident], options),
  }

  readonly messages: RestateEngine['messages'] = {
    publish: (message, options) =>
      this.#call([NAMES.messages, ONLY_KEY, 'publish'], { method: 'messages.publish', args: [message, options] }),
    begin: (procedure, message, options) =>
      this.#do(dossierOfMessage(procedure, options.id), 'messages.begin', [procedure, message, options]),
    status: async (id) =>
      (await this.#read<Awaited<ReturnType<Engine['messages']['status']>> | null>('messages.status', [id])) ?? undefined,
  }

  readonly signals: RestateEngine['signals'] = {
    broadcast: (signal, options) =>
      this.#call([NAMES.signals, ONLY_KEY, 'broadcast'], { method: 'signals.broadcast', args: [signal, options] }),
  }

  readonly schedules: RestateEngine['schedules'] = {
    put: (schedule, options) =>
      this.#call([NAMES.schedules, ONLY_KEY, 'put'], { method: 'schedules.put', args: [schedule, options] }),
    drop: (id, options) => this.#call([NAMES.schedules, ONLY_KEY, 'drop'], { method: 'schedules.drop', args: [id, options] }),
    list: (options) => this.#read('schedules.list', [options]),
  }

  seal: RestateEngine['seal'] = async ({ as }) =>
    (await this.#call<Awaited<ReturnType<Engine['seal']>> | null>([NAMES.seals, ONLY_KEY, 'seal'], { as })) ?? undefined

  /** What an operator watches of work on its way, Restate's own pages show. */
  async health(): Promise<Health> {
    const told = (code: HealthProblem, message: string) => ({
      ...{ isLive: true, isReady: false, problems: [{ code, message }], figures: null },
    })
    if (!this.#isStarted) return told('ENGINE_STOPPED', 'expected a started engine, found it stopped')
    const silence = await ingressSilence(this.ingress)
    return silence === undefined ? { isLive: true, isReady: true, problems: [], figures: null } : told('STORE_SILENT', silence)
  }

  recalculateDueDates: RestateEngine['recalculateDueDates'] = () =>
    lacks('recalculateDueDates', 'migrate the dossiers concerned instead')

  reconcile: RestateEngine['reconcile'] = () => lacks('reconcile', 'a restored Restate is a matter of its own snapshots')

  settled: RestateEngine['settled'] = () => lacks('settled', 'ask Restate which invocations it has')

  async *events(query: Parameters<Engine['events']>[0]): AsyncIterable<FeedEvent> {
    let { after, seen } = placeOfEvent(query.after)
    while (this.#isStarted && query.signal?.aborted !== true) {
      const rows = await this.#rows(query, after)
      for (const { cursor, row } of rows) {
        after = Number(cursor)
        for (const [index, sealed] of (row?.events ?? []).entries()) {
          if (row === null || index < seen) continue
          const event = sealed.data === null ? null : openEvent(sealed)
          const isLast = index + 1 === row.events.length
          const { dossier, seq, actor } = row
          yield { cursor: isLast ? cursor : `${cursor}/${index + 1}`, dossier, seq, actor, event }
        }
        seen = 0
      }
      if (rows.length === 0)
        await sleep(LOOK_AGAIN_MS, undefined, query.signal === undefined ? {} : { signal: query.signal }).catch(() => undefined)
    }
  }

  /** Of one dossier the journal itself, whose cursor is the sequence number; of all, the feed. */
  async #rows({ as, dossier, agency }: Parameters<Engine['events']>[0], after: number): Promise<readonly FeedEntry[]> {
    if (dossier === undefined)
      return this.#counter('feed', { as, after, limit: PAGE, ...(agency === undefined ? {} : { agency }) })
    const rows = await this.#ask<readonly JournalRow[]>(dossier, 'journal', [dossier, { as }])
    return rows.slice(after, after + PAGE).map((row) => ({ cursor: String(row.seq), row }))
  }

  #ofTask<T>(method: string, task: string, options: { readonly command?: string }): Promise<T> {
    return this.#command(placeOf(task), method, [task], options)
  }

  /** Of the reading store, whatever the key. */
  #read<T>(method: string, args: readonly unknown[]): Promise<T> {
    return this.#call([NAMES.reading, 'all', 'ask'], { method, args })
  }

  #many<T>(method: string, request: unknown, options: unknown): Promise<T> {
    return this.#counter('many', { method, args: [request, options] })
  }

  #command<T>(dossier: string, method: string, args: readonly unknown[], options: { readonly command?: string }): Promise<T> {
    const command = options.command ?? randomUUID()
    return this.#do(dossier, method, [...args, { ...options, command }])
  }

  #do<T>(dossier: string, method: string, args: readonly unknown[]): Promise<T> {
    return this.#call([NAMES.dossier, dossier, 'do'], { method, args })
  }

  #ask<T>(dossier: string, method: string, args: readonly unknown[]): Promise<T> {
    return this.#call([NAMES.dossier, dossier, 'ask'], { method, args })
  }

  #counter<T>(method: string, query: unknown): Promise<T> {
    return this.#call([NAMES.counter, method], query)
  }

  async #call<T>(path: readonly string[], body: unknown): Promise<T> {
    if (!this.#isStarted) throw new EngineError('ENGINE_NOT_STARTED', 'expected a started engine, found it stopped')
    return callServices<T>(this.ingress, path, body as Json)
  }
}

/** How many rows come before it. @throws EngineError COMMAND_INVALID */
/** After which row, and how many events of the next were seen: a reader may stop in the middle of a row. */
function placeOfEvent(cursor = '0'): { after: number; seen: number } {
  const [, row, seen] = /^(\d{1,15})(?:\/(\d{1,15}))?$/.exec(cursor) ?? []
  if (row !== undefined)
    return seen === undefined ? { after: Number(row), seen: 0 } : { after: Number(row) - 1, seen: Number(seen) }
  throw new EngineError('COMMAND_INVALID', `expected a cursor that an event had, found "${cursor}"`)
}

/** The dossier of a task or an incident. */
function placeOf(id: string): string {
  const [, dossier] = /^(.+):(\d+)$/.exec(id) ?? []
  if (dossier === undefined) throw new EngineError('TASK_UNKNOWN', `expected the id of a task or an incident, found "${id}"`)
  return dossier
}

/** A promise, so that whoever calls it without waiting is told as ever. */
function lacks(what: string, instead: string): Promise<never> {
  return Promise.reject(new EngineError('HOST_LACKS', `expected something that a host on Restate has, found ${what}: ${instead}`))
}
