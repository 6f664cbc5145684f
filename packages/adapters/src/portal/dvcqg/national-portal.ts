import { mustHaveOptions, mustKnowNames, type JsonObject, type NationalStatus, type Portal } from '@motcua/engine/ports'
import { caller } from './call.ts'
import type { Answer, Service } from './call.ts'
import { dossierFields, progressFields } from './dossier.ts'
import { portalFailure } from './failure.ts'
import { NAMES, settingsFrom } from './options.ts'
import type { NationalPortalOptions } from './options.ts'

/**
 * The national public service portal (Cổng Dịch vụ công quốc gia) over its session protocol: `DongBoHoSoMC`, `CapNhatTienDoHoSoMC`,
 * `TraCuuHoSo`.
 *
 * Theory of operation: a sync must say whether it creates or updates, and an answer may be lost after the portal has done what it was
 * asked. So every sync first asks what the portal has. If a dossier appears between question and sync, by another node or by an answer
 * that came late, the portal refuses to create it again; the question is then asked once more and the dossier sent as an update.
 *
 * @throws AdapterFailure PORTAL_OPTIONS_INVALID, OPTIONS_INVALID (final)
 * @example
 * const portal = nationalPortal({ url: 'http://10.0.0.5:8081', username, password, agency: '000.00.01.H22' })
 * await portal.syncDossier(dossier)
 */
export function nationalPortal(options: NationalPortalOptions): Portal {
  mustHaveOptions('nationalPortal', options)
  mustKnowNames('nationalPortal', options, NAMES)
  const call = caller(settingsFrom(options))

  const find = async (code: string): Promise<Found | undefined> =>
    foundIn(mustBeTaken('TraCuuHoSo', await call('TraCuuHoSo', { mahoso: code })), code)

  const send = (fields: JsonObject, isUpdating: boolean): Promise<Answer> =>
    call('DongBoHoSoMC', { isUpdating: isUpdating ? 'True' : 'False', data: [fields] })

  return {
    async syncDossier(dossier) {
      const fields = dossierFields(dossier)
      const known = (await find(dossier.code)) !== undefined
      const answer = await send(fields, known)
      const overtaken = !answer.taken && !known && (await find(dossier.code)) !== undefined
      mustBeTaken('DongBoHoSoMC', overtaken ? await send(fields, true) : answer)
    },
    async postProgress(progress) {
      mustBeTaken('CapNhatTienDoHoSoMC', await call('CapNhatTienDoHoSoMC', { data: [progressFields(progress)] }))
    },
    // The portal shows a dossier's steps to nobody; but it takes none of a dossier that it does not know.
    hasProgress: async ({ code }) => ((await find(code)) === undefined ? false : undefined),
    findDossier: find,
  }
}

interface Found {
  readonly code: string
  readonly status: NationalStatus
}

/** @throws AdapterFailure PORTAL_REFUSED with the portal's code and reason */
function mustBeTaken(service: Service, answer: Answer): Extract<Answer, { taken: true }> {
  if (answer.taken) return answer
  throw portalFailure('PORTAL_REFUSED', `${service}: ${answer.reason}`)
}

/** The portal finds by code, and may find more than was asked for. @throws AdapterFailure PORTAL_ANSWER_INVALID */
function foundIn({ result }: Extract<Answer, { taken: true }>, code: string): Found | undefined {
  if (!Array.isArray(result)) throw portalFailure('PORTAL_ANSWER_INVALID', 'expected a list as result of TraCuuHoSo')
  const entries = result as readonly unknown[]
  const entry = entries.filter(isObject).find(({ MaHoSo }) => MaHoSo === code)
  if (entry === undefined) {
    // A list that names no code cannot be told from one that found it: guessing could create twice.
    if (entries.some((it) => !isObject(it) || typeof it['MaHoSo'] !== 'string')) {
      throw portalFailure('PORTAL_ANSWER_INVALID', 'expected MaHoSo in each result of TraCuuHoSo')
    }
    return undefined
  }
  const status = Number(entry['TrangThaiHoSo'])
  if (!isNationalStatus(status)) throw portalFailure('PORTAL_ANSWER_INVALID', `expected a TrangThaiHoSo from 1 to 10 of ${code}`)
  return { code, status }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNationalStatus(status: number): status is NationalStatus {
  return Number.isInteger(status) && status >= 1 && status <= 10
}
