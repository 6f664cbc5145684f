// A ministry's own adapter: its database of certificates, asked over HTTP in place of a paper. `05-own-adapter.test.ts` holds it to the
// contract of its port. Give it to the engine: adapters: { databases: { 'vaccination-register': vaccinationRegister({ … }) } }.
import { AdapterFailure, type FoundData, type SectorDatabase } from '@motcua/engine/ports'

export interface VaccinationRegisterOptions {
  readonly url: string
  readonly token: string
  readonly timeoutMs?: number
}

/** The answer of the register, as its documentation has it. */
interface Certificate {
  readonly so_chung_nhan: string
  readonly ngay_tiem: string
  readonly het_han?: string
}

export function vaccinationRegister({ url, token, timeoutMs = 5_000 }: VaccinationRegisterOptions): SectorDatabase {
  return {
    async find(owner, type): Promise<FoundData | undefined> {
      const path = `certificates/${encodeURIComponent(owner)}/${encodeURIComponent(type)}`
      const response = await asked(new URL(path, url), { headers: { authorization: `Bearer ${token}` } }, timeoutMs)
      if (response.status === 404) return undefined
      if (!response.ok) {
        // Its own faults and a full queue pass by; a token that it refuses does not.
        const retry = response.status >= 500 || response.status === 429
        throw new AdapterFailure('VACCINATION_REGISTER_REFUSED', `expected status 200 or 404, found ${response.status}`, {
          retry,
        })
      }
      const { so_chung_nhan: number, ngay_tiem: vaccinated, het_han: validTo } = (await response.json()) as Certificate
      return { data: { number, vaccinated }, ...(validTo === undefined ? {} : { validTo }) }
    },
  }
}

async function asked(url: URL, init: RequestInit, timeoutMs: number): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) })
  } catch (error) {
    throw new AdapterFailure('VACCINATION_REGISTER_UNREACHABLE', 'the register does not answer', { retry: true, cause: error })
  }
}
