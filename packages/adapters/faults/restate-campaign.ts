import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judged, workOf, type CampaignReport } from './campaign.ts'
import { chanceOf, type Chance } from './chance.ts'
import { Clients } from './clients.ts'
import { endAll } from './ending.ts'
import { startPeer } from './peer-process.ts'
import { RestateGround } from './restate-ground.ts'
import { openable } from './store-place.ts'

export interface RestateCampaignOptions {
  readonly kills: number
  readonly seed: number
  /** People who work at once; sixteen unless told. */
  readonly clients?: number
  /** The bundled programs. */
  readonly programs: { readonly services: string; readonly peer: string }
  readonly onProgress: (line: string) => void
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const USUAL_CLIENTS = 16
/** Of so many kills of services, one is followed by one of the other faults, in turn; where there are few, each has its turn all the same. */
const KILLS_PER_FAULT = 4
/** Rows that are compared at once. */
const PAGE = 500

/** Kills the parts of a host on Restate while people work, and judges what they were told and what the peers logged. */
export async function restateCampaign(options: RestateCampaignOptions): Promise<CampaignReport> {
  const { programs, seed, onProgress } = options
  const chanceFor = (name: string) => chanceOf(seed, name)
  const folder = mkdtempSync(join(tmpdir(), 'motcua-faults-log-'))
  const log = join(folder, 'peer.log')
  const peer = await startPeer(programs.peer, log, seed)
  const ground = await RestateGround.of(programs.services, peer.url)
  const clients = new Clients(ground, chanceFor)
  const startedAt = performance.now()
  try {
    clients.start(options.clients ?? USUAL_CLIENTS)
    const did = await harm(ground, clients, chanceFor('faults'), options)
    await clients.stop()
    onProgress('no more faults: every dossier is brought to its end')
    await ground.servicesReady()
    const ending = await endAll(clients, ground, log, chanceFor('operator'))
    await ground.quiet()
    const breaches = [...clients.breaches, ...(await judged(ground.place, clients, log, ending)), ...(await copyBreaches(ground))]
    breaches.push(...ground.collapsed.map((what) => `services ended by themselves: ${what}`))
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    return { did: { ...did, ...workOf(clients, ending, log), seconds }, breaches }
  } finally {
    await ground.remove()
    peer.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function harm(
  ground: RestateGround,
  clients: Clients,
  chance: Chance,
  { kills, onProgress }: RestateCampaignOptions,
): Promise<CampaignReport['did']> {
  const did = { server: 0, reading: 0, deployed: 0 }
  const away = () => pause(chance.whole(0, 1_500)).then(() => undefined)
  const others = [
    async () => {
      // Now and then the services die with it.
      await ground.restartServer(chance.is(0.5) ? () => ground.killServices(chance) : away)
      did.server += 1
    },
    async () => {
      await ground.restartReading(away)
      did.reading += 1
    },
    async () => {
      await ground.deploy()
      did.deployed += 1
    },
  ]
  const perFault = Math.min(KILLS_PER_FAULT, Math.ceil(kills / others.length))
  for (let kill = 1; kill <= kills; kill += 1) {
    // One in ten is killed while it starts.
    if (!chance.is(0.1)) await working(ground, clients, chance)
    await pause(chance.whole(0, 500))
    await ground.killServices(chance)
    if (kill % perFault === 0) await others[(kill / perFault - 1) % others.length]?.()
    if (kill % 10 === 0) onProgress(`${kill} kills, ${clients.dossiers.size} dossiers, ${clients.sent.size} commands`)
  }
  return {
    'kill -9 of the services': kills,
    'kill -9 of the Restate server': did.server,
    'kill -9 of the reading store': did.reading,
    'services registered beside others': did.deployed,
  }
}

/** Until some commands more were answered: on a slow machine what is killed every second does nothing that could be lost. */
async function working(ground: RestateGround, clients: Clients, chance: Chance): Promise<void> {
  await ground.servicesReady()
  await clients.answered(chance.whole(1, 12))
}

/** Dossiers of which the reading store has other rows than they have themselves. */
async function copyBreaches({ engine, place }: RestateGround): Promise<readonly string[]> {
  const reading = openable(place)
  await reading.open()
  try {
    const breaches: string[] = []
    for (let after: string | null | undefined; after !== null;) {
      const page = await reading.dossiers({ limit: PAGE, order: 'opened', ...(after === undefined ? {} : { after }) })
      for (const { dossier } of page.items) {
        const hashes = (await engine.journal(dossier, { as: 'oanh' })).map(({ hash }) => hash)
        const copied = (await reading.journal(dossier, 0, hashes.length + 1)).map(({ hash }) => hash)
        if (hashes.join() !== copied.join())
          breaches.push(`${dossier} has ${hashes.length} rows, and the reading store ${copied.length} that are not the same`)
      }
      after = page.next
    }
    return breaches
  } finally {
    await reading.close()
  }
}
