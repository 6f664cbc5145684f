import type { Store, StoredTask } from '../../../ports/index.ts'
import {
  createEngine,
  EngineError,
  type CommandRejected,
  type DossierView,
  type Engine,
  type EngineOptions,
  type JobNotice,
  type ProcedureModule,
  type SimulatedClock,
} from '../../../runtime/index.ts'
import type { Variables } from '../../../kernel/index.ts'
import { HUE, STAFF } from './procedures.ts'

/** A new store for each law. */
export interface OperationsSubject {
  /** A handle on the law's store for one more node; the same one again, where only one process can have it. */
  readonly open: () => Store
  /** What time it is for every node. A store's own clock is not asked. */
  readonly clock: SimulatedClock
  /** Makes the engines, where they are not made of a store: started, and what one has done is seen by the next. */
  readonly engines?: (procedures: readonly ProcedureModule[], own: NodeOptions, count: number) => Promise<readonly Engine[]>
}

export type NodeOptions = Pick<EngineOptions, 'agency' | 'retry' | 'jobLimitMs'>

/** Several engines on one store. Each deed is done by another one than the deed before: whatever one knows, the others must. */
export class Nodes {
  readonly errors: unknown[] = []
  /** Of every try of every job. */
  readonly told: JobNotice[] = []
  readonly #links: Link[] = []
  #turn = 0

  private constructor(
    readonly engines: readonly Engine[],
    readonly clock: SimulatedClock,
    private readonly store: Store | undefined,
  ) {}

  static async start(
    { open, clock, engines: made }: OperationsSubject,
    procedures: readonly ProcedureModule[],
    { count = 2, ...own }: { readonly count?: number } & NodeOptions = {},
  ): Promise<Nodes> {
    if (made !== undefined) return new Nodes(await made(procedures, own, count), clock, undefined)
    const engines: Engine[] = []
    const handles = Array.from({ length: count }, open)
    const [first] = handles
    if (first === undefined) throw new Error('DEFECT: expected a node at least, found none')
    const nodes = new Nodes(engines, clock, first)
    for (const store of handles) {
      const link: Link = { tookJobs: 0, isSilent: false, reached: Promise.resolve(), first: undefined }
      nodes.#links.push(link)
      const engine = createEngine({
        store: asNode(store, handles, link),
        clock,
        procedures,
        adapters: { identity: { find: (id) => Promise.resolve(STAFF.find((person) => person.id === id)) } },
        retry: { tries: 1, firstMs: 1, mostMs: 1 },
        sealing: null,
        ...own,
        onError: (error) => nodes.errors.push(error),
        onJob: (notice) => nodes.told.push(notice),
      })
      await engine.start()
      engines.push(engine)
    }
    return nodes
  }

  /** The next one that is not silent. */
  get any(): Engine {
    const heard = this.engines.filter((_, index) => this.#links[index]?.isSilent !== true)
    const engine = heard[this.#turn++ % heard.length]
    if (engine === undefined) throw new Error('DEFECT: expected a node, found none')
    return engine
  }

  lodge(procedure: string, variables: Variables = {}): Promise<DossierView> {
    const applicant = { name: 'Nguyễn Văn Đường', identifier: '001' }
    return this.any.lodge(procedure, { applicant, ...variables }, { as: 'dan', agency: HUE })
  }

  /** The open task of an element, whoever may do it. */
  async task(dossier: string, element: string): Promise<StoredTask | undefined> {
    const { items } = await this.any.tasks.list({ as: 'chi', all: true, dossier })
    return items.find((task) => task.element === element)
  }

  async taskId(dossier: string, element: string): Promise<string> {
    return (await this.task(dossier, element))?.id ?? `${dossier}:0`
  }

  async complete(dossier: string, element: string, as: string): Promise<DossierView> {
    return this.any.complete(await this.taskId(dossier, element), {}, { as })
  }

  async waiting(dossier: string): Promise<string> {
    const { waiting } = await this.any.dossier(dossier, { as: 'chi' })
    return waiting
      .map(({ element }) => element)
      .sort()
      .join()
  }

  /** When the lease of a dossier's job ends; 0: none is leased. */
  async leasedUntil(dossier: string): Promise<number> {
    const [job] = await (this.store?.jobs({ dossier, status: 'leased', limit: 1 }) ?? [])
    return job?.leasedUntil ?? 0
  }

  /** Until no node has anything to do. */
  async settled(): Promise<void> {
    for (const engine of this.engines) await engine.settled()
    for (const engine of this.engines) await engine.settled()
  }

  /** Whatever the node that took up a job asks of the store is held back, until the function that this gives is called. */
  silenceTheBusy(): () => void {
    const busy = this.#links.find(({ tookJobs }) => tookJobs > 0)
    if (busy === undefined) throw new Error('DEFECT: expected a node that has taken up a job, found none')
    let reconnect: () => void = () => undefined
    busy.reached = new Promise<void>((resolve) => (reconnect = resolve))
    busy.isSilent = true
    return () => {
      busy.isSilent = false
      reconnect()
    }
  }

  /** What happens between two reads: when the last node asks its store for journal rows next, `deed` is done first. */
  beforeJournal(deed: () => Promise<unknown>): void {
    const link = this.#links.at(-1)
    if (link !== undefined) link.first = deed
  }

  async stop(): Promise<void> {
    for (const engine of this.engines) await engine.stop()
  }
}

/** Between a node and its store. */
interface Link {
  tookJobs: number
  isSilent: boolean
  /** What the node asks waits for this. */
  reached: Promise<void>
  /** Done before the next answer to who asks for journal rows. */
  first: (() => Promise<unknown>) | undefined
}

/** A handle that several nodes share is closed by the last of them. */
const users = new WeakMap<Store, number>()

function asNode(store: Store, handles: readonly Store[], link: Link): Store {
  users.set(store, handles.filter((handle) => handle === store).length)
  return new Proxy(store, {
    get(target, name: keyof Store) {
      if (name === 'now') return () => Promise.resolve(null)
      if (name === 'close') {
        return async () => {
          const left = (users.get(target) ?? 1) - 1
          users.set(target, left)
          if (left === 0) await target.close()
        }
      }
      const part: unknown = Reflect.get(target, name)
      if (typeof part !== 'function') return part
      return async (...asked: unknown[]) => {
        await link.reached
        if (name === 'journal' || name === 'lookUp') {
          const { first } = link
          link.first = undefined
          await first?.()
        }
        const answer = await (part as (...all: unknown[]) => unknown).apply(target, asked)
        if (name === 'claimJobs') link.tookJobs += (answer as readonly unknown[]).length
        return answer
      }
    },
  })
}

/** What a deed was refused with: of a rejection, the lifecycle's or kernel's code. */
export async function codeOf(deed: Promise<unknown>): Promise<string> {
  try {
    await deed
    return 'done'
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    const { rejection, code } = error as CommandRejected
    return (rejection as { readonly code: string } | undefined)?.code ?? code
  }
}
