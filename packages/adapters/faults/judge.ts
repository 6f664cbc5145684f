import { verifyJournal } from '@motcua/engine'
import type { JournalRow, Store } from '@motcua/engine/ports'
import type { Sent } from './clients.ts'
import type { PeerRequest } from './peer-log.ts'
import type { Look } from './worker-call.ts'

/** A hash chain or a head that does not hold. */
export async function journalBreaches(store: Store): Promise<readonly string[]> {
  const { broken } = await verifyJournal(store)
  return broken === undefined ? [] : [`the journal is broken: ${JSON.stringify(broken)}`]
}

/** Commands by their ids, where the journal has them. */
export async function journalByCommand(store: Store): Promise<ReadonlyMap<string, readonly JournalRow[]>> {
  const rows = new Map<string, JournalRow[]>()
  for (let after: string | null = null; ;) {
    const page = await store.feed(after, 1_000)
    for (const { row } of page) rows.set(row.command, [...(rows.get(row.command) ?? []), row])
    after = page.at(-1)?.cursor ?? null
    if (page.length < 1_000) return rows
  }
}

/** No accepted command is lost, and none was done twice, whether or not its client was told. */
export function commandBreaches(sent: Iterable<Sent>, journal: ReadonlyMap<string, readonly JournalRow[]>): readonly string[] {
  const breaches: string[] = []
  for (const { command, told, times } of sent) {
    const rows = journal.get(command) ?? []
    if (rows.length > 1) breaches.push(`${command}, sent ${times} times, is in the journal ${rows.length} times`)
    const [row] = rows
    if (told === undefined) continue
    if (row === undefined) breaches.push(`${command} was accepted as ${told.dossier} ${told.seq} and is not in the journal`)
    // A command that is sent again is answered with its dossier as it is by then.
    else if (row.dossier !== told.dossier || (times === 1 ? row.seq !== told.seq : row.seq > told.seq))
      breaches.push(`${command} was accepted as ${told.dossier} ${told.seq}, the journal has ${row.dossier} ${row.seq}`)
  }
  return breaches
}

/** No effect is repeated, none is missing, and lanes were told in order; `ended`: the dossiers that went to their end. */
export function effectBreaches(log: readonly PeerRequest[], ended: ReadonlyMap<string, Look>): readonly string[] {
  const byEffect = new Map<string, PeerRequest[]>()
  for (const request of log) {
    const name = effectOf(request)
    byEffect.set(name, [...(byEffect.get(name) ?? []), request])
  }
  const breaches: string[] = []
  for (const [name, requests] of byEffect) {
    const keys = new Set(requests.map(({ key }) => key))
    if (keys.size > 1) breaches.push(`${name} was asked for under several keys: ${[...keys].join(', ')}`)
    const done = requests.filter(({ deed }) => deed === 'done').length
    if (done > 1) breaches.push(`${name} was done ${done} times`)
  }
  const done = log.filter(({ deed }) => deed === 'done')
  const doneNames = new Map(done.map((request) => [effectOf(request), request]))
  for (const [dossier, { seq, variables }] of ended) {
    const register = doneNames.get(`register of ${dossier}`)
    if (register === undefined || register.receipt !== variables.registered)
      breaches.push(`register of ${dossier} gave ${register?.receipt}, the dossier has ${JSON.stringify(variables.registered)}`)
    if (!doneNames.has(`announce of ${dossier}`)) breaches.push(`announce of ${dossier} was never done`)
    for (let row = 1; row <= seq; row += 1)
      if (!doneNames.has(`tell ${row} of ${dossier}`)) breaches.push(`tell ${row} of ${dossier} was never done`)
  }
  return [...breaches, ...laneBreaches(done)]
}

function effectOf({ step, seq, dossier }: PeerRequest): string {
  return seq === null ? `${step} of ${dossier}` : `${step} ${seq} of ${dossier}`
}

function laneBreaches(done: readonly PeerRequest[]): readonly string[] {
  const last = new Map<string, number>()
  const breaches: string[] = []
  for (const { dossier, seq } of done) {
    if (seq === null) continue
    const before = last.get(dossier) ?? 0
    if (seq < before) breaches.push(`${dossier} was told of ${seq} after ${before}`)
    last.set(dossier, seq)
  }
  return breaches
}
