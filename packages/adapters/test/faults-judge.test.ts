import type { JournalRow } from '@motcua/engine/ports'
import { expect, test } from 'vitest'
import { commandBreaches, effectBreaches, orderBreaches } from '../faults/judge.ts'
import type { PeerRequest } from '../faults/peer-log.ts'
import type { Look } from '../faults/worker-call.ts'

/** The judge must see each kind of breach, or a campaign without any proves nothing. */
const row = (dossier: string, seq: number) => ({ dossier, seq }) as JournalRow
const journal = new Map([
  ['kept', [row('d', 1)]],
  ['twice', [row('d', 2), row('d', 3)]],
  ['elsewhere', [row('e', 1)]],
  ['late', [row('d', 4)]],
])
const told = { dossier: 'd', seq: 1 }

test.each([
  ['kept', { command: 'kept', times: 1, told }, 0],
  ['never accepted and never told', { command: 'lost', times: 3 }, 0],
  ['lost', { command: 'lost', times: 1, told }, 1],
  ['done twice', { command: 'twice', times: 2 }, 1],
  ['sent again and told of its dossier as it was by then', { command: 'kept', times: 2, told: { dossier: 'd', seq: 3 } }, 0],
  ['told of a row before its own', { command: 'late', times: 2, told }, 1],
  ['told of a later row at once', { command: 'kept', times: 1, told: { dossier: 'd', seq: 3 } }, 1],
  ['told of another dossier', { command: 'elsewhere', times: 1, told }, 1],
])('a command that was %s', (_, sent, breaches) => {
  expect(commandBreaches([{ sentAt: 1, ...sent }], journal)).toHaveLength(breaches)
})

const first = { command: 'kept', times: 2, sentAt: 1, toldAt: 2 }
const late = { command: 'late', times: 1, told: { dossier: 'd', seq: 4 } }
test.each([
  ['behind what its client knew', { ...first, told: { dossier: 'd', seq: 3 } }, { ...late, sentAt: 3, toldAt: 4 }, 0],
  [
    'in a row that was told of before it was sent',
    { ...first, told: { dossier: 'd', seq: 4 } },
    { ...late, sentAt: 3, toldAt: 4 },
    1,
  ],
  ['together with another', { ...first, toldAt: 4, told: { dossier: 'd', seq: 4 } }, { ...late, sentAt: 2, toldAt: 3 }, 0],
  ['of another dossier', { ...first, told: { dossier: 'e', seq: 9 } }, { ...late, sentAt: 3, toldAt: 4 }, 0],
])('a command that came %s', (_, one, other, breaches) => {
  expect(orderBreaches([one, other], journal)).toHaveLength(breaches)
})

const asked = (step: string, changes: Partial<PeerRequest> = {}): PeerRequest => ({
  ...{ step, dossier: 'd', key: 'k', deed: 'done', receipt: 'r', seq: null },
  ...changes,
})
const whole = [
  asked('register'),
  asked('announce', { key: null }),
  asked('tell', { key: 't1', seq: 1 }),
  asked('tell', { key: 't2', seq: 2 }),
  asked('post', { key: null, seq: 1 }),
  asked('post', { key: null, seq: 2 }),
]
const ended = new Map<string, Look>([
  ['d', { status: 'completed', seq: 2, variables: { registered: 'r' }, incidents: [], tasks: [] }],
])

test.each<[string, readonly PeerRequest[], number]>([
  ['each once', whole, 0],
  ['a key that came again', [...whole, asked('register', { deed: 'again' })], 0],
  ['another key', [...whole, asked('register', { key: 'other', deed: 'again' })], 1],
  ['a keyless effect twice', [...whole, asked('announce', { key: null })], 1],
  ['one that is missing', whole.filter(({ step }) => step !== 'announce'), 1],
  ['a keyless side effect twice', [...whole, asked('post', { key: null, seq: 2 })], 1],
  ['a keyless side effect that is missing', whole.slice(0, -1), 1],
  ['another receipt than the dossier has', [asked('register', { receipt: 'other' }), ...whole.slice(1)], 1],
  ['a lane out of order', [...whole.slice(0, 2), ...whole.slice(2, 4).reverse(), ...whole.slice(4)], 1],
])('effects: %s', (_, log, breaches) => {
  expect(effectBreaches(log, ended)).toHaveLength(breaches)
})
