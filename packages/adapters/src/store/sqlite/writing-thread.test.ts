import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createEngine } from '@motcua/engine'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commitOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { storeContract } from '../../../../engine/src/testing/contracts/store.ts'
import { bundleChild } from '../child-bundle.fixture.ts'
import { answersAsMemoryDoes } from '../model.fixture.ts'
import { quickFolder } from './folder.fixture.ts'
import { sqliteStore } from './index.ts'
import { subjectIn } from './subject.fixture.ts'

const folder = quickFolder('thread')
let writer: URL
beforeAll(async () => {
  writer = pathToFileURL(await bundleChild(new URL('writer.ts', import.meta.url), folder))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
const withThread = (path: string) => sqliteStore(path, { writer })
const subject = subjectIn(folder, withThread)

describe('with a thread that writes, the SQLite store keeps the contract', () => {
  test.each(storeContract.laws)('$name', async (law) => {
    await expect(law.check(subject)).resolves.toBeUndefined()
  })
})

describe('with a limit for own statements, the SQLite store keeps the contract, and', () => {
  const apart = join(folder, 'own')
  beforeAll(() => void mkdirSync(apart))
  const limited = subjectIn(apart, (path) => sqliteStore(path, { writer, ownTimeoutMs: 300 }))
  const own = limited.own as NonNullable<typeof limited.own>
  const ENDLESS = 'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)'
  const ruins = {
    ...own.ruins,
    'what never ends': [{ sql: `SELECT count(*) FROM (${ENDLESS} SELECT x FROM c)`, params: [] }],
    'what writes without an end': [{ sql: `INSERT INTO own ${ENDLESS} SELECT x, 1 FROM c`, params: [] }],
  }
  const withOwn = storeContract.laws.filter(({ name }) => /own (row|statement)/.test(name))

  test.each(withOwn)(
    '$name',
    async (law) => {
      await expect(law.check({ ...limited, own: { ...own, ruins } })).resolves.toBeUndefined()
    },
    60_000,
  )

  test('whenever the process is ended, what was answered is what the file has', async () => {
    const path = join(folder, 'ended.db')
    const store = sqliteStore(path, { writer, ownTimeoutMs: 1 })
    await store.open()
    await store.commit([commitOf('made', 1, { own: [own.create] })])
    // About as long as it may take: some are in time, some are not.
    const takesAWhile = { sql: `SELECT count(*) FROM (${ENDLESS} SELECT x FROM c LIMIT 4000)`, params: [] }
    const numbers = Array.from({ length: 24 }, (_, number) => number)
    const outcomes = await Promise.all(
      numbers.map(async (number) => {
        const [outcome, other] = await Promise.all([
          store.commit([commitOf(`d${number}`, 1, { own: [own.insert(number), takesAWhile] })]),
          store.commit([commitOf(`other-${number}`, 1)]),
        ])
        expect(other).toEqual([{ status: 'committed' }])
        return outcome[0]?.status
      }),
    )
    const committed = numbers.filter((number) => outcomes[number] === 'committed')
    expect(outcomes.filter((status) => status !== 'committed' && status !== 'refused')).toEqual([])
    const there = await Promise.all(
      numbers.map(async (number) => ((await store.load(`d${number}`)) === undefined ? [] : [number])),
    )
    expect(there.flat()).toEqual(committed)
    await store.close()
    const db = new Database(path, { readonly: true })
    expect(db.prepare('SELECT number FROM own ORDER BY number').pluck().all()).toEqual(committed)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
  }, 120_000)

  test('a process that is killed just after its commit made it, though the dossier has gone on since', async () => {
    const path = join(folder, 'gone-on.db')
    const program = await bundleChild(new URL('killed.fixture.ts', import.meta.url), join(folder, 'child-killed'))
    const store = sqliteStore(path, { writer: pathToFileURL(program), ownTimeoutMs: 4_000 })
    await store.open()
    expect(await store.commit([commitOf('a', 1, { own: [own.create] })])).toEqual([{ status: 'committed' }])
    expect(await store.load('a')).toMatchObject({ seq: 2 })
    await store.close()
  }, 60_000)

  test('a process that is killed in the middle of an endless statement leaves the file to others', async () => {
    const path = join(folder, 'orphan.db')
    const child = await bundleChild(new URL('child.fixture.ts', import.meta.url), join(folder, 'child-endless'))
    const running = spawn(process.execPath, [child, 'endless', path, writer.href], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => running.stdout.once('data', resolve))
    const gone = new Promise((resolve) => running.once('close', resolve))
    running.kill('SIGKILL')
    await gone
    const store = sqliteStore(path)
    await store.open()
    expect(await store.commit([commitOf('later', 1)])).toEqual([{ status: 'committed' }])
    expect(await store.load('endless')).toBeUndefined()
    await store.close()
  }, 60_000)

  test('who has no program for the process, or names no time, is told so', () => {
    for (const options of [
      { ownTimeoutMs: 300 },
      { ownTimeoutMs: 300, writer: false },
      { ownTimeoutMs: 0, writer },
      { ownTimeoutMs: 5_000, writer },
    ] as const)
      expect(() => sqliteStore('x.db', options)).toThrow(/sqliteStore: expected .* (ownTimeoutMs|writer), found/)
  })
})

test('with a thread that writes, SQLite answers as the memory store does', async () => {
  const make = async () => withThread(join(folder, `model-${++files}.db`))
  await expect(answersAsMemoryDoes(make, 20)).resolves.toBeUndefined()
}, 60_000)

test('a thread that dies leaves what it had in hand uncertain; the store writes on by itself', async () => {
  const dying = join(folder, 'dying.mjs')
  writeFileSync(
    dying,
    `import { parentPort } from 'node:worker_threads'
     parentPort.on('message', ({ number, method }) => method === 'open' ? parentPort.postMessage({ number }) : process.exit(7))`,
  )
  const store = sqliteStore(join(folder, 'dying.db'), { writer: pathToFileURL(dying) })
  await store.open()
  await expect(store.commit([commitOf('a', 1)])).rejects.toMatchObject({ code: 'STORE_UNCERTAIN' })
  expect(await store.load('a')).toBeUndefined()
  expect(await store.commit([commitOf('a', 1)])).toEqual([{ status: 'committed' }])
  expect(await store.load('a')).toMatchObject({ seq: 1 })
  expect(store.slowed).toContain('the thread that writes ended with 7')
  await store.close()
  expect(store.slowed).toBeUndefined()
})

test('a store whose thread cannot open the file is not open, and is opened anew when asked again', async () => {
  const refusing = join(folder, 'refusing.mjs')
  writeFileSync(
    refusing,
    `import { parentPort } from 'node:worker_threads'
     parentPort.on('message', ({ number, method }) => {
       parentPort.postMessage(method === 'open' ? { number, failure: { code: 'STORE_FULL', message: 'full' } } : { number })
       if (method === 'close') parentPort.close()
     })`,
  )
  const store = sqliteStore(join(folder, 'refused.db'), { writer: pathToFileURL(refusing) })
  await expect(store.open()).rejects.toMatchObject({ code: 'STORE_FULL' })
  await expect(store.load('a')).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  await expect(store.open()).rejects.toMatchObject({ code: 'STORE_FULL' })
})

test('where the thread cannot be had, the store writes by itself', async () => {
  const store = sqliteStore(join(folder, 'none.db'), { writer: pathToFileURL(join(folder, 'there-is-none.mjs')) })
  await store.open()
  expect(await store.commit([commitOf('a', 1)])).toEqual([{ status: 'committed' }])
  expect(store.slowed).toMatch(/there-is-none\.mjs, found none \(.*writer: new URL/s)
  await store.close()
})

test('where a bundler left the thread’s program out, the store says which file it looked for and what to do', async () => {
  const program = await bundleChild(new URL('index.ts', import.meta.url), join(folder, 'left-out'))
  const { sqliteStore: bundled } = (await import(pathToFileURL(program).href)) as { sqliteStore: typeof sqliteStore }
  for (const [options, isSlowed] of [
    [{}, true],
    [{ writer }, false],
    [{ writer: false }, false],
  ] as const) {
    const store = bundled(join(folder, 'left-out.db'), options)
    await store.open()
    expect(store.slowed ?? '').toEqual(isSlowed ? expect.stringContaining(join(folder, 'left-out', 'writer.js')) : '')
    await store.close()
  }
})

test('an engine says once to its logger that its store lacks the thread, and in its health as long as it does', async () => {
  const warned: unknown[] = []
  const silent = () => undefined
  const engine = createEngine({
    store: sqliteStore(join(folder, 'told.db'), { writer: pathToFileURL(join(folder, 'there-is-none.mjs')) }),
    procedures: [],
    adapters: { identity: { find: () => Promise.resolve(undefined) } },
    sealing: null,
    logger: { debug: silent, info: silent, error: silent, warn: (message, fields) => warned.push([message, fields]) },
  })
  await engine.start()
  const message = expect.stringContaining('there-is-none.mjs') as unknown
  for (const _ of [1, 2])
    expect(await engine.health()).toMatchObject({ isReady: true, problems: [{ code: 'STORE_SLOWED', message }] })
  expect(warned).toEqual([[expect.any(String), { code: 'STORE_SLOWED', why: message }]])
  await engine.stop()
})

test('what cannot be sent to the thread is refused as no JSON, and keeps nobody waiting', async () => {
  const store = withThread(join(folder, 'payload.db'))
  await store.open()
  const message = {
    ...{ id: 'm', agency: null, name: 'paid', key: null, actor: 'system:bank', at: 1, expiresAt: 2 },
    payload: {},
  }
  const wrong = { ...message, payload: { amount: (() => 1) as never } }
  await expect(store.putMessage(wrong)).rejects.toMatchObject({ code: 'STORE_INPUT_INVALID' })
  expect(await store.putMessage(message)).toBe(true)
  await store.close()
})

test('what is under way is done before the store closes, and before the process ends by itself', async () => {
  const path = join(folder, 'under-way.db')
  const store = withThread(path)
  await store.open()
  const outcomes = Array.from({ length: 5 }, (_, index) => store.commit([commitOf(`d${index}`, 1)]))
  await store.close()
  expect((await Promise.all(outcomes)).flat()).toEqual(Array.from({ length: 5 }, () => ({ status: 'committed' })))
  await expect(store.load('d0')).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })

  const child = await bundleChild(new URL('child.fixture.ts', import.meta.url), join(folder, 'child'))
  expect(await ranBy(child, ['once', path, writer.href])).toEqual([0, 'committed\n'])
  const another = join(folder, 'closing.db')
  expect(await ranBy(child, ['closing', another, writer.href])).toEqual([0, 'committed\nclosed\n'])
})

/** How a process ended that has nothing else to live for, and what it said. */
async function ranBy(child: string, args: readonly string[]): Promise<readonly [code: unknown, text: string]> {
  const running = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  running.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  const code = await new Promise((resolve) => running.once('close', resolve))
  return [code, text]
}
