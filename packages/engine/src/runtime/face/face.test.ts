import { expect, it } from 'vitest'
import { BEGINS, operated, PARALLEL, STAFF } from '../../testing/host/operations/procedures.ts'
import { createEngine, EngineError, memoryStore } from '../index.ts'
import { fields, text, whole } from '../../diagnostics/index.ts'
import { OPERATIONS } from './operations.ts'

type Call = (...given: readonly unknown[]) => unknown

async function office() {
  const store = memoryStore()
  const identity = { find: async (id: string) => STAFF.find((person) => person.id === id) }
  const procedures = [operated(PARALLEL), operated(BEGINS)]
  const engine = createEngine({ store, procedures, adapters: { identity }, sealing: null, agency: 'H57' })
  await engine.start()
  const { id } = await engine.lodge(PARALLEL, { applicant: { identifier: '001' } }, { as: 'dan' })
  const [task] = (await engine.tasks.list({ as: 'an' })).items
  /** What was accepted: the last row of all, and how much there is of everything else. */
  let last: string | null = null
  const accepted = async () => {
    for (const { cursor } of await store.feed(last, 100)) last = cursor
    return [last, await store.schedules(), await store.figures(0)]
  }
  return { engine, id, task: task?.id ?? '', accepted }
}

/** What each operation may be given, so that a hostile value stands among right ones. */
function rightArguments(id: string, task: string): Readonly<Record<string, readonly object[] | readonly unknown[]>> {
  const [dan, an, chi] = ['dan', 'an', 'chi'].map((as) => ({ as, command: `c-${as}` }))
  const by = { ...chi, reason: 'nghỉ bão' }
  const message = { name: 'opened', keys: { k: ['a'] }, variables: { bill: 'a' }, agency: 'H57' }
  const [from, page] = [
    { system: 'gate', id: 'm' },
    { as: 'chi', agency: 'H57', limit: 5, after: '[1]' },
  ]
  return {
    lodge: [PARALLEL, { n: 1 }, { ...dan, agency: 'H57', own: [{ sql: 'SELECT 1', params: [1] }] }],
    complete: [task, { n: 1 }, { ...an, as: 'giang' }],
    dispatch: [id, { type: 'resolveIncident', incident: 9, variables: {} }, chi ?? {}],
    report: [id, { message: 'nobody', instance: 1, variables: { n: 1 } }, { system: 'gate', command: 'r' }],
    worklist: [{ ...page, role: 'clerk', whose: 'me', text: 'a' }],
    dossier: [id, { as: 'an' }],
    journal: [id, { as: 'an' }],
    events: [{ as: 'chi', dossier: id, agency: 'H57', after: '0', signal: AbortSignal.abort() }],
    parkedJobs: [{ as: 'chi' }],
    recalculateDueDates: [{ as: 'chi', reason: 'x' }],
    retryJob: ['j', { as: 'chi', reason: 'x' }],
    skipJob: ['j', { as: 'chi', reason: 'x' }],
    reconcile: [{ as: 'chi', reason: 'x' }],
    seal: [{ as: 'an' }],
    'tasks.list': [
      { ...page, as: 'an', group: 'a', unit: 'a', isOverdue: true, dueBefore: 1, dueFrom: 1, element: 'a', stage: 'verify' },
    ],
    'tasks.count': [{ as: 'chi', by: 'stage', agency: 'H57', keys: ['a'] }],
    'tasks.claim': ['nobody:1', an],
    'tasks.unclaim': [task, an],
    'tasks.delegate': [task, { ...an, to: 'nobody' }],
    'tasks.reassign': [task, { ...by, as: 'an', assignee: 'an', unit: 'a' }],
    'dossiers.list': [
      {
        ...page,
        order: 'due',
        isOpen: true,
        isSuspended: false,
        hasApplicant: true,
        text: 'a',
        dueBefore: 1,
        openedFrom: 1,
        endedFrom: 1,
      },
    ],
    'dossiers.count': [{ as: 'chi', by: 'stage', agency: 'H57', procedure: 'a' }],
    'dossiers.suspend': [id, { ...by, as: 'an' }],
    'dossiers.resume': [id, by],
    'dossiers.cancel': [id, { ...by, as: 'an' }],
    'dossiers.erase': [id, by],
    'dossiers.modify': [id, { end: [9], drop: [{ flow: 'a' }], set: [{ variables: {} }], begin: [{ element: 'a' }] }, by],
    'dossiers.checkMigration': [
      id,
      { version: 9, plan: { elements: {}, flows: {}, accept: ['A'] }, variables: {} },
      { as: 'chi' },
    ],
    'dossiers.migrate': [id, { version: 9, plan: { timers: 'keep' }, variables: {} }, by],
    'dossiers.migrateAll': [
      { procedure: PARALLEL, version: 9, fromVersion: 9, dryRun: true, limit: 5, plan: {}, variables: {} },
      by,
    ],
    'dossiers.recordService': [id, { counterWaitMinutes: 3, satisfied: true }, { ...an, as: 'hoa' }],
    'dossiers.eraseEnded': [{ before: 1, procedure: PARALLEL, agency: 'H57', limit: 5 }, by],
    'incidents.list': [{ ...page, dossier: 'a', procedure: 'a', code: 'a' }],
    'incidents.resolve': [`${id}:9`, { ...chi, variables: {} }],
    'incidents.skip': [`${id}:9`, { ...by, variables: {}, flows: ['a'] }],
    'messages.publish': [{ ...message, ttlMs: 3_600_000 }, from],
    'messages.begin': [PARALLEL, { ...message, name: 'nobody' }, { system: '', id: 'm' }],
    'messages.status': ['m'],
    'signals.broadcast': [
      { name: 'Bão', variables: {}, agency: 'H57' },
      { system: '', id: 'm' },
    ],
    'schedules.put': [{ id: 's', procedure: PARALLEL, rule: 'never', variables: {}, agency: 'H57' }, { as: 'chi' }],
    'schedules.drop': ['s', { as: 'chi' }],
    'schedules.list': [{ as: 'chi' }],
  }
}

