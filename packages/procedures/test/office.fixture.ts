import { createHash } from 'node:crypto'
import {
  createEngine,
  memoryStore,
  parseInstant,
  type DossierView,
  type Engine,
  type JobNotice,
  type Store,
  type Variables,
} from '@motcua/engine'
import { AdapterFailure, type PortalDossier, type PortalProgress, type Principal } from '@motcua/engine/ports'
import { simulatedClock, type SimulatedClock } from '@motcua/engine/testing'
import { birthRegistration, oneStop, type AdmissionOptions, type Agency } from '../src/index.ts'

export const AGENCY: Agency = {
  code: '000.00.01.H22',
  letterhead: ['ỦY BAN NHÂN DÂN TỈNH BẮC NINH', 'ỦY BAN NHÂN DÂN XÃ TÂN HỘI'],
  unit: 'Bộ phận Một cửa xã Tân Hội',
  place: 'Xã Tân Hội',
}

/** Personal identifier of the applicant: a man, born in 1985, registered in Bắc Ninh. Invented. */
export const AN = '027085000017'

export const PEOPLE: readonly Principal[] = [
  { id: 'an', identifier: AN, name: 'Nguyễn Văn An', roles: ['applicant'] },
  { id: 'ca', name: 'Lê Thị Cả', roles: ['applicant'] },
  { id: 'binh', name: 'Trần Thị Bình', roles: ['counter'], position: 'Cán bộ một cửa' },
  { id: 'chi', name: 'Phạm Thị Chi', roles: ['registrar'], position: 'Công chức tư pháp - hộ tịch' },
  { id: 'dung', name: 'Hoàng Văn Dũng', roles: ['leader'], position: 'Chủ tịch' },
  { id: 'oanh', name: 'Vũ Thị Oanh', roles: ['operator', 'auditor'] },
]

export const LODGED: Variables = {
  applicant: { name: 'Nguyễn Văn An', identifier: AN, kind: 'citizen' },
  child: { name: 'Nguyễn Minh Khôi', birthDate: '2025-08-20', sex: 'nam' },
  channel: 'counter',
  returnBy: 'agency',
  components: [{ id: 'declaration' }, { id: 'birth-notice' }],
}

/** A one-stop office in memory: real engine, real procedure, adapters that only remember. */
export interface Office {
  readonly engine: Engine
  readonly clock: SimulatedClock
  readonly store: Store
  readonly notices: JobNotice[]
  readonly synced: PortalDossier[]
  readonly steps: PortalProgress[]
  readonly told: string[]
  /** The portal refuses the next calls with this failure. */
  failPortal(times: number): void
  /** The portal takes the next steps, and its answers are lost; `isTaken: false`: the steps are lost on their way. */
  losePortalAnswers(times: number, isTaken: boolean): void
  /** Whether the portal can tell which steps it has. */
  portalTellsSteps(canTell: boolean): void
  /** Lodges and settles. */
  lodge(variables?: Variables, as?: string): Promise<DossierView>
  /** Completes the dossier's open task of this element, and settles. */
  readonly complete: (dossier: string, element: string, variables: Variables, as: string) => Promise<DossierView>
  send(dossier: string, message: string, variables: Variables, as: string): Promise<DossierView>
  view(dossier: string): Promise<DossierView>
}

export async function office(startsAt: string, options: AdmissionOptions = {}): Promise<Office> {
  const clock = simulatedClock(parseInstant(startsAt) ?? 0)
  const store = memoryStore()
  const notices: JobNotice[] = []
  const synced: PortalDossier[] = []
  const steps: PortalProgress[] = []
  const told: string[] = []
  const files = new Map<string, Uint8Array>()
  let failures = 0
  let lost = { times: 0, isTaken: true }
  let canTell = false
  const portalCall = () => {
    if (failures-- > 0) throw new AdapterFailure('PORTAL_UNREACHABLE', 'connection refused', { retry: true })
  }
  const put = (bytes: Uint8Array, mediaType: string) => {
    const digest = createHash('sha256').update(bytes).digest('hex')
    files.set(digest, bytes)
    return Promise.resolve({ digest, size: bytes.length, mediaType })
  }
  const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
  const engine = createEngine({
    store,
    clock,
    procedures: [oneStop(birthRegistration, { agency: AGENCY, ...options })],
    onJob: (notice) => notices.push(notice),
    onError: (error) => {
      throw error
    },
    adapters: {
      identity: { find: (id) => Promise.resolve(PEOPLE.find((person) => person.id === id)) },
      renderer: { render: (paper) => Promise.resolve(text(paper)) },
      documents: {
        put,
        get: (digest) => Promise.resolve(files.get(digest) ?? new Uint8Array()),
        has: (digest) => Promise.resolve(files.has(digest)),
      },
      signer: {
        signPdf: (pdf) => Promise.resolve({ bytes: Uint8Array.of(...pdf, 1), subject: 'CN=Test', serialNumber: '01' }),
        signDetached: () => Promise.resolve({ bytes: Uint8Array.of(2), subject: 'CN=Test', serialNumber: '01' }),
      },
      archive: { store: ({ dossier }) => Promise.resolve({ location: `${dossier}.zip`, digest: '0', size: 1 }) },
      notifier: {
        notify: ({ subject }) => {
          told.push(subject)
          return Promise.resolve()
        },
      },
      portal: {
        syncDossier: (dossier) => {
          portalCall()
          synced.push(dossier)
          return Promise.resolve()
        },
        postProgress: (step) => {
          portalCall()
          const isLost = lost.times-- > 0
          if (!isLost || lost.isTaken) steps.push(step)
          if (isLost) throw new AdapterFailure('PORTAL_TIMEOUT', 'no answer', { retry: true, isUncertain: true })
          return Promise.resolve()
        },
        hasProgress: (step) => {
          portalCall()
          const isThere = steps.some(({ content, at }) => content === step.content && at === step.at)
          return Promise.resolve(canTell ? isThere : undefined)
        },
        findDossier: () => Promise.resolve(undefined),
      },
    },
  })
  await engine.start()
  const view = (dossier: string) => engine.dossier(dossier, { as: 'oanh' })
  return {
    engine,
    clock,
    store,
    notices,
    synced,
    steps,
    told,
    view,
    failPortal: (times) => {
      failures = times
    },
    losePortalAnswers: (times, isTaken) => {
      lost = { times, isTaken }
    },
    portalTellsSteps: (can) => {
      canTell = can
    },
    async lodge(variables = LODGED, as = 'an') {
      const { id } = await engine.lodge('1.001193', variables, { as })
      await engine.settled()
      return view(id)
    },
    async complete(dossier, element, variables, as) {
      const { items: tasks } = await store.tasks({ dossier, limit: 100 })
      const task = tasks.find((open) => open.element === element)
      if (task === undefined) throw new Error(`no open task ${element}, but ${tasks.map((open) => open.element).join(', ')}`)
      await engine.complete(task.id, variables, { as })
      await engine.settled()
      return view(dossier)
    },
    async send(dossier, message, variables, as) {
      await engine.dispatch(dossier, { type: 'deliverMessage', message, variables }, { as })
      await engine.settled()
      return view(dossier)
    },
  }
}
