import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chanceOf, type Chance } from './chance.ts'
import { Clients } from './clients.ts'
import { endAll, type Ending } from './ending.ts'
import { groundOf, type Ground } from './ground.ts'
import { commandBreaches, effectBreaches, journalBreaches, journalByCommand, orderBreaches } from './judge.ts'
import { Nodes } from './nodes.ts'
import { peerLog } from './peer-log.ts'
import { startPeer } from './peer-process.ts'
import { openable, type StorePlace } from './store-place.ts'

export interface CampaignOptions {
  readonly store: StorePlace['kind']
  readonly kills: number
  readonly seed: number
  /** Nodes on the store; SQLite has one unless told, PostgreSQL three. */
  readonly nodes?: number
  /** People who work at once; eight unless told. */
  readonly clients?: number
  /** The bundled programs. */
  readonly programs: { readonly worker: string; readonly peer: string }
  readonly onProgress: (line: string) => void
}

/** What a campaign did, and what it found. No breach: everything held. */
export interface CampaignReport {
  readonly did: Readonly<Record<string, number | string>>
  readonly breaches: readonly string[]
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const USUAL_CLIENTS = 8
/** Of so many kills, one is followed by each of the other faults. */
const KILLS_PER_FAULT = 20
/** So many commands more are answered before one of these, at most: that the clients are at work. */
const MOST_ANSWERS = 12
/** A clock that is set back so far is behind every lease and every timer. */
const MOST_BACK_MS = 3_600_000

export async function campaign(options: CampaignOptions): Promise<CampaignReport> {
  const chanceFor = (name: string) => chanceOf(options.seed, name)
  const folder = mkdtempSync(join(tmpdir(), 'motcua-faults-log-'))
  const log = join(folder, 'peer.log')
  const peer = await startPeer(options.programs.peer, log, options.seed)
  const ground = await groundOf(options.store)
  const nodes = Nodes.on(options.nodes ?? (options.store === 'sqlite' ? 1 : 3), options.programs.worker, ground.place, peer.url)
  const clients = new Clients(nodes, chanceFor)
  const startedAt = performance.now()
  try {
    const faults = new Faults(ground, nodes, clients, chanceFor('faults'), options)
    await nodes.allReady()
    clients.start(options.clients ?? USUAL_CLIENTS)
    await faults.run()
    await clients.stop()
    options.onProgress('no more faults: every dossier is brought to its end')
    await nodes.setClocksRight()
    const ending = await endAll(clients, nodes, log, chanceFor('operator'))
    await nodes.end()
    const breaches = [...faults.breaches, ...clients.breaches, ...(await judged(ground.place, clients, log, ending))]
    if (nodes.collapsed.length > 0) breaches.push(...nodes.collapsed.map((what) => `a node ended by itself: ${what}`))
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    return { did: didOf(faults, clients, ending, log, seconds), breaches }
  } finally {
    await nodes.end()
    // A server that ends keeps no process waiting for it; the peer, while it is there, does.
    await ground.remove()
    peer.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The faults of one campaign, one after another while the clients work. */
class Faults {
  readonly breaches: string[] = []
  restarts = 0
  fullDisks = 0
  clocksBack = 0
  verified = 0

  get nodeKills(): number {
    return this.nodes.kills
  }

  constructor(
    private readonly ground: Ground,
    private readonly nodes: Nodes,
    private readonly clients: Clients,
    private readonly chance: Chance,
    private readonly options: CampaignOptions,
  ) {}

  async run(): Promise<void> {
    const { kills, onProgress } = this.options
    const others = [() => this.#restart(), () => this.#fillDisk(), () => this.#setBack()]
    for (let kill = 1; kill <= kills; kill += 1) {
      // One in ten is killed while it starts.
      if (!this.chance.is(0.1)) await this.nodes.someReady()
      await pause(this.chance.whole(0, 1_000))
      await this.nodes.killOne(this.chance)
      const turn = Math.floor((kill * others.length) / KILLS_PER_FAULT)
      const isShort = kills < KILLS_PER_FAULT && kill % Math.ceil(kills / 4) === 0
      const isLong = turn !== Math.floor(((kill - 1) * others.length) / KILLS_PER_FAULT)
      if (isShort) await others[(kill / Math.ceil(kills / 4) - 1) % others.length]?.()
      else if (kills >= KILLS_PER_FAULT && isLong) await others[turn % others.length]?.()
      if (kill % 10 === 0 || kills < KILLS_PER_FAULT) await this.#verify()
      if (kill % 10 === 0 || kills < KILLS_PER_FAULT)
        onProgress(`${kill} kills, ${this.clients.dossiers.size} dossiers, ${this.clients.sent.size} commands`)
    }
  }

  /** Right after a kill all clients may wait for jobs whose leases have to run out first. */
  async #atWork(): Promise<void> {
    await this.nodes.allReady()
    await this.clients.answered(this.chance.whole(1, MOST_ANSWERS))
  }

  async #restart(): Promise<void> {
    if (this.ground.restart === undefined) return
    await this.#atWork()
    await this.ground.restart(this.chance)
    this.restarts += 1
  }

  async #fillDisk(): Promise<void> {
    if (!this.ground.disk.canFill) return
    await this.#atWork()
    this.ground.disk.fill()
    await pause(this.chance.whole(1_000, 2_000))
    // Whoever is killed on a full disk starts on a full disk.
    if (this.chance.is(0.5)) await this.nodes.killOne(this.chance)
    await pause(500)
    this.ground.disk.makeRoom()
    await this.ground.mend()
    this.fullDisks += 1
  }

  async #setBack(): Promise<void> {
    await this.#atWork()
    await this.nodes.setClockOfOne(this.chance, -this.chance.whole(1_000, MOST_BACK_MS))
    this.clocksBack += 1
  }