const circular: Record<string, unknown> = {}
circular.self = circular
let deep: unknown = 1
for (let depth = 0; depth < 20_000; depth += 1) deep = { deep }

/** What a program without types may give. */
const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  7,
  Number.NaN,
  true,
  3n,
  Symbol('a'),
  '',
  'a\0\ud800',
  {},
  [],
  circular,
  deep,
]
const AS_ARGUMENT: readonly unknown[] = [
  ...[...HOSTILE, -1, 0.5, ' ', '__proto__', 'y'.repeat(100_000), () => 1, [null], [circular], new Date(Number.NaN)],
  ...[new Map(), JSON.parse('{"__proto__": {"a": 1}}') as unknown],
]

/** The arguments with a hostile value for each of them, and for each field of them. */
function* spoilt(right: readonly unknown[]): Generator<readonly unknown[]> {
  for (const [index, argument] of right.entries()) {
    for (const value of AS_ARGUMENT) yield right.with(index, value)
    if (typeof argument !== 'object' || argument === null) continue
    for (const field of Object.keys(argument))
      for (const value of HOSTILE) yield right.with(index, { ...argument, [field]: value })
  }
}

async function outcomeOf(call: Call, given: readonly unknown[]): Promise<unknown> {
  try {
    const answer = call(...given)
    if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer)) return await answer
    return await (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]().next()
  } catch (error) {
    return error
  }
}

/** Every operation by its path, as the table has them. */
const paths = Object.entries(OPERATIONS).flatMap(([name, of]) => {
  const isFacet = Object.values(of).some((value) => typeof value === 'object')
  return isFacet ? Object.keys(of).map((method) => `${name}.${method}`) : [name]
})

