import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AdapterFailure, type LogFields, type Logger, type Principal } from '../ports/index.ts'
import { DESK, JOBS, MESSAGE, officeModules, SIDE } from '../testing/host/office.ts'
import { createEngine, memoryStore, ProcessError, simulatedClock, type Engine, type JobHandler } from './index.ts'

const spans = new InMemorySpanExporter()
beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }))
})
afterAll(() => {
  for (const api of [trace, context]) api.disable()
})

/** What tells one person from another, as it stands on a form. */
const person = fc.record({
  name: fc
    .tuple(fc.constantFrom('Nguyễn', 'Trần', 'Lê', 'Phạm'), fc.constantFrom('Văn', 'Thị', 'Đức'), fc.nat(99_999))
    .map(([family, middle, given]) => `${family} ${middle} Ẩn${given}`),
  identifier: fc.nat(99_999_999).map((number) => `0273${String(number).padStart(8, '0')}`),
  email: fc.nat(99_999).map((number) => `nguoi.dan.${number}@example.vn`),
  reason: fc.nat(99_999).map((number) => `vì bà ấy ốm ${number}`),
})
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never

/** An engine whose handlers fail in every way and quote what they were given, and all that it writes into logs. */
async function talkative({ name, identifier, email }: Person) {
  const said: unknown[] = []
  const write = (message: string, fields?: LogFields) => void said.push([message, fields])
  const logger: Logger = { debug: write, info: write, warn: write, error: write }
  const people: readonly Principal[] = [
    { id: identifier, name, roles: ['applicant'] },
    { id: email, name, roles: ['counter', 'leader', 'operator', 'supervisor'] },
  ]
  const quotes = [
    () => new AdapterFailure('PEER_DOWN', `${name} was refused`, { retry: true }),
    () => new AdapterFailure(email, identifier, { retry: false }),
    () => new ProcessError(name, identifier),
    () => Object.assign(new Error(`no ${email}`), { code: identifier }),
  ]
  let tries = 0
  const quoting: JobHandler = async () => {
    throw quotes[tries++ % quotes.length]?.() ?? new Error()
  }
  const clock = simulatedClock(Date.UTC(2026, 10, 27, 1))
  const engine = createEngine({
    ...{ store: memoryStore(), clock, logger, sealing: null, retry: { tries: 3, firstMs: 1, mostMs: 5 } },
    procedures: officeModules().map((module) => ({ ...module, jobs: { work: quoting, tell: quoting } })),
    adapters: { identity: { find: (id) => Promise.resolve(people.find((one) => one.id === id)) } },
  })
  await engine.start()
  return { engine, clock, said }
}

/** Commands of every kind, accepted and refused; each carries what nobody else may read. */
async function commandsOf(engine: Engine, { name, identifier, email, reason }: Person): Promise<void> {
  const applicant = { as: identifier, command: email }
  const officer = { as: email }
  const refused = (call: Promise<unknown>) => call.catch(() => undefined)
  const { id } = await engine.lodge(DESK, { text: name }, applicant)
  await refused(engine.lodge(DESK, { text: identifier }, applicant))
  await refused(engine.lodge(name, { text: identifier }, { as: identifier }))
  await refused(engine.lodge(DESK, {}, { as: name }))
  const [task] = await engine.worklist({ as: email, dossier: id })
  await refused(engine.tasks.claim(task?.id ?? '', officer))
  await refused(engine.complete(task?.id ?? '', { tries: name }, officer))
  await refused(engine.complete(task?.id ?? '', { text: identifier }, officer))
  await refused(engine.dossiers.suspend(id, { ...officer, reason }))
  await refused(engine.dossiers.cancel(id, { ...officer, reason }))
  const paying = await engine.lodge(MESSAGE, { text: name }, { as: identifier })
  await refused(engine.report(paying.id, { message: 'paid', variables: { text: email } }, { system: 'gateway' }))
  await refused(engine.report(paying.id, { message: name, variables: { text: email } }, { system: 'gateway' }))
  const working = await engine.lodge(JOBS, { text: identifier }, { as: identifier })
  await engine.lodge(SIDE, { text: email }, { as: identifier })
  await engine.settled()
  await refused(engine.dispatch(working.id, { type: 'resolveIncident', incident: 1, variables: { text: name } }, officer))
  for (const job of await engine.parkedJobs(officer)) await refused(engine.skipJob(job.id, { ...officer, reason }))
}

it('no value of any command, and nothing that an adapter quotes, is in a log line or a span', async () => {
  await fc.assert(
    fc.asyncProperty(person, async (one) => {
      spans.reset()
      const { engine, clock, said } = await talkative(one)
      await commandsOf(engine, one)
      for (let wait = 0; wait < 3; wait += 1) {
        clock.goBy(60_000)
        await engine.settled()
      }
      await engine.stop()
      const traced = spans
        .getFinishedSpans()
        .map(({ name, attributes, status, events, links }) => [name, attributes, status, events, links])
      expect(said.length).toBeGreaterThan(3)
      expect(traced.length).toBeGreaterThan(10)
      const written = JSON.stringify([said, traced])
      for (const value of Object.values(one)) expect(written).not.toContain(value)
    }),
    { numRuns: 15 },
  )
})