  /** While the nodes work on. */
  async #verify(): Promise<void> {
    const store = openable(this.ground.place)
    try {
      await store.open()
      this.breaches.push(...(await journalBreaches(store)))
      this.verified += 1
    } finally {
      await store.close()
    }
  }
}

/** What a store, the clients and the peers say against one another. */
export async function judged(place: StorePlace, clients: Clients, log: string, ending: Ending): Promise<readonly string[]> {
  const store = openable(place)
  await store.open()
  try {
    const [sent, journal] = [[...clients.sent.values()], await journalByCommand(store)]
    return [
      ...(await journalBreaches(store)),
      ...commandBreaches(sent, journal),
      ...orderBreaches(sent, journal),
      ...effectBreaches(peerLog(log), ending.ended),
      ...ending.stuck.map((what) => `a dossier did not come to its end: ${what}`),
    ]
  } finally {
    await store.close()
  }
}

function didOf(faults: Faults, clients: Clients, ending: Ending, log: string, seconds: number): CampaignReport['did'] {
  return {
    'kill -9 of a node': faults.nodeKills,
    'database restarted': faults.restarts,
    'disk full': faults.fullDisks,
    'clock set back': faults.clocksBack,
    'journals verified while nodes worked': faults.verified,
    ...workOf(clients, ending, log),
    seconds,
  }
}

/** What people, peers and the operator did meanwhile. */
export function workOf(clients: Clients, ending: Ending, log: string): CampaignReport['did'] {
  const requests = peerLog(log)
  const count = (deed: string) => requests.filter((request) => request.deed === deed).length
  const met = [...clients.failures].map(([code, times]) => `${code.slice(0, 80)} ${times}`)
  return {
    'dossiers, all brought to their end': ending.ended.size,
    'commands accepted': [...clients.sent.values()].filter(({ told }) => told !== undefined).length,
    'accepted only when sent again': clients.repeats,
    'what made clients send again': met.join(', '),
    'effects at the peers': count('done'),
    'asked again under a known key': count('again'),
    'refused by a busy peer': count('refused'),
    'incidents resolved by the operator': [...ending.incidents].map(([code, times]) => `${code} ${times}`).join(', '),
    'of these the peer had it / had it not': `${ending.words.done} / ${ending.words.again}`,
  }
}
