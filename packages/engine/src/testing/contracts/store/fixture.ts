import type {
  BufferedMessage,
  Commit,
  DossierHead,
  JournalRow,
  NewJob,
  StoredIncident,
  StoredSeal,
  StoredSubscription,
  StoredTask,
  StoredTimer,
} from '../../../ports/index.ts'

export interface CommitParts {
  /** The command's id; by default one per dossier and sequence number. */
  readonly command?: string
  readonly row?: Partial<JournalRow>
  readonly head?: Partial<DossierHead>
  readonly snapshot?: Commit['snapshot']
  readonly answer?: Partial<Commit['answer']>
  readonly open?: readonly StoredTask[]
  readonly close?: readonly string[]
  readonly set?: readonly StoredTimer[]
  readonly clear?: readonly string[]
  readonly add?: readonly NewJob[]
  readonly finish?: readonly string[]
  readonly cancel?: readonly string[]
  readonly subscriptions?: Commit['subscriptions']
  readonly incidents?: Commit['incidents']
  readonly takes?: readonly string[]
  readonly erase?: Commit['erase']
  readonly own?: Commit['own']
}

/** A commit with everything that the port asks for. */
export function commitOf(dossier: string, seq: number, parts: CommitParts = {}): Commit {
  const command = parts.command ?? `${dossier}/command-${seq}`
  const commit: Commit = {
    dossier,
    row: { ...rowOf(dossier, seq, command), ...parts.row },
    head: { ...head, ...parts.head },
    tasks: { open: parts.open ?? [], close: parts.close ?? [] },
    timers: { set: parts.set ?? [], clear: parts.clear ?? [] },
    jobs: { add: parts.add ?? [], finish: parts.finish ?? [], cancel: parts.cancel ?? [] },
    answer: { command, digest: hexadecimal(seq), response: { accepted: seq }, ...parts.answer },
  }
  const { snapshot, subscriptions, incidents, takes, erase, own } = parts
  return {
    ...commit,
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(subscriptions === undefined ? {} : { subscriptions }),
    ...(incidents === undefined ? {} : { incidents }),
    ...(takes === undefined ? {} : { takes }),
    ...(erase === undefined ? {} : { erase }),
    ...(own === undefined ? {} : { own }),
  }
}

export function taskOf(dossier: string, instance: number, parts: Partial<StoredTask> = {}): StoredTask {
  return {
    id: `${dossier}:${instance}`,
    dossier,
    agency: head.agency,
    procedure: head.procedure,
    element: 'check-components',
    name: 'Kiểm tra thành phần hồ sơ',
    role: 'counter',
    groups: [],
    unit: null,
    assignee: null,
    owner: null,
    excluded: [],
    stage: 'receive',
    form: 'component-check',
    code: head.code,
    title: head.title,
    search: head.search,
    applicant: head.applicant,
    openedAt: at,
    dueAt: null,
    ...parts,
  }
}

export function timerOf(dossier: string, instance: number, due: number): StoredTimer {
  return { id: `${dossier}:${instance}`, dossier, due }
}

export function waitOf(dossier: string, instance: number, parts: Partial<StoredSubscription> = {}): StoredSubscription {
  return { id: `${dossier}:${instance}:0`, dossier, agency: null, kind: 'message', name: 'fee-paid', key: null, ...parts }
}

export function messageOf(id: string, parts: Partial<BufferedMessage> = {}): BufferedMessage {
  const payload = { amountVnd: 8_000 }
  return { id, agency: null, name: 'fee-paid', key: null, payload, actor: 'system:bank', at, expiresAt: at + 1_000, ...parts }
}

export function sealOf(number: number, parts: Partial<StoredSeal> = {}): StoredSeal {
  const digests = { root: hexadecimal(number), previous: hexadecimal(number - 1) }
  return { number, cursor: String(number), links: 1, ...digests, at: at + number, signature: null, timestamp: null, ...parts }
}

export function incidentOf(dossier: string, number: number, parts: Partial<StoredIncident> = {}): StoredIncident {
  return {
    ...{ id: `${dossier}:${number}`, dossier, agency: null, procedure: head.procedure, element: 'sync-portal' },
    ...{ code: 'PORTAL_UNREACHABLE', message: 'Cổng không trả lời', raisedAt: at, ...parts },
  }
}

export function jobOf(dossier: string, id: string, parts: Partial<NewJob> = {}): NewJob {
  return {
    id,
    dossier,
    type: 'sync-portal',
    lane: null,
    instance: null,
    key: `key-of-${id}`,
    input: { code: 'H22.01', amountVnd: 8_000 },
    at,
    ...parts,
  }
}

/** 2025-10-03 15:10 in Hà Nội. */
export const at = 1_759_479_000_000

const head: DossierHead = {
  procedure: '1.001193',
  version: 3,
  fingerprint: 'f'.repeat(64),
  agency: null,
  code: null,
  status: 'running',
  standing: 'registered',
  stages: ['receive'],
  applicant: '001190012345',
  title: 'Nguyễn Thị Bưởi · Đăng ký khai sinh',
  search: 'Nguyễn Thị Bưởi · Đăng ký khai sinh',
  openedAt: at,
  dueAt: null,
  endedAt: null,
  suspendedAt: null,
}

function rowOf(dossier: string, seq: number, command: string): JournalRow {
  return {
    dossier,
    seq,
    at: at + seq,
    actor: 'counter-1',
    command,
    type: 'completeTask',
    events: [{ type: 'taskCompleted', version: 1, data: { seq }, salt: '5a'.repeat(16), digest: hexadecimal(seq) }],
    previous: hexadecimal(seq - 1),
    hash: hexadecimal(seq),
  }
}

function hexadecimal(number: number): string {
  return number.toString(16).padStart(64, '0')
}
