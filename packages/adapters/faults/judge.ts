import { verifyJournal } from '@motcua/engine'
import type { JournalRow, Store } from '@motcua/engine/ports'
import type { Sent } from './clients.ts'
import type { PeerRequest } from './peer-log.ts'
import { SIDE_STEPS } from './procedure.ts'
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
export function commandBreaches(sent: readonly Sent[], journal: ReadonlyMap<string, readonly JournalRow[]>): readonly string[] {
  const breaches: string[] = []
  for (const { command, told, times } of sent) {
    const rows = journal.get(command) ?? []
    if (rows.length > 1) breaches.push(`${command}, sent ${times} times, is in the journal ${rows.length} times`)
    const [row] = rows
    if (told === undefined) continue
    if (row === undefined) breaches.push(`${command} was accepted as ${told.dossier} ${told.seq} and is not in the journal`)
    // A command that is sent again is answered with its dossier as it is by then; how far that may be, `orderBreaches` says.
    else if (row.dossier !== told.dossier || (times === 1 ? row.seq !== told.seq : row.seq > told.seq))
      breaches.push(`${command} was accepted as ${told.dossier} ${told.seq}, the journal has ${row.dossier} ${row.seq}`)
  }
  return breaches
}

/**
 * What a client was told of a dossier was there before whatever is sent later: a command that was first sent after an answer stands behind the
 * row that the answer told of.
 */
export function orderBreaches(sent: readonly Sent[], journal: ReadonlyMap<string, readonly JournalRow[]>): readonly string[] {
  const moments = sent.flatMap(({ command, sentAt, told, toldAt }) => {
    const [row] = journal.get(command) ?? []
    const asked = row === undefined ? [] : [{ moment: sentAt, dossier: row.dossier, command, row: row.seq }]
    return told === undefined || toldAt === undefined
      ? asked
      : [...asked, { moment: toldAt, dossier: told.dossier, command, told: told.seq }]
  })
  const known = new Map<string, { readonly seq: number; readonly command: string }>()
  const breaches: string[] = []
  for (const one of moments.sort((a, b) => a.moment - b.moment)) {
    const last = known.get(one.dossier)
    if ('told' in one) {
      if (one.told > (last?.seq ?? 0)) known.set(one.dossier, { seq: one.told, command: one.command })
    } else if (last !== undefined && one.row <= last.seq)
      breaches.push(
        `${one.command} is row ${one.row} of ${one.dossier}; before it was sent, ${last.command} was told of ${last.seq}`,
      )
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
      for (const step of SIDE_STEPS)
        if (!doneNames.has(`${step} ${row} of ${dossier}`)) breaches.push(`${step} ${row} of ${dossier} was never done`)
  }
  return [...breaches, ...laneBreaches(done)]
}

function effectOf({ step, seq, dossier }: PeerRequest): string {
  return seq === null ? `${step} of ${dossier}` : `${step} ${seq} of ${dossier}`
}

function laneBreaches(done: readonly PeerRequest[]): readonly string[] {
  const last = new Map<string, number>()
  const breaches: string[] = []
  for (const { dossier, seq, step } of done) {
    if (seq === null) continue
    const lane = `${step} of ${dossier}`
    const before = last.get(lane) ?? 0
    if (seq < before) breaches.push(`${lane}: ${seq} came after ${before}`)
    last.set(lane, seq)
  }
  return breaches
}
