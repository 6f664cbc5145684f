import { randomUUID } from 'node:crypto'
import { loginCodes, wireAnswer } from './answers.ts'
import type { Outcome } from './answers.ts'
import { dossiers } from './dossiers.ts'
import type { Change, SimulatedDossier } from './dossiers.ts'
import type { Journal } from './journal.ts'
import { isService, readEnvelope, readLogin, readService } from './validate.ts'

/** Who may call. */
export interface PortalAccount {
  readonly username: string
  readonly password: string
  /** Agency code (madonvi), as `000.00.01.H22`. */
  readonly agency: string
}

/** What came of a call: the answer, and what to note about it. `changed`: it was let and changed something. */
export interface Handled {
  readonly body: unknown
  readonly outcome: Outcome | 'loginAccepted' | 'loginRefused'
  readonly service: string
  readonly codes: readonly string[]
  readonly created: boolean
  readonly changed: boolean
}

/** The portal without its wire: logins, sessions, services. Changes are in the journal before they are answered for. */
export interface SimulatedPortal {
  login(body: unknown): Handled
  call(body: unknown): Handled
  forgetSessions(): void
  all(): readonly SimulatedDossier[]
  clear(): void
}

export function simulatedPortal(account: PortalAccount, journal: Journal): SimulatedPortal {
  const memory = dossiers()
  const sessions = new Set<string>()
  for (const change of journal.read()) memory.apply(change)

  const keep = (changes: readonly Change[]): void => {
    journal.append(changes)
    for (const change of changes) memory.apply(change)
  }
  const refused = (service: string, outcome: Outcome, message: string): Handled => ({
    ...{ body: wireAnswer({ outcome, message }), outcome, service, codes: [], created: false, changed: false },
  })

  return {
    login(body) {
      const read = readLogin(body)
      const accepted = 'value' in read && read.value.username === account.username && read.value.password === account.password
      const session = randomUUID()
      if (accepted) sessions.add(session)
      const message = 'wrong' in read ? read.wrong : 'Sai tên đăng nhập hoặc mật khẩu'
      return {
        ...{ service: 'login', codes: [], created: false, changed: false },
        outcome: accepted ? 'loginAccepted' : 'loginRefused',
        body: accepted ? { error_code: loginCodes.accepted, session } : { error_code: loginCodes.refused, message },
      }
    },
    call(body) {
      const envelope = readEnvelope(body)
      if ('wrong' in envelope) return refused('?', 'dataInvalid', envelope.wrong)
      const { session, madonvi, service } = envelope.value
      if (!sessions.has(session))
        return refused(service, 'sessionRefused', 'session: phiên làm việc không tồn tại hoặc đã hết hạn')
      if (madonvi !== account.agency) return refused(service, 'agencyRefused', 'madonvi: đơn vị không được phép')
      if (!isService(service)) return refused(service, 'serviceUnknown', `service: không có dịch vụ ${service}`)
      const read = readService(service, body)
      if ('wrong' in read) return refused(service, 'dataInvalid', read.wrong)
      const { answer, changes, created } = memory.decide(service, read.value)
      keep(changes)
      const codes = [...new Set(changes.map(({ fields }) => fields.MaHoSo))]
      const changed = changes.length > 0
      return { body: wireAnswer(answer), outcome: answer.outcome, service, codes, created: created.length > 0, changed }
    },
    forgetSessions: () => sessions.clear(),
    all: () => memory.all(),
    clear() {
      journal.clear()
      memory.clear()
      sessions.clear()
    },
  }
}