it('whatever an operation is given, it is done or refused in words, and what is refused changes nothing', async () => {
  const { engine, id, task, accepted } = await office()
  const right = rightArguments(id, task)
  const taking = paths.filter((path) => !['start', 'stop', 'health', 'settled'].includes(path))
  expect(Object.keys(right).sort()).toEqual([...taking].sort())
  for (const path of taking) {
    const [facet, method] = path.split('.')
    const on = (method === undefined ? engine : Reflect.get(engine, facet ?? '')) as Record<string, Call>
    const call: Call = (...given) => on[method ?? path]?.(...given)
    for (const given of [[], ...spoilt(right[path] ?? [])]) {
      const before = await accepted()
      const outcome = await outcomeOf(call, given)
      if (!(outcome instanceof Error)) continue
      expect.soft(outcome, path).toBeInstanceOf(EngineError)
      expect(await accepted(), path).toEqual(before)
    }
    await expect(async () => call(), path).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringMatching(/: expected .*, found none$/) as string,
    })
  }
  await engine.stop()
}, 30_000)

it('half of a surrogate pair is no text: it is refused wherever it is given, in names and in data', async () => {
  const { engine, id, task, accepted } = await office()
  const before = await accepted()
  const halved = (value: unknown): unknown[] => {
    if (typeof value === 'string') return [`${value}\ud83d`]
    if (typeof value !== 'object' || value === null || value instanceof AbortSignal) return []
    if (Array.isArray(value))
      return value.flatMap((item, index) => halved(item).map((half) => (value as readonly unknown[]).with(index, half)))
    return Object.entries(value).flatMap(([key, field]) => halved(field).map((half) => ({ ...value, [key]: half })))
  }
  for (const [path, given] of Object.entries(rightArguments(id, task))) {
    const [facet, method] = path.split('.')
    const on = (method === undefined ? engine : Reflect.get(engine, facet ?? '')) as Record<string, Call>
    for (const spoiltArguments of halved(given) as (readonly unknown[])[]) {
      const outcome = await outcomeOf((...all) => on[method ?? path]?.(...all), spoiltArguments)
      expect.soft(outcome, path).toBeInstanceOf(EngineError)
      expect.soft((outcome as Error).message, path).toMatch(/half of a surrogate pair|to be one of|found none$/)
    }
  }
  const lodge = engine.lodge(PARALLEL, { applicant: { name: 'Nguyễn Thị 😀'.slice(0, -1) } }, { as: 'dan' })
  await expect(lodge).rejects.toThrow('VARIABLE_TYPE: expected object in "applicant", found half of a surrogate pair')
  expect(await accepted()).toEqual(before)
  const whole = await engine.lodge(PARALLEL, { applicant: { name: 'Nguyễn\0 😀\ue000' } }, { as: 'dan', command: 'c\0' })
  expect(whole.variables['applicant']).toEqual({ name: 'Nguyễn\0 😀\ue000' })
  await engine.stop()
})

it('what is kept to be looked up by has at most 400 letters on every store, and no refusal is longer than a log can take', async () => {
  const { engine, id, task, accepted } = await office()
  const right = rightArguments(id, task)
  /** Every text in the arguments of an operation, made so long. */
  const lengthened = (value: unknown, length: number): unknown[] => {
    if (typeof value === 'string') return ['ệ'.repeat(length)]
    if (typeof value !== 'object' || value === null || value instanceof AbortSignal) return []
    if (Array.isArray(value))
      return value.flatMap((item, at) => lengthened(item, length).map((long) => (value as readonly unknown[]).with(at, long)))
    return Object.entries(value).flatMap(([key, field]) => lengthened(field, length).map((long) => ({ ...value, [key]: long })))
  }
  for (const [path, given] of Object.entries(right)) {
    const [facet, method] = path.split('.')
    const on = (method === undefined ? engine : Reflect.get(engine, facet ?? '')) as Record<string, Call>
    for (const long of lengthened(given, 100_000) as (readonly unknown[])[]) {
      const outcome = await outcomeOf((...all) => on[method ?? path]?.(...all), long)
      if (outcome instanceof Error) expect(outcome.message.length, path).toBeLessThan(2_100)
    }
  }
  const before = await accepted()
  const publish = (length: number) => engine.messages.publish({ name: 'answer' }, { system: 'gate', id: 'ệ'.repeat(length) })
  await expect(publish(401)).rejects.toMatchObject({
    code: 'COMMAND_INVALID',
    message: expect.stringContaining('expected options.id to be a text of at most 400 letters, found 401') as string,
  })
  await expect(engine.tasks.claim(task, { as: 'an', command: 'x'.repeat(401) })).rejects.toMatchObject({
    code: 'COMMAND_INVALID',
  })
  const tooLong = { name: 'answer', ttlMs: Number.MAX_SAFE_INTEGER }
  await expect(engine.messages.publish(tooLong, { system: 'gate', id: 'n' })).rejects.toMatchObject({ code: 'COMMAND_INVALID' })
  expect(await accepted()).toEqual(before)
  expect(await publish(400)).toBe(true)
  await engine.stop()
})

