import type { Answer } from './answers.ts'
import { mayFollow } from './succession.ts'
import type { Fields, ServiceCalls } from './validate.ts'

/** A dossier as the portal has it. */
export interface SimulatedDossier {
  readonly code: string
  /** TrangThaiHoSo, 1 to 10. */
  readonly status: number
  /** As they were sent last. */
  readonly fields: Fields
  readonly progress: readonly Fields[]
}

/** What happened; the journal keeps these. */
export type Change = { readonly type: 'dossier' | 'progress'; readonly fields: Fields }

/** What a call comes to: an answer, and what it changes if it is let. */
export interface Decision {
  readonly answer: Answer
  readonly changes: readonly Change[]
  readonly created: readonly string[]
}

export interface Dossiers {
  decide<S extends keyof ServiceCalls>(service: S, call: ServiceCalls[S]): Decision
  apply(change: Change): void
  all(): readonly SimulatedDossier[]
  clear(): void
}

/** The portal's memory. A call changes everything it asks for or nothing. */
export function dossiers(): Dossiers {
  const known = new Map<string, SimulatedDossier>()
  const deciders: { readonly [S in keyof ServiceCalls]: (call: ServiceCalls[S]) => Decision } = {
    TraCuuHoSo: ({ mahoso }) => {
      const found = known.get(mahoso)
      return unchanged({ outcome: 'done', message: 'Thành công', result: found === undefined ? [] : [found.fields] })
    },
    DongBoHoSoMC: (call) => decideSync(call, known),
    CapNhatTienDoHoSoMC: ({ data }) => {
      const unknown = data.find(({ MaHoSo }) => !known.has(MaHoSo))
      if (unknown !== undefined) return refused('dossierUnknown', `MaHoSo: không có hồ sơ ${unknown.MaHoSo}`)
      return done(data.map((fields) => ({ type: 'progress', fields })))
    },
  }
  return {
    decide: (service, call) => deciders[service](call),
    apply({ type, fields }) {
      const before = known.get(fields.MaHoSo)
      if (type === 'dossier') {
        const status = Number(fields['TrangThaiHoSo'])
        known.set(fields.MaHoSo, { code: fields.MaHoSo, status, fields, progress: before?.progress ?? [] })
      } else if (before !== undefined) {
        known.set(fields.MaHoSo, { ...before, progress: [...before.progress, fields] })
      }
    },
    all: () => [...known.values()],
    clear: () => known.clear(),
  }
}

function decideSync({ isUpdating, data }: ServiceCalls['DongBoHoSoMC'], known: ReadonlyMap<string, SimulatedDossier>): Decision {
  const seen = new Set<string>()
  for (const { MaHoSo, TrangThaiHoSo } of data) {
    const before = known.get(MaHoSo)
    if (seen.has(MaHoSo)) return refused('dataInvalid', `MaHoSo: ${MaHoSo} xuất hiện hai lần`)
    if (isUpdating === 'False' && before !== undefined) return refused('dossierExists', `MaHoSo: đã có hồ sơ ${MaHoSo}`)
    if (isUpdating === 'True' && before === undefined) return refused('dossierUnknown', `MaHoSo: không có hồ sơ ${MaHoSo}`)
    if (!mayFollow(before?.status, Number(TrangThaiHoSo))) {
      const from = before === undefined ? 'hồ sơ mới' : `trạng thái ${before.status}`
      return refused('successionRefused', `TrangThaiHoSo: ${from} không chuyển sang ${TrangThaiHoSo}`)
    }
    seen.add(MaHoSo)
  }
  const changes = data.map((fields) => ({ type: 'dossier', fields }) as const)
  return { ...done(changes), created: isUpdating === 'False' ? [...seen] : [] }
}

const done = (changes: readonly Change[]): Decision => ({
  answer: { outcome: 'done', message: 'Thành công' },
  changes,
  created: [],
})
const unchanged = (answer: Answer): Decision => ({ answer, changes: [], created: [] })
const refused = (outcome: Answer['outcome'], message: string): Decision => unchanged({ outcome, message })
