/** The services of the test office, in a process of their own. A line of its input changes what they are made of. */
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from '@restatedev/restate-sdk'
import { AdapterFailure } from '../../../../engine/src/ports/index.ts'
import type { JobHandler } from '../../../../engine/src/runtime/index.ts'
import { definitionOf } from '../../../../engine/src/compile/index.ts'
import { loadProcedure } from '../../../../engine/src/lifecycle/index.ts'
import { officeModules, people } from '../../../../engine/src/testing/host/office.ts'
import {
  BEGINS,
  HEARS,
  KEYED,
  LATER,
  operated,
  PARALLEL,
  PASSES,
  STAFF,
} from '../../../../engine/src/testing/host/operations/procedures.ts'
import { postgresStore } from '../postgres/index.ts'
import type { ServicesOptions } from './services-options.ts'
import { motcuaServices } from './services.ts'
import type { ServicesChange } from './restate.fixture.ts'

const [ingress = '', port = '', reading = ''] = process.argv.slice(2)
const RETRY = { tries: 5, firstMs: 50, mostMs: 100 }
const options: { -readonly [K in keyof ServicesOptions]: ServicesOptions[K] } = {
  procedures: [...officeModules(), ...[PARALLEL, LATER, HEARS, PASSES, BEGINS, KEYED].map((code) => operated(code))],
  adapters: { identity: reading === '' ? people : { find: async (id) => STAFF.find((person) => person.id === id) } },
  ingress: { url: ingress },
  ...(reading === '' ? {} : { reading: postgresStore({ connectionString: reading }) }),
  onError: (error) => {
    process.stdout.write(`ERROR ${String(error)}\n`)
  },
  retry: RETRY,
}

createInterface(process.stdin).on('line', (line) => {
  const { definitions, schema, agency, peer, isPosted = false, putOffMs } = JSON.parse(line) as ServicesChange
  let asked = 0
  const { answersAfterMs = 0, hangsUp = false, refusesForMs = 0, takesNoKey = false, tellsInstant = false } = peer ?? {}
  const post: JobHandler = async ({ earlier, at }) => {
    if (takesNoKey && earlier === 'unknown') throw new AdapterFailure('PEER_MAY_HAVE_IT', 'ask a person', { retry: false })
    asked += 1
    if (asked === 1 && hangsUp) throw new AdapterFailure('PEER_SILENT', 'no answer', { retry: true, isUncertain: true })
    if (asked === (hangsUp ? 2 : 1) && refusesForMs > 0) {
      process.stdout.write('REFUSED\n')
      throw new AdapterFailure('PEER_BUSY', 'not now', { retry: true, isUnasked: true, retryAfterMs: refusesForMs })
    }
    await sleep(answersAfterMs)
    return peer === undefined ? {} : { n: tellsInstant ? at : asked }
  }
  options.procedures = definitions.map((text) => {
    const { procedure } = loadProcedure(definitionOf(text, 'a law'))
    if (procedure === undefined) throw new Error('DEFECT: expected a procedure, found none')
    const reactions = () => [{ type: 'post', lane: 'world', input: {} }]
    return { procedure, jobs: { post }, ...(isPosted ? { reactions } : {}) }
  })
  options.retry = putOffMs === undefined ? RETRY : { ...RETRY, firstMs: putOffMs, mostMs: putOffMs }
  if (agency === undefined) delete options.agency
  else options.agency = agency
  const was = schema === undefined ? undefined : options.reading
  if (schema !== undefined) options.reading = postgresStore({ connectionString: reading, schema, max: 3 })
  void Promise.resolve(was?.close()).then(() => process.stdout.write('CHANGED\n'))
})

await serve({ services: motcuaServices(options), port: Number(port) })
process.stdout.write('SERVING\n')
