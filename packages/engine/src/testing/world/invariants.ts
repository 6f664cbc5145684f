import type { Store } from '../../ports/index.ts'
import { createEngine, verifyJournal, type Adapters, type ProcedureModule } from '../../runtime/index.ts'
import type { Sent } from './clients.ts'
import type { Effect } from './peer.ts'

/** The world when all has come to rest: nothing is under way, and everything went well for a while. */
export interface RestingWorld {
  /** The store itself, without faults. */
  readonly store: Store
  /** The instant, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: number
  /** What was sent, and what its senders were told. */
  readonly sent: readonly Sent[]
  /** What peers did, in that order; the same key twice where they were asked twice. */
  readonly effects: readonly Effect[]
  readonly procedures: readonly ProcedureModule[]
  readonly adapters: Adapters
}

/** What must hold. Throws, or says in words what does not. */
export interface Invariant {
  readonly name: string
  check(world: RestingWorld): Promise<string | undefined> | string | undefined
}

const PAGE = 1_000

async function dossiersIn(store: Store): Promise<readonly string[]> {
  const ids: string[] = []
  for (let after: string | undefined; ;) {
    const page = await store.dossiers({ limit: PAGE, order: 'opened', ...(after === undefined ? {} : { after }) })
    ids.push(...page.items.map(({ dossier }) => dossier))
    if (page.next === null) return ids
    after = page.next
  }
}

const noAcceptedCommandIsLost: Invariant = {
  name: 'no accepted command is lost, and none counts twice',
  async check({ store, sent }) {
    for (const { command, answer } of sent) {
      if (answer?.is !== 'accepted') continue
      const rows = (await store.journal(answer.dossier, 0, PAGE)).filter((row) => row.command === command)
      if (rows.length !== 1) return `command ${command} was accepted and stands in ${rows.length} rows of ${answer.dossier}`
      // The answer shows the dossier, which may have moved on since the command.
      const seq = rows[0]?.seq ?? 0
      if (seq > answer.seq) return `command ${command} was accepted by row ${answer.seq} and stands in row ${seq}`
    }
    return undefined
  },
}

const everySenderIsTold: Invariant = {
  name: 'every sender is told in the end',
  check: ({ sent }) => sent.filter(({ answer }) => answer === null).map(({ command }) => `nobody answered ${command}`)[0],
}

const journalIsWhole: Invariant = {
  name: 'the journal is whole',
  async check({ store }) {
    const { broken } = await verifyJournal(store)
    return broken === undefined ? undefined : JSON.stringify(broken)
  },
}

const replayGivesTheState: Invariant = {
  name: 'replaying the journal gives the state',
  async check({ store, procedures, adapters, now }) {
    const clock = { now: () => now, wake: () => () => undefined }
    const lasting = new Proxy(store, {
      get: (target, name) => {
        if (name === 'open' || name === 'close') return () => Promise.resolve()
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
    const bare = new Proxy(lasting, {
      get: (target, name) =>
        name === 'load'
          ? async (id: string) => {
              const stored = await target.load(id)
              return stored === undefined ? undefined : { ...stored, snapshot: null }
            }
          : (Reflect.get(target, name) as unknown),
    })
    const read = { procedures, adapters, clock, background: 'elsewhere', sealing: null } as const
    const [kept, replayed] = [createEngine({ ...read, store: lasting }), createEngine({ ...read, store: bare })]
    await Promise.all([kept.start(), replayed.start()])
    for (const id of await dossiersIn(store)) {
      const as = { as: READER }
      const [one, other] = [await kept.dossier(id, as), await replayed.dossier(id, as)]
      if (JSON.stringify(one) !== JSON.stringify(other))
        return `${id} is ${JSON.stringify(one)}, replayed ${JSON.stringify(other)}`
    }
    return undefined
  },
}

/** Whom the world adds to its people: an auditor, who reads everything. */
export const READER = 'motcua:reader'

const workIsDone: Invariant = {
  name: 'no work is left behind',
  async check({ store, now }) {
    for (const status of ['leased', 'queued'] as const) {
      const jobs = await store.jobs({ status, limit: PAGE })
      const late = jobs.find(({ at }) => status === 'leased' || at <= now)
      // One behind a parked job of its lane waits for a person, and rightly so.
      if (late === undefined) continue
      const parked = await store.jobs({ dossier: late.dossier, status: 'parked', limit: PAGE })
      if (late.lane === null || !parked.some(({ lane }) => lane === late.lane)) return `job ${late.id} is ${status} for ever`
    }
    const due = await store.claimTimers('invariants', now, 1, 1)
    return due[0] === undefined ? undefined : `timer ${due[0].id} was due at ${due[0].due} and did not fire`
  },
}

const oneEffectForAKey: Invariant = {
  name: 'a peer is asked for one thing under one key',
  check({ effects }) {
    const contents = new Map<string, string>()
    for (const { peer, key, content } of effects) {
      const known = contents.get(`${peer} ${key}`)
      if (known !== undefined && known !== content) return `${peer} was asked under ${key} for ${known} and for ${content}`
      contents.set(`${peer} ${key}`, content)
    }
    return undefined
  },
}

const doneJobsHadTheirEffect: Invariant = {
  name: 'a job that is done was done',
  async check({ store, effects }) {
    const keys = new Set(effects.map(({ key }) => key))
    if (effects.length === 0) return undefined
    const types = new Set(
      (await store.jobs({ status: 'done', limit: PAGE })).filter(({ key }) => keys.has(key)).map(({ type }) => type),
    )
    const missing = (await store.jobs({ status: 'done', limit: PAGE })).find(({ type, key }) => types.has(type) && !keys.has(key))
    return missing === undefined ? undefined : `job ${missing.id} is done, and no peer was ever asked under ${missing.key}`
  },
}

/** What every host must keep, whatever befalls it. */
export const USUAL_INVARIANTS: readonly Invariant[] = [
  everySenderIsTold,
  noAcceptedCommandIsLost,
  journalIsWhole,
  replayGivesTheState,
  workIsDone,
  oneEffectForAKey,
  doneJobsHadTheirEffect,
]
