import { createHash } from 'node:crypto'
import {
  createEngine,
  memoryStore,
  parseInstant,
  type Adapters,
  type DossierView,
  type Engine,
  type Procedure,
  type Store,
} from '@motcua/engine'
import {
  AdapterFailure,
  type NationalStatus,
  type Notification,
  type Paper,
  type PortalDossier,
  type Principal,
  type RecordedChange,
  type SectorRegister,
  type StoredPaper,
} from '@motcua/engine/ports'
import { simulatedClock, type SimulatedClock } from '@motcua/engine/testing'
import { oneStop, type AdmissionOptions } from '../src/index.ts'
import { AGENCY, AN } from './office.fixture.ts'
import { PORTAL } from './laws.fixture.ts'

/** The least that is a PDF: it begins and ends as one. */
export const PDF = new TextEncoder().encode('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n')

/** Under which every office's document store has it. */
export const PDF_DIGEST = createHash('sha256').update(PDF).digest('hex')

export const OPERATOR = 'operator'
export const APPLICANT = 'applicant'

/** Accounts of applicants, by the identifiers that they are linked to. */
export const ACCOUNTS: Readonly<Record<string, string>> = { [AN]: APPLICANT, '0100109106': 'company' }

/** Whoever has a role goes by its name; the operator may read everything. */
export function principal(id: string): Principal {
  const [identifier] = Object.entries(ACCOUNTS).find(([, account]) => account === id) ?? []
  if (identifier !== undefined) return { id, identifier, name: 'Nguyễn Văn An', roles: [APPLICANT] }
  return { id, name: `Người giữ vai trò ${id}`, roles: id === OPERATOR ? ['operator', 'auditor'] : [id], position: id }
}

/** One engine for one procedure, whose adapters fail as often as they are told to. */
export interface LibraryOffice {
  readonly engine: Engine
  readonly store: Store
  readonly clock: SimulatedClock
  readonly procedure: Procedure
  /** Digest of a good scan in its document store. */
  readonly scan: string
  /** Statuses that the portal took, in their order; what it was told twice stands once. */
  readonly statuses: () => readonly number[]
  /** What the portal would not take, but for our own faults. */
  readonly refused: readonly string[]
  readonly changes: readonly RecordedChange[]
  readonly told: readonly Notification[]
  /** The bytes of a file in its document store. */
  readonly file: (digest: string) => Uint8Array | undefined
  /** Forms and results as they were rendered. */
  readonly forms: readonly Paper[]
  readonly view: (id: string) => Promise<DossierView>
  /** The next calls of adapters go wrong; `final`: no try helps. */
  fail(times: number, how: 'again' | 'final'): void
  /** The process ends and another one takes over. */
  restart(): Promise<void>
}

/** What a page costs that an applicant wants digitized. */
export const RATE = { ratePerPageVnd: 1_500, rateBasis: 'Quyết định 12/QĐ-UBND của tỉnh' }

export type OfficeAdapters = Omit<Adapters, 'identity'>

/**
 * @param made  adapters that stand in for the office's own, real ones; by default all only remember
 */
