/**
 * A real backup of a real store is restored behind effects that were sent: with a witness they are not sent again, and without one they
 * would be.
 */
import { spawnSync } from 'node:child_process'
import Database from 'better-sqlite3'
import { cpSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createEngine, type Engine, type JobContext, type ProcedureModule } from '@motcua/engine'
import { AdapterFailure, type Store } from '@motcua/engine/ports'
import { describe, expect, onTestFinished, test } from 'vitest'
import { postgresStore } from '../src/store/postgres/index.ts'
import { startServer } from '../src/store/postgres/server.fixture.ts'
import { useServer } from '../src/store/postgres/used-server.fixture.ts'
import { sqliteStore } from '../src/store/sqlite/index.ts'
import { fileWitness } from '../src/witness/file/index.ts'
import { identity, procedureOf, temporaryFolder } from './small-office.fixture.ts'

const CODE = '9.000011'
const YAML = `procedure: "${CODE}"
name: Khôi phục
roles: { counter: Một cửa, applicant: Người yêu cầu }
variables:
  number: { type: number, optional: true }
  receipt: { type: string, optional: true }
flow:
  begin: { startEvent: , next: number }
  number: { serviceTask: { job: number, sets: [number] }, next: register }
  register: { serviceTask: { job: register, sets: [receipt] }, next: check }
  check: { userTask: { role: counter }, next: done }
  done: { endEvent: }
`

/** What the world saw: under keys once each, without keys each time. */
class World {
  readonly keyed = new Map<string, string>()
  readonly posted: string[] = []
  readonly numbers: number[] = []
  /** While it is set, jobs do not get through. */
  isDown = false

  module(): ProcedureModule {
    const reach = () => {
      if (this.isDown) throw new AdapterFailure('PEER_DOWN', 'connection refused', { retry: true })
    }
    return {
      procedure: procedureOf(YAML),
      jobs: {
        number: async ({ serial, key }) => {
          reach()
          const number = await serial('codes', key)
          this.numbers.push(number)
          return { number }
        },
        register: async ({ key }) => {
          reach()
          if (!this.keyed.has(key)) this.keyed.set(key, `receipt-${this.keyed.size + 1}`)
          return { receipt: this.keyed.get(key) ?? '' }
        },
        post: async (job) => {
          reach()
          this.post(job)
        },
      },
      reactions: ({ dossier: { status }, seq }) => (seq === 1 ? [{ type: 'post', lane: null, input: { status } }] : []),
    }
  }

  post({ earlier, dossier }: JobContext): void {
    if (earlier === 'unknown') throw new AdapterFailure('PEER_MAY_HAVE_IT', 'ask a person', { retry: false })
    this.posted.push(dossier.id)
  }
}

/** One that can be looked into: what a try did that the server's end left in doubt is known. */
class OpenWorld extends World {
  override post(job: JobContext): void {
    const { id } = job.dossier
    if (job.earlier === 'unknown' && !this.posted.includes(id)) this.posted.push(id)
    else super.post(job)
  }
}

interface Ground {
  open(): Store
  /** The engine is stopped, here and when it is restored. */
  backUp(): Promise<void>
  restore(): Promise<void>
  readonly witness: string
}

function engineOn(ground: Ground, world: World, isWatched = true): Engine {
  return createEngine({
    store: ground.open(),
    procedures: [world.module()],
    adapters: { identity },
    retry: { tries: 1_000, firstMs: 20, mostMs: 50 },
    sealing: null,
    ...(isWatched ? { witness: fileWitness(ground.witness) } : {}),
  })
}

async function started(ground: Ground, world: World, isWatched = true): Promise<Engine> {
  const engine = engineOn(ground, world, isWatched)
  await engine.start()
  onTestFinished(() => engine.stop())
  return engine
}

/** Longer than a busy machine and a lost connection take. */
const PATIENCE = { timeout: 20_000 }

const lodge = async (engine: Engine, command: string) => (await engine.lodge(CODE, {}, { as: 'an', command })).id
const view = (engine: Engine, id: string) => engine.dossier(id, { as: 'oanh' })
const atCheck = (engine: Engine, id: string) =>
  expect.poll(async () => (await view(engine, id)).waiting.map(({ element }) => element), PATIENCE).toEqual(['check'])

/** Where somebody stands who has read all events up to the first of a dossier. */
async function readUpTo(engine: Engine, dossier: string): Promise<string> {
  for await (const event of engine.events({ as: 'oanh', signal: AbortSignal.timeout(PATIENCE.timeout) }))
    if (event.dossier === dossier) return event.cursor
  throw new Error(`expected an event of ${dossier}, found none`)
}