it('what would be taken for a wider request than was meant is refused', async () => {
  const { engine, accepted } = await office()
  const before = await accepted()
  const dossiers = engine.dossiers as unknown as Record<string, Call>
  const by = { as: 'chi', reason: 'x' }
  for (const call of [
    () => dossiers.eraseEnded?.({}, by),
    () => dossiers.eraseEnded?.({ before: undefined }, by),
    () => dossiers.eraseEnded?.({ before: Date.now(), limit: Number.NaN }, by),
    () => dossiers.migrateAll?.({ procedure: PARALLEL, dryRun: 'true' }, by),
    () => dossiers.migrateAll?.({ procedure: PARALLEL, limit: 0 }, by),
    () => dossiers.list?.({ as: 'chi', isOpen: 'false' }),
  ])
    await expect(async () => call()).rejects.toMatchObject({ code: 'COMMAND_INVALID' })
  expect(await accepted()).toEqual(before)
  await engine.stop()
})

it('a misspelt name is refused with the one that is near, whatever the operation, and nothing is changed', async () => {
  const { engine, id, task, accepted } = await office()
  const before = await accepted()
  for (const [path, right] of Object.entries(rightArguments(id, task))) {
    const [facet, method] = path.split('.')
    const on = (method === undefined ? engine : Reflect.get(engine, facet ?? '')) as Record<string, Call>
    // What a person fills in, the procedure looks at.
    const isFilledIn = (index: number) => index === 1 && ['lodge', 'complete'].includes(path)
    for (const [index, argument] of right.entries()) {
      if (typeof argument !== 'object' || argument === null || isFilledIn(index)) continue
      for (const [name, value] of Object.entries(argument as Readonly<Record<string, unknown>>)) {
        const given = right.with(index, { ...argument, [`${name}z`]: value })
        const outcome = (await outcomeOf((...all) => on[method ?? path]?.(...all), given)) as EngineError
        expect.soft(outcome, `${path} ${name}`).toBeInstanceOf(EngineError)
        expect.soft(outcome.message, path).toContain(`found "${name}z": did you mean "${name}"?`)
        expect.soft(outcome.code, path).toBe('COMMAND_INVALID')
      }
    }
  }
  expect(await accepted()).toEqual(before)
  await engine.stop()
})

it('a rehearsal whose name is misspelt moves nobody', async () => {
  const { engine, accepted } = await office()
  const before = await accepted()
  const dossiers = engine.dossiers as unknown as Record<string, Call>
  const rehearsed = { procedure: PARALLEL, dryrun: true }
  await expect(async () => dossiers.migrateAll?.(rehearsed, { as: 'chi', reason: 'x' })).rejects.toThrow(
    'COMMAND_INVALID: migrateAll: expected known names in request, found "dryrun": did you mean "dryRun"?',
  )
  expect(await accepted()).toEqual(before)
  await engine.stop()
})

it('an engine made of nothing, or of half, says what is missing', () => {
  const make = createEngine as (options?: unknown) => unknown
  const identity = { find: () => Promise.resolve(undefined) }
  const whole = { store: memoryStore(), procedures: [operated(PARALLEL)], adapters: { identity } }
  for (const options of [
    ...[undefined, null, 'dossiers.db', {}, { ...whole, store: undefined }, { ...whole, procedures: operated(PARALLEL) }],
    ...[
      { ...whole, procedures: [undefined] },
      { ...whole, adapters: undefined },
      { ...whole, adapters: { identity: {} } },
    ],
  ])
    expect(() => make(options)).toThrow(/^OPTIONS_INVALID: expected options[.\w[\]]* to be .*, found /)
  expect(() => make(whole)).not.toThrow()
})

