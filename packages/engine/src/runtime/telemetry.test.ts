import { context, metrics, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AdapterFailure } from '../ports/index.ts'
import { DESK, JOBS, officeModules, people, SIDE } from '../testing/host/office.ts'
import { createEngine, memoryStore, type Engine } from './index.ts'

const SECRET = 'Nguyễn Thị Bí Mật'

describe('with an OpenTelemetry SDK', () => {
  const spans = new InMemorySpanExporter()
  let figures: InMemoryMetricExporter
  let reader: PeriodicExportingMetricReader
  let engine: Engine
  let store = memoryStore()

  beforeEach(async () => {
    store = memoryStore()
    // One that was shut down stays so.
    figures = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }))
    reader = new PeriodicExportingMetricReader({ exporter: figures, exportIntervalMillis: 3_600_000 })
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
    engine = await office()
  })
  afterEach(async () => {
    await engine.stop()
    await reader.shutdown()
    spans.reset()
    for (const api of [trace, metrics, context]) api.disable()
  })

  async function office(procedures = officeModules(), tries = 5): Promise<Engine> {
    const made = createEngine({
      store,
      procedures,
      adapters: { identity: people },
      retry: { tries, firstMs: 1, mostMs: 5 },
      sealing: null,
    })
    await made.start()
    return made
  }

  const of = (dossier: string): readonly ReadableSpan[] =>
    spans.getFinishedSpans().filter(({ attributes }) => attributes['motcua.dossier'] === dossier)
  const pointsOf = async (name: string) => {
    await reader.forceFlush()
    const all = figures.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics: found }) => found))
    return all.findLast(({ descriptor }) => descriptor.name === name)?.dataPoints ?? []
  }
  const linkedTo = (span: ReadableSpan | undefined) => span?.links.map(({ context: { spanId } }) => spanId)

  it('each command is a span that links to the one before it, also after the engine was started anew', async () => {
    const { id } = await engine.lodge(DESK, { text: SECRET }, { as: 'an' })
    const [task] = await engine.worklist({ as: 'binh', dossier: id })
    await engine.complete(task?.id ?? '', {}, { as: 'binh' })
    const fresh = await office()
    const [next] = await fresh.worklist({ as: 'dung', dossier: id })
    await fresh.complete(next?.id ?? '', {}, { as: 'dung' })
    await fresh.stop()
    const [first, second, third] = of(id)
    expect([first, second, third].map((span) => span?.attributes['motcua.command.type'])).toEqual([
      ...['start', 'completeTask', 'completeTask'],
    ])
    expect(linkedTo(first)).toEqual([])
    expect(linkedTo(second)).toEqual([first?.spanContext().spanId])
    expect(linkedTo(third)).toEqual([second?.spanContext().spanId])
  })

  it('each try of a job is a span that links to its command; its report is inside of it', async () => {
    const { id } = await engine.lodge(JOBS, { failures: 1 }, { as: 'an' })
    await expect.poll(async () => (await engine.dossier(id, { as: 'an' })).status).toBe('completed')
    await expect.poll(() => of(id)).toHaveLength(4)
    const [lodged] = of(id)
    const jobs = of(id).filter(({ name }) => name === 'motcua.job')
    expect(jobs.map(({ attributes }) => [attributes['motcua.job.try'], attributes['motcua.outcome']])).toEqual([
      [1, 'retry'],
      [2, 'done'],
    ])
    expect(jobs.map((job) => linkedTo(job))).toEqual([[lodged?.spanContext().spanId], [lodged?.spanContext().spanId]])
    const report = of(id).find(({ attributes }) => attributes['motcua.command.type'] === 'completeJob')
    expect(report?.parentSpanContext?.spanId).toBe(jobs[1]?.spanContext().spanId)
  })

  it('a job that is tried while its dossier goes on links to the command that made it, and not to the last one', async () => {
    let isDown = true
    const tell = () =>
      isDown ? Promise.reject(new AdapterFailure('PEER_DOWN', 'not now', { retry: true })) : Promise.resolve({})
    await engine.stop()
    const desk = await office(
      officeModules().map((module) => ({ ...module, jobs: { tell } })),
      10_000,
    )
    const { id } = await desk.lodge(SIDE, {}, { as: 'an' })
    const [task] = await desk.worklist({ as: 'binh', dossier: id })
    await desk.complete(task?.id ?? '', {}, { as: 'binh' })
    isDown = false
    const done = () => of(id).filter(({ attributes }) => attributes['motcua.outcome'] === 'done')
    await expect.poll(done).toHaveLength(2)
    await desk.stop()
    const commands = of(id).filter(({ name }) => name === 'motcua.command')
    // They are told in a lane: that of the lodging first.
    expect(done().map((job) => linkedTo(job))).toEqual(commands.map((command) => [command.spanContext().spanId]))
  })

  it('a try that failed is a span with an error, which says when it is made again, and nothing of what the peer said', async () => {
    const { id } = await engine.lodge(JOBS, { failures: 1 }, { as: 'an' })
    await expect.poll(() => of(id).filter(({ name }) => name === 'motcua.job')).toHaveLength(2)
    const [failed, done] = of(id).filter(({ name }) => name === 'motcua.job')
    expect(failed?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'PEER_DOWN' })
    expect(failed?.events.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['exception', { 'exception.type': 'PEER_DOWN' }],
    ])
    const again = Date.parse(String(failed?.attributes['motcua.job.again']))
    const [seconds, nanoseconds] = failed?.startTime ?? [0, 0]
    expect(again).toBeGreaterThan(seconds * 1_000 + nanoseconds / 1e6)
    expect(done?.status.code).toBe(SpanStatusCode.UNSET)
    expect(done?.attributes['motcua.job.again']).toBeUndefined()
    const [delays] = await pointsOf('motcua.job.delay')
    expect(delays?.attributes).toEqual({ 'motcua.job.type': 'work' })
    expect(JSON.stringify(failed?.events)).not.toContain('not now')
  })

  it('a try that failed for good has an error, one that ended in an error of the procedure has none', async () => {
    const spanOf = async (text: string) => {
      const { id } = await engine.lodge(JOBS, { text }, { as: 'an' })
      await expect.poll(() => of(id).filter(({ name }) => name === 'motcua.job')).toHaveLength(1)
      return of(id).find(({ name }) => name === 'motcua.job')
    }
    expect((await spanOf('final'))?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'PEER_SAYS_NO' })
    const foreseen = await spanOf('refuse')
    expect([foreseen?.status.code, foreseen?.attributes['motcua.error']]).toEqual([SpanStatusCode.UNSET, 'REFUSED'])
  })

  it('says what became of a command by its code, and nothing of who it was about', async () => {
    const { id } = await engine.lodge(DESK, { text: SECRET }, { as: 'an' })
    await expect(engine.complete(`${id}:99`, { text: SECRET }, { as: 'binh' })).rejects.toMatchObject({
      code: 'COMMAND_REJECTED',
    })
    const [, refused] = of(id)
    expect(refused?.attributes['motcua.outcome']).toBe('COMMAND_REJECTED')
    expect(refused?.events.map(({ attributes }) => attributes)).toEqual([{ 'exception.type': 'COMMAND_REJECTED' }])
    await reader.forceFlush()
    const told = JSON.stringify([
      spans.getFinishedSpans().map(({ name, attributes, status, events }) => ({ name, attributes, status, events })),
      figures.getMetrics(),
    ])
    expect(told).toContain('motcua.command.duration')
    for (const secret of [SECRET, '"an"', '"binh"', 'unheardOf']) expect(told).not.toContain(secret)
  })

  it('figures of the store are there for whoever collects them', async () => {
    await engine.lodge(DESK, {}, { as: 'an' })
    const value = async (name: string) => (await pointsOf(name))[0]?.value
    const { openDossiers } = await store.figures(Date.now())
    expect(openDossiers).toBeGreaterThan(0)
    expect(await value('motcua.dossiers.open')).toBe(openDossiers)
    expect(await value('motcua.jobs.parked')).toBe(0)
  })
})

it('without one, nothing is kept for it', async () => {
  const store = memoryStore()
  const engine = createEngine({ store, procedures: officeModules(), adapters: { identity: people }, sealing: null })
  await engine.start()
  const { id } = await engine.lodge(DESK, {}, { as: 'an', command: 'one' })
  expect((await store.answer(id, 'one'))?.response).toEqual({ dossier: id, seq: 1, at: expect.any(Number) as number })
  await engine.stop()
})
