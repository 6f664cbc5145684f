import type { Commit, DossierHead, JournalRow, NewJob, StoredTask, StoredTimer } from '../../../ports/index.ts'

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
  return parts.snapshot === undefined ? commit : { ...commit, snapshot: parts.snapshot }
}

export function taskOf(dossier: string, instance: number, parts: Partial<StoredTask> = {}): StoredTask {
  return {
    id: `${dossier}:${instance}`,
    dossier,
    element: 'check-components',
    name: 'Kiểm tra thành phần hồ sơ',
    role: 'counter',
    stage: 'receive',
    form: 'component-check',
    openedAt: at,
    dueAt: null,
    ...parts,
  }
}

export function timerOf(dossier: string, instance: number, due: number): StoredTimer {
  return { id: `${dossier}:${instance}`, dossier, due }
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
  code: null,
  status: 'running',
  standing: 'registered',
  stages: ['receive'],
  applicant: 'Nguyễn Thị Bưởi',
  openedAt: at,
  dueAt: null,
  endedAt: null,
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