interface Restored {
  readonly world: World
  readonly before: string
  readonly lost: string
  /** Cursors of events that the restored store has, and has not. */
  readonly cursors: { readonly kept: string; readonly lost: string }
}

/** One dossier whose jobs are done after the backup, and one that is lodged after it; then the backup is restored. */
async function restored(ground: Ground, isWatched: boolean): Promise<Restored> {
  const world = new World()
  let engine = await started(ground, world, isWatched)
  const first = await lodge(engine, 'first')
  await atCheck(engine, first)
  await expect.poll(() => world.posted, PATIENCE).toEqual([first])
  world.isDown = true
  const before = await lodge(engine, 'before')
  await engine.stop()
  await ground.backUp()
  world.isDown = false
  engine = await started(ground, world, isWatched)
  await atCheck(engine, before)
  await expect.poll(() => world.posted, PATIENCE).toContain(before)
  const lost = await lodge(engine, 'lost')
  await atCheck(engine, lost)
  await expect.poll(() => world.posted, PATIENCE).toContain(lost)
  const cursors = { kept: await readUpTo(engine, before), lost: await readUpTo(engine, lost) }
  await engine.stop()
  await ground.restore()
  return { world, before, lost, cursors }
}

function restoredBackup(name: string, open: () => Promise<Ground>): void {
  describe(name, () => {
    test('without a witness, the restored journal sends again what was sent', async () => {
      const ground = await open()
      const { world, before } = await restored(ground, false)
      await started(ground, world, false)
      await expect.poll(() => world.posted.filter((id) => id === before), PATIENCE).toHaveLength(2)
    }, 60_000)

    test('who reads events is told that the last one they saw is not there any more, and goes on from one that is', async () => {
      const ground = await open()
      const { world, before, cursors } = await restored(ground, true)
      const engine = await started(ground, world)
      const nextAfter = (after: string) => engine.events({ as: 'oanh', after })[Symbol.asyncIterator]().next()
      await expect(nextAfter(cursors.lost)).rejects.toMatchObject({ code: 'CURSOR_UNKNOWN' })
      await engine.reconcile({ as: 'oanh', reason: 'the disk died' })
      // The same place in the feed, and other events, of the very dossier that was lost too.
      for (const command of ['lost', 'fresh', 'more']) await atCheck(engine, await lodge(engine, command))
      await expect(nextAfter(cursors.lost)).rejects.toMatchObject({ code: 'CURSOR_UNKNOWN' })
      expect((await nextAfter(cursors.kept)).value).toMatchObject({ dossier: before, seq: 1 })
    }, 60_000)

    test('with one, it is noticed, nothing is done before an operator says so, and then nothing is done twice', async () => {
      const ground = await open()
      const { world, before, lost } = await restored(ground, true)
      const [numbers, keys] = [[...world.numbers], [...world.keyed.keys()]]
      expect(numbers).toEqual([1, 2, 3])

      const engine = await started(ground, world)
      expect(await engine.health()).toMatchObject({ isLive: true, isReady: false, problems: [{ code: 'STORE_BEHIND' }] })
      await expect(lodge(engine, 'new')).rejects.toMatchObject({ code: 'STORE_BEHIND' })
      expect((await view(engine, before)).id).toBe(before)
      await engine.settled()
      expect(world.posted).toHaveLength(3)

      await expect(engine.reconcile({ as: 'binh', reason: '' })).rejects.toMatchObject({ code: 'NOT_AUTHORISED' })
      const done = await engine.reconcile({ as: 'oanh', reason: 'the disk died' })
      expect(done.effects.filter(({ isKnown }) => !isKnown).map(({ dossier }) => dossier)).toContain(lost)
      expect(done.effects.filter(({ isKnown }) => isKnown).map(({ dossier, type }) => `${type} ${dossier}`)).toContain(
        `post ${before}`,
      )
      expect((await engine.health()).problems).toEqual([])

      // What takes keys recognises them; who takes none waits for a person, who looks and skips.
      await atCheck(engine, before)
      const parked = await expect
        .poll(
          async () => (await engine.parkedJobs({ as: 'oanh' })).map(({ dossier, lastError }) => [dossier, lastError?.code]),
          PATIENCE,
        )
        .toEqual([[before, 'PEER_MAY_HAVE_IT']])
        .then(() => engine.parkedJobs({ as: 'oanh' }))
      for (const { id } of parked) await engine.skipJob(id, { as: 'oanh', reason: 'it is there' })
      expect(world.posted).toHaveLength(3)
      expect([...world.keyed.keys()]).toEqual(keys)
      // The number that it was given before it was lost.
      expect((await view(engine, before)).variables.number).toBe(2)

      // The lost dossier, sent again by its client, is another one to the world, and takes no number of another.
      const again = await lodge(engine, 'lost')
      await atCheck(engine, again)
      const fresh = await lodge(engine, 'fresh')
      await atCheck(engine, fresh)
      expect((await view(engine, fresh)).variables.number).toBe(4)
      await engine.stop()

      // What was reconciled stays so.
      const next = await started(ground, world)
      expect((await next.health()).problems).toEqual([])
      await expect(next.reconcile({ as: 'oanh', reason: 'again' })).rejects.toMatchObject({ code: 'STORE_NOT_BEHIND' })
    }, 60_000)
  })
}

