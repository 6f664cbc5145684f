import type { Chance } from './chance.ts'
import type { Clients } from './clients.ts'
import type { Office } from './office.ts'
import { peerLog, type PeerRequest } from './peer-log.ts'
import { SIDE_STEPS, WORDS } from './procedure.ts'
import type { Look } from './worker-call.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Far longer than leases, retries and timers of the campaign together. */
const PATIENCE_MS = 120_000
/** Dossiers looked after at once. */
const AT_ONCE = 8

/** How every dossier ended, and what the operator had to say for it. */
export interface Ending {
  readonly ended: ReadonlyMap<string, Look>
  readonly stuck: readonly string[]
  /** Incidents by code. */
  readonly incidents: ReadonlyMap<string, number>
  readonly words: { done: number; again: number }
}

/** Nothing fails any more: each dossier is brought to its end, by its people and by the operator, who looks into the peers' logs. */
export async function endAll(clients: Clients, office: Office, log: string, chance: Chance): Promise<Ending> {
  const ended = new Map<string, Look>()
  const stuck: string[] = []
  const incidents = new Map<string, number>()
  const words = { done: 0, again: 0 }
  const deadline = Date.now() + PATIENCE_MS
  const waiting = [...clients.dossiers]

  const settle = async (dossier: string): Promise<Look | undefined> => {
    let seen: Look | undefined
    while (Date.now() < deadline) {
      seen = await clients.look(dossier, chance)
      if (seen?.status === 'completed') return seen
      for (const { incident, code } of seen?.incidents ?? []) {
        incidents.set(code, (incidents.get(code) ?? 0) + 1)
        const isThere = isAt(log, { step: 'announce', dossier, seq: null })
        words[isThere ? 'done' : 'again'] += 1
        const word = isThere ? WORDS.done : WORDS.again
        await clients.send(chance, (command) => ({ type: 'resolve', dossier, incident, word, command }))
      }
      for (const task of seen?.tasks ?? []) await clients.complete(task, chance)
      await pause(60)
    }
    stuck.push(`${dossier}: ${JSON.stringify(seen)}`)
    return undefined
  }
  const hand = async () => {
    for (let dossier = waiting.pop(); dossier !== undefined; dossier = waiting.pop()) {
      const seen = await settle(dossier)
      if (seen !== undefined) ended.set(dossier, seen)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, hand))
  const settleParked = async (): Promise<void> => {
    for (const { job, type, dossier, seq, code } of await office.call(chance, { type: 'parked' })) {
      incidents.set(code, (incidents.get(code) ?? 0) + 1)
      const isDone = isAt(log, { step: type, dossier, seq })
      words[isDone ? 'done' : 'again'] += 1
      await office.call(chance, { type: 'settle', job, isDone })
    }
  }
  // Side jobs that were parked, and those behind them in their lanes: until the world was told of every row.
  const expected = SIDE_STEPS.length * [...ended.values()].reduce((sum, { seq }) => sum + seq, 0)
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(200)) {
    await settleParked()
    const told = peerLog(log).filter(({ seq, dossier, deed }) => seq !== null && deed === 'done' && ended.has(dossier))
    if (told.length >= expected) break
  }
  return { ended, stuck, incidents, words }
}

/** Whether the peer wrote down that it did this. */
function isAt(log: string, sought: Pick<PeerRequest, 'step' | 'dossier' | 'seq'>): boolean {
  const { step, dossier, seq } = sought
  return peerLog(log).some((one) => one.deed === 'done' && one.step === step && one.dossier === dossier && one.seq === seq)
}