it('an option that is misspelt, or of another type, is told when the engine is made', () => {
  const make = createEngine as (options?: unknown) => unknown
  const [module] = [operated(PARALLEL)]
  const adapters = { identity: { find: () => Promise.resolve(undefined) } }
  const whole = { store: memoryStore(), procedures: [module], adapters }
  const retry = { tries: 3, firstMs: 1, mostMs: 2 }
  const meant = (wrong: string, right: string, where = 'options') =>
    `OPTIONS_INVALID: expected known names in ${where}, found "${wrong}": did you mean "${right}"?`
  for (const [options, said] of [
    [{ leaseMS: 5_000 }, meant('leaseMS', 'leaseMs')],
    [{ onerror: () => undefined }, meant('onerror', 'onError')],
    [{ retry: { ...retry, mostMS: 2 } }, meant('mostMS', 'mostMs', 'options.retry')],
    [{ adapters: { ...adapters, singer: {} } }, meant('singer', 'signer', 'options.adapters')],
    [{ procedures: [{ ...module, job: {} }] }, meant('job', 'jobs', 'options.procedures[0]')],
    [{ sealing: { everyMS: 5 } }, meant('everyMS', 'everyMs', 'options.sealing')],
    [{ retry: 3 }, 'expected options.retry to be an object, found 3'],
    [{ retry: { tries: 3, firstMs: 1 } }, 'expected options.retry.mostMs to be a number of at least 0, found none'],
    [{ retry: { ...retry, tries: 0 } }, 'expected options.retry.tries to be a number of at least 1, found 0'],
    [{ store: {} }, 'expected options.store to be a store: memoryStore(), or one of @motcua/adapters, found object'],
    [
      { procedures: [module.procedure] },
      'expected options.procedures[0].procedure to be a procedure of loadProcedure, found none',
    ],
    [{ procedures: [{ ...module, jobs: { a: 5 } }] }, 'expected options.procedures[0].jobs.a to be a function, found 5'],
    [{ clock: Date }, 'expected options.clock to be a clock with now and wake, found function'],
    [{ calendar: 'vn' }, 'expected options.calendar to be a calendar of vietnamCalendar or createCalendar, found "vn"'],
    [{ agency: '' }, 'expected options.agency to be a text, found none'],
    [
      { logger: { info: () => undefined } },
      'expected options.logger to be a logger with debug, info, warn and error, found object',
    ],
    [{ onError: 'x' }, 'expected options.onError to be a function, found "x"'],
    [
      { witness: '/srv/witness' },
      'expected options.witness to be a witness: fileWitness of @motcua/adapters/witness, found "/srv',
    ],
    [{ sealing: 3_600 }, 'expected options.sealing to be an object, found 3600'],
    [{ background: 'elswhere' }, 'expected options.background to be one of own, elsewhere, found "elswhere"'],
    [{ ids: () => 'x' }, 'expected options.ids to be ids with next and salt, found function'],
    [{ adapters: { ...adapters, signer: 'x' } }, 'expected options.adapters.signer to be an object, found "x"'],
    [{ leaseMs: 5 }, 'expected options.leaseMs to be a whole number of at least 1000, found 5'],
  ] as const)
    expect.soft(() => make({ ...whole, ...options }), said).toThrow(said)
  expect(() => make({ ...whole, retry, sealing: null, logger: console, clock: undefined })).not.toThrow()
})

it('a field that answers otherwise when asked again is refused as it answered first, and what stands after it is still looked at', () => {
  const check = fields({ as: text, options: fields({ limit: whole }), agency: text })
  const changing = (name: string, answers: unknown[], rest: object) =>
    Object.defineProperty({ ...rest }, name, { get: () => (answers.length > 1 ? answers.shift() : answers[0]), enumerable: true })
  expect(check(changing('as', [7, 'an'], { options: { limit: 1 }, agency: 'H57' }), 'query')).toContain('found 7')
  const options = changing('limit', ['x', 1], {})
  expect(check({ as: 'an', options, agency: 9 }, 'query')).toContain('limit to be a whole number')
})
