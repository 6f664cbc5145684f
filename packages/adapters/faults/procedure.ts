import { AdapterFailure, type Identity, type Principal } from '@motcua/engine/ports'
import { loadProcedure, readYaml, type JobContext, type JobHandler, type ProcedureModule } from '@motcua/engine'

/** A procedure with all that a fault can hurt: people's tasks, a timer, peers with and without keys, and lanes that tell in order. */
export const CODE = '9.000009'

const YAML = `procedure: "${CODE}"
name: Thử sự cố
roles: { counter: Một cửa, leader: Lãnh đạo, applicant: Người yêu cầu }
variables:
  text: { type: string, optional: true }
  word: { type: string, optional: true }
  registered: { type: string, optional: true }
  announced: { type: string, optional: true }
flow:
  begin: { startEvent: , next: register }
  register: { serviceTask: { job: register, sets: [registered] }, next: check }
  check: { userTask: { role: counter }, next: pause }
  pause: { intermediateCatchEvent: { timer: { elapsed: PT1S } }, next: announce }
  announce: { serviceTask: { job: announce, sets: [announced] }, next: approve }
  approve: { userTask: { role: leader }, next: done }
  done: { endEvent: }
`

/** What the world is told of each row of the journal, in its order: a peer that takes keys, and one that takes none. */
export const SIDE_STEPS = ['tell', 'post'] as const

/** What the operator says of a step that may have had its effect, in the variable `word`. */
export const WORDS = { done: 'the peer has it', again: 'the peer does not have it' } as const

export function procedureModule(peer: string): ProcedureModule {
  const { definition, diagnostics } = readYaml(YAML, { file: 'faults.yaml' })
  const procedure = definition === undefined ? undefined : loadProcedure(definition).procedure
  if (procedure === undefined) throw new Error(`DEFECT: expected a procedure, found ${JSON.stringify(diagnostics)}`)
  return {
    procedure,
    jobs: handlers(peer),
    reactions: ({ seq }) => [
      { type: 'tell', lane: 'world', input: { seq } },
      { type: 'post', lane: 'portal', input: { seq } },
    ],
  }
}

function handlers(peer: string): Readonly<Record<string, JobHandler>> {
  return {
    register: async (job) => ({ registered: await ask(`${peer}/keyed`, job) }),
    tell: async (job) => {
      await ask(`${peer}/keyed`, job)
    },
    // What a person settles in the dossier: their word makes another job, of which nothing is unknown; it does not count for a try of that job
    // which is broken off in its turn.
    async announce(job) {
      const { word } = job.dossier.variables
      if (word === WORDS.done) return { announced: 'a person saw it' }
      return { announced: await askOnce(peer, job) }
    },
    // What nobody waits for: their word ends the job or begins its tries anew.
    async post(job) {
      await askOnce(peer, job)
    },
  }
}

/** Of a peer that takes no key: where it may have been done, only a person may say that it is to be done again. @throws AdapterFailure */
async function askOnce(peer: string, job: JobContext): Promise<string> {
  if (job.earlier !== 'unknown') return ask(`${peer}/keyless`, job)
  throw new AdapterFailure('PEER_MAY_HAVE_IT', 'expected to know whether the peer has it, found no answer', { retry: false })
}

/** The receipt. @throws AdapterFailure */
async function ask(address: string, job: JobContext): Promise<string> {
  const about = new URLSearchParams({ step: job.type, dossier: job.dossier.id })
  if (typeof job.input.seq === 'number') about.set('seq', String(job.input.seq))
  const response = await fetch(`${address}?${about.toString()}`, {
    method: 'POST',
    headers: { 'idempotency-key': job.key },
    signal: AbortSignal.timeout(5_000),
  }).catch((cause: unknown) => {
    throw new AdapterFailure('PEER_SILENT', 'expected an answer, found none', { retry: true, isUncertain: true, cause })
  })
  // A peer that says that it is busy has done nothing.
  if (response.status === 503) throw new AdapterFailure('PEER_BUSY', 'expected an answer, found 503', { retry: true })
  const body = (await response.json()) as { readonly receipt: string }
  return body.receipt
}

const PEOPLE: readonly Principal[] = [
  { id: 'an', name: 'Nguyễn Văn An', roles: ['applicant'] },
  { id: 'binh', name: 'Trần Thị Bình', roles: ['counter'] },
  { id: 'dung', name: 'Hoàng Văn Dũng', roles: ['leader'] },
  { id: 'oanh', name: 'Phạm Thị Oanh', roles: ['operator'] },
]

export const people: Identity = { find: (id) => Promise.resolve(PEOPLE.find((person) => person.id === id)) }