restoredBackup('SQLite, by VACUUM INTO', () => {
  const folder = temporaryFolder('restored')
  const [path, backup] = [join(folder, 'dossiers.db'), join(folder, 'backup.db')]
  return Promise.resolve({
    witness: join(folder, 'witness'),
    open: () => sqliteStore(path),
    backUp() {
      const db = new Database(path, { readonly: true })
      db.exec(`VACUUM INTO '${backup}'`)
      db.close()
      return Promise.resolve()
    },
    restore() {
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
      cpSync(backup, path)
      return Promise.resolve()
    },
  })
})

describe('on a server', () => {
  const server = useServer()

  restoredBackup('PostgreSQL, by a copy of the database', async () => {
    const database = await server.database()
    let current = database
    return {
      witness: join(temporaryFolder('restored'), 'witness'),
      open: () => postgresStore({ connectionString: server.url(current), max: 4 }),
      async backUp() {
        await server.query(`CREATE DATABASE ${database}_backup TEMPLATE ${database}`)
      },
      restore() {
        current = `${database}_backup`
        return Promise.resolve()
      },
    }
  })
})

test('a PostgreSQL that goes back under nodes at work, as to a standby that was behind, is noticed by each before it does anything', async () => {
  const server = await startServer()
  onTestFinished(() => server.remove())
  const [data, behind] = [join(server.folder, 'data'), join(server.folder, 'behind')]
  const ground: Ground = {
    witness: join(temporaryFolder('restored'), 'witness'),
    open: () => postgresStore({ connectionString: server.url(), max: 4, certaintyTimeoutMs: 1_000 }),
    async backUp() {
      await server.end('SIGINT')
      // With its owner: the server does not run as root.
      expect(spawnSync('cp', ['-a', data, behind]).status).toBe(0)
      await server.start()
    },
    async restore() {
      await server.end('SIGKILL')
      rmSync(data, { recursive: true })
      renameSync(behind, data)
      await server.start()
    },
  }
  const world = new OpenWorld()
  const nodes = [await started(ground, world), await started(ground, world)] as const
  const [node, idle] = nodes
  world.isDown = true
  const before = await lodge(node, 'before')
  await ground.backUp()
  // A restart that loses nothing is none of that.
  const again = () => expect.poll(() => node.health().then(({ isReady }) => isReady), PATIENCE).toBe(true)
  await again()
  world.isDown = false
  await atCheck(node, before)
  await expect.poll(() => world.posted, PATIENCE).toEqual([before])
  const lost = await lodge(node, 'lost')
  await expect.poll(() => world.posted, PATIENCE).toEqual([before, lost])
  const numbers = [...world.numbers]
  await ground.restore()
  for (const each of nodes) {
    const health = () =>
      each.health().then(({ isLive, isReady, problems }) => ({ isLive, isReady, codes: problems.map(({ code }) => code) }))
    await expect.poll(health, PATIENCE).toEqual({ isLive: false, isReady: false, codes: ['STORE_WENT_BACK'] })
    const wentBack = { code: 'STORE_WENT_BACK', message: expect.stringMatching(/start it again, and reconcile/) as string }
    await expect(lodge(each, 'new')).rejects.toMatchObject(wentBack)
    await expect(view(each, before)).rejects.toMatchObject(wentBack)
  }
  for (const each of [node, idle]) await each.stop()
  expect([world.posted, world.numbers]).toEqual([[before, lost], numbers])

  // As after any other restore.
  const next = await started(ground, world)
  expect((await next.health()).problems).toMatchObject([{ code: 'STORE_BEHIND' }])
  await next.reconcile({ as: 'oanh', reason: 'the primary died' })
  await atCheck(next, before)
  expect((await view(next, before)).variables.number).toBe(1)
  expect(world.posted).toEqual([before, lost])
}, 90_000)
