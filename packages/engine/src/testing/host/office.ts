/** A small office whose procedures try what a host must do. Host and service process may both load it. */
import { readYaml } from '../../definition/index.ts'
import { loadProcedure } from '../../lifecycle/index.ts'
import { AdapterFailure, type Identity, type Principal } from '../../ports/index.ts'
import { ProcessError, type ProcedureModule } from '../../runtime/index.ts'

const HEAD = (code: string) => `procedure: "${code}"
name: Thử
roles: { counter: Một cửa, leader: Lãnh đạo, applicant: Người yêu cầu }
variables:
  text: { type: string, optional: true }
  tries: { type: number, optional: true }
  key: { type: string, optional: true }
  failures: { type: number, optional: true }
messages: { paid: { from: [ applicant ], carries: [ text ] } }
`

/** Codes of the procedures. */
export const DESK = '9.000001'
export const JOBS = '9.000002'
export const TIMER = '9.000003'
export const MESSAGE = '9.000004'
export const SIDE = '9.000005'

const FILES: Readonly<Record<string, string>> = {
  [DESK]: `flow:
  begin: { startEvent: , next: check }
  check: { userTask: { role: counter }, next: approve }
  approve: { userTask: { role: leader }, next: done }
  done: { endEvent: }
`,
  [JOBS]: `flow:
  begin: { startEvent: , next: work }
  work: { serviceTask: { job: work, sets: [tries, key] }, next: done }
  refused: { boundaryEvent: { attachedTo: work, error: REFUSED }, next: other }
  other: { userTask: { role: counter }, next: done }
  done: { endEvent: }
`,
  [TIMER]: `flow:
  begin: { startEvent: , next: wait }
  wait: { intermediateCatchEvent: { timer: { elapsed: PT1S } }, next: check }
  check: { userTask: { role: counter }, next: done }
  late: { boundaryEvent: { attachedTo: check, timer: { elapsed: PT1H } }, next: done }
  done: { endEvent: }
`,
  [MESSAGE]: `flow:
  begin: { startEvent: , next: payment }
  payment: { intermediateCatchEvent: { message: paid }, next: check }
  check: { userTask: { role: counter }, next: done }
  done: { endEvent: }
`,
  [SIDE]: `flow:
  begin: { startEvent: , next: check }
  check: { userTask: { role: counter }, next: done }
  done: { endEvent: }
`,
}

/** How often a job of a dossier was tried, by its key, in the process that does it. */
const tried = new Map<string, number>()
const told: { readonly key: string; readonly seq: number }[] = []

/** The procedures with their jobs. */
export function officeModules(): readonly ProcedureModule[] {
  return Object.entries(FILES)
    .map(([code, flow]) => ({ ...moduleOf(code, flow), jobs: { work, tell } }))
    .map(withReactions)
}

function moduleOf(code: string, flow: string): ProcedureModule {
  const { definition, diagnostics } = readYaml(HEAD(code) + flow, { file: `${code}.yaml` })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error(`DEFECT: expected a procedure, found ${JSON.stringify(diagnostics)}`)
  return { procedure }
}

/** Side jobs in a lane: what was told must come in order. */
function withReactions(module: ProcedureModule): ProcedureModule {
  if (module.procedure.program.procedure !== SIDE) return module
  return { ...module, reactions: ({ seq }) => [{ type: 'tell', lane: 'world', input: { seq } }] }
}

/** Fails as often as the dossier says, then says how often it was tried and under which key. */
const work: NonNullable<ProcedureModule['jobs']>[string] = async (job) => {
  const tries = (tried.get(job.key) ?? 0) + 1
  tried.set(job.key, tries)
  const { failures, text } = job.dossier.variables
  if (text === 'refuse') throw new ProcessError('REFUSED', 'not in our competence')
  if (text === 'final') throw new AdapterFailure('PEER_SAYS_NO', 'for good', { retry: false })
  if (tries <= Number(failures ?? 0))
    throw new AdapterFailure('PEER_DOWN', 'not now', { retry: true, isUnasked: text === 'unasked' })
  return { tries, key: job.key }
}

const tell: NonNullable<ProcedureModule['jobs']>[string] = async (job) => {
  const tries = (tried.get(job.key) ?? 0) + 1
  tried.set(job.key, tries)
  // The first one stumbles: the others of its lane must wait for it.
  if (job.input.seq === 1 && tries === 1) throw new AdapterFailure('PEER_DOWN', 'not now', { retry: true })
  if (job.dossier.variables.text === 'unheard' && tries <= 3)
    throw new AdapterFailure('PEER_SAYS_NO', 'for good', { retry: false })
  told.push({ key: job.key, seq: Number(job.input.seq) })
}

export const PEOPLE: readonly Principal[] = [
  { id: 'an', name: 'Nguyễn Văn An', roles: ['applicant'] },
  { id: 'lan', name: 'Lê Thị Lan', roles: ['applicant'] },
  { id: 'binh', name: 'Trần Thị Bình', roles: ['counter'] },
  { id: 'dung', name: 'Hoàng Văn Dũng', roles: ['leader'] },
  { id: 'oanh', name: 'Phạm Thị Oanh', roles: ['operator'] },
]

export const people: Identity = { find: (id) => Promise.resolve(PEOPLE.find((person) => person.id === id)) }