export async function libraryOffice(
  procedure: Procedure,
  made: {
    readonly store?: Store
    readonly at?: string
    readonly scan?: string
    readonly adapters?: OfficeAdapters
  } & AdmissionOptions = {},
): Promise<LibraryOffice> {
  const { store = memoryStore(), at = daysOf(procedure), scan = PDF_DIGEST, digitization = RATE } = made
  const clock = simulatedClock(parseInstant(at) ?? 0)
  const files = new Map<string, Uint8Array>([[PDF_DIGEST, PDF]])
  const papers: StoredPaper[] = []
  const changes: RecordedChange[] = []
  const told: Notification[] = []
  const forms: Paper[] = []
  const refused: string[] = []
  const taken: number[] = []
  const mishaps: ('again' | 'final')[] = []
  const call = () => {
    const mishap = mishaps.shift()
    if (mishap !== undefined)
      throw new AdapterFailure('PEER_FAILED', 'expected an answer, found none', { retry: mishap === 'again' })
  }
  /** Adapters answer later, as the world does, or fail. */
  const calling = async <T>(work: () => T): Promise<T> => {
    await Promise.resolve()
    call()
    return work()
  }
  const put = (bytes: Uint8Array, mediaType: string) =>
    calling(() => {
      const digest = createHash('sha256').update(bytes).digest('hex')
      files.set(digest, bytes)
      return { digest, size: bytes.length, mediaType }
    })
  const take = ({ code, status }: PortalDossier) => {
    const before = taken.at(-1)
    if (status === before) return
    const may = before === undefined ? [1, 2, 3, 5, 6, 7] : (PORTAL[before] ?? [])
    if (!may.includes(status)) {
      refused.push(`${code}: ${before ?? 'new'} → ${status}`)
      throw new AdapterFailure('PORTAL_REFUSED', `no ${status} after ${before ?? 'nothing'}`, { retry: false })
    }
    taken.push(status)
  }
  const register: SectorRegister = {
    record: (change) =>
      calling(() => {
        const known = changes.find(({ key }) => key === change.key)
        const recorded = known ?? { ...change, reference: `CSDL-${changes.length + 1}` }
        if (known === undefined) changes.push(recorded)
        return { reference: recorded.reference }
      }),
    changes: (subject) => calling(() => changes.filter((change) => change.subject === subject)),
  }
  const signed = { subject: 'CN=Test', serialNumber: '01' }
  const adapters: Adapters = {
    renderer: {
      render: (form) =>
        calling(() => {
          forms.push(form)
          return new TextEncoder().encode(JSON.stringify(form))
        }),
    },
    documents: {
      put,
      get: (digest) => calling(() => files.get(digest) ?? new Uint8Array()),
      has: (digest) => calling(() => files.has(digest)),
    },
    signer: {
      signPdf: (pdf) => calling(() => ({ bytes: Uint8Array.of(...pdf, 1), ...signed })),
      signDetached: () => calling(() => ({ bytes: Uint8Array.of(2), ...signed })),
    },
    archive: { store: ({ dossier }) => calling(() => ({ location: `${dossier}.zip`, digest: '0', size: 1 })) },
    notifier: { notify: (letter) => calling(() => void told.push(letter)) },
    portal: {
      syncDossier: (dossier) => calling(() => take(dossier)),
      postProgress: () => calling(() => undefined),
      findDossier: (code) =>
        calling(() => (taken.length === 0 ? undefined : { code, status: taken[taken.length - 1] as NationalStatus })),
    },
    papers: {
      add: (paper) => calling(() => void papers.push(paper)),
      find: (owner, type) => calling(() => papers.filter((paper) => paper.owner === owner && paper.type === type)),
    },
    registers: Object.fromEntries(
      ['civil-status', 'residence', 'business-publication', 'land', 'publications'].map((name) => [name, register]),
    ),
    ...made.adapters,
    identity: { find: (id) => Promise.resolve(principal(id)) },
  }
  const open = async () => {
    const engine = createEngine({
      store,
      clock,
      procedures: [oneStop(procedure, { agency: AGENCY, digitization })],
      adapters,
      retry: { tries: 4, firstMs: 1_000, mostMs: 8_000 },
      sealing: null,
    })
    await engine.start()
    return engine
  }
  let engine = await open()
  return {
    get engine() {
      return engine
    },
    store,
    clock,
    procedure,
    scan,
    statuses: () => taken,
    refused,
    changes,
    told,
    file: (digest) => files.get(digest),
    forms,
    view: (id) => engine.dossier(id, { as: OPERATOR }),
    fail: (times, how) => void mishaps.push(...Array.from({ length: times }, () => how)),
    async restart() {
      await engine.stop()
      engine = await open()
    },
  }
}

/** A Monday morning on which the edition is in force. */
function daysOf({ definition }: Procedure): string {
  return definition.effective?.to === undefined ? '2026-09-07T08:00' : '2026-06-08T08:00'
}
