import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { CommandRejected, EngineError, openEvent, type Engine, type FeedEvent } from '@motcua/engine'
import { dossierIdOf } from '@motcua/engine/host'
import type { FeedRow, Json, JournalRow } from '@motcua/engine/ports'
import { callIngress, IngressRefusal, type IngressOptions } from './ingress.ts'
import { MESSAGES_KEY, NAMES, wireErrorOf } from './wire.ts'

/** As much of the engine's face as this host has. Lists, counts and messages need services with a reading store. */
export interface RestateEngine extends RestateCommands {
  readonly tasks: Engine['tasks']
  readonly dossiers: Omit<Engine['dossiers'], 'migrateAll' | 'eraseEnded'>
  readonly incidents: Engine['incidents']
  readonly messages: Pick<Engine['messages'], 'publish' | 'status'>
}

type RestateCommands = Pick<
  Engine,
  | 'start'
  | 'stop'
  | 'lodge'
  | 'complete'
  | 'dispatch'
  | 'report'
  | 'worklist'
  | 'dossier'
  | 'journal'
  | 'events'
  | 'parkedJobs'
  | 'retryJob'
  | 'skipJob'
>

/** How long a commit may go unseen by somebody who reads events. */
const LOOK_AGAIN_MS = 500
/** Rows read at once. */
const PAGE = 100

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
  return new Client(ingress)
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

  retryJob: RestateEngine['retryJob'] = (job, { as }) => this.#counter('retryJob', { as, job })

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
  }

  readonly incidents: RestateEngine['incidents'] = {
    list: (query) => this.#read('incidents.list', [query]),
    resolve: (incident, options) => this.#command(placeOf(incident), 'incidents.resolve', [incident], options),
    skip: (incident, options) => this.#command(placeOf(incident), 'incidents.skip', [incident], options),
  }

  readonly messages: RestateEngine['messages'] = {
    publish: (message, options) =>
      this.#call([NAMES.messages, MESSAGES_KEY, 'publish'], { method: 'messages.publish', args: [message, options] }),
    status: async (id) =>
      (await this.#read<Awaited<ReturnType<Engine['messages']['status']>> | null>('messages.status', [id])) ?? undefined,
  }

  async *events(query: Parameters<Engine['events']>[0]): AsyncIterable<FeedEvent> {
    let after = Number(query.after ?? 0)
    while (this.#isStarted && query.signal?.aborted !== true) {
      const rows = await this.#rows(query, after)
      for (const { cursor, row } of rows) {
        after = Number(cursor)
        for (const sealed of row.events) {
          const event = sealed.data === null ? null : openEvent(sealed)
          yield { cursor, dossier: row.dossier, seq: row.seq, actor: row.actor, event }
        }
      }
      if (rows.length === 0)
        await sleep(LOOK_AGAIN_MS, undefined, query.signal === undefined ? {} : { signal: query.signal }).catch(() => undefined)
    }
  }

  /** Of one dossier the journal itself, whose cursor is the sequence number; of all, the feed. */
  async #rows({ as, dossier }: { readonly as: string; readonly dossier?: string }, after: number): Promise<readonly FeedRow[]> {
    if (dossier === undefined) return this.#counter('feed', { as, after, limit: PAGE })
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
    try {
      return await callIngress<T>(this.ingress, path, body as Json)
    } catch (error) {
      throw error instanceof IngressRefusal ? asEngineError(error) : error
    }
  }
}

/** The dossier of a task or an incident. */
function placeOf(id: string): string {
  const [, dossier] = /^(.+):(\d+)$/.exec(id) ?? []
  if (dossier === undefined) throw new EngineError('TASK_UNKNOWN', `expected the id of a task or an incident, found "${id}"`)
  return dossier
}

function asEngineError(refusal: IngressRefusal): Error {
  const wire = wireErrorOf(refusal.message)
  if (wire === undefined) return refusal
  const dossier = wire.dossier ?? undefined
  if (wire.rejection !== null) return new CommandRejected(wire.rejection as never, dossier)
  return new EngineError(wire.code as EngineError['code'], wire.message, dossier)
}
