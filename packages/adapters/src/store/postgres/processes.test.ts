import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '@motcua/engine/ports'
import { createEngine, simulatedClock, verifyChain, type ProcedureModule } from '../../../../engine/src/runtime/index.ts'
import { codeOf } from '../../../../engine/src/testing/host/operations/nodes.ts'
import { EACH, HUE, operated, PARALLEL, STAFF } from '../../../../engine/src/testing/host/operations/procedures.ts'
import { bundleChild } from '../child-bundle.fixture.ts'
import { postgresStore } from './index.ts'
import type { Order, Told } from './node.fixture.ts'
import { startServer, type PostgresServer } from './server.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'motcua-processes-'))
let server: PostgresServer
let program = ''
const children: ChildProcess[] = []
beforeAll(async () => {
  ;[server, program] = await Promise.all([startServer(), bundleChild(new URL('./node.fixture.ts', import.meta.url), folder)])
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await server.remove()
  rmSync(folder, { recursive: true, force: true })
})

type Rest<T> = T extends unknown ? Omit<T, 'number'> : never

/** A node in a process of its own. */
class Process {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (answer: string) => void>()
  readonly started: Promise<string>
  readonly working: Promise<string>
  #last = 0

  constructor(url: string) {
    this.#child = fork(program, [url], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    children.push(this.#child)
    this.started = new Promise((resolve) => this.#waiting.set(0, resolve))
    this.working = new Promise((resolve) => {
      this.#child.on('message', ({ number, answer, working }: Told) => {
        if (working !== undefined) resolve(working)
        if (number !== undefined) this.#waiting.get(number)?.(answer ?? '')
      })
    })
  }

  ask(order: Rest<Order>): Promise<string> {
    const number = (this.#last += 1)
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve)
      this.#child.send({ ...order, number })
    })
  }

  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGKILL')
    await gone
  }
}

function engineOn(store: Store, clock = simulatedClock(Date.now()), modules: readonly ProcedureModule[] = []) {
  const adapters = { identity: { find: (id: string) => Promise.resolve(STAFF.find((person) => person.id === id)) } }
  return { clock, engine: createEngine({ store, clock, procedures: [operated(EACH), ...modules], adapters, agency: HUE }) }
}

test('two processes that act on one dossier at once are both answered right', async () => {
  const url = server.url(await server.database())
  const other = new Process(url)
  const { engine } = engineOn(postgresStore({ connectionString: url }))
  await Promise.all([other.started, engine.start()])
  for (let round = 0; round < 8; round++) {
    const { id } = await engine.lodge(EACH, {}, { as: 'dan' })
    const [one, two, three] = (await engine.worklist({ as: 'an', dossier: id })).map((task) => task.id)
    const apart = await Promise.all([
      codeOf(engine.complete(one ?? '', {}, { as: 'an' })),
      other.ask({ complete: two ?? '', as: 'binh' }),
    ])
    expect(apart).toEqual(['done', 'done'])
    const same = await Promise.all([
      codeOf(engine.complete(three ?? '', {}, { as: 'an' })),
      other.ask({ complete: three ?? '', as: 'binh' }),
    ])
    expect(same.sort()).toEqual(['TASK_NOT_ACTIVE', 'done'])
    const rows = await engine.journal(id, { as: 'chi' })
    expect([rows.length, verifyChain(rows)]).toEqual([4, undefined])
  }
  await other.kill()
  await engine.stop()
}, 60_000)

test('what a killed process had leased passes on to another', async () => {
  const url = server.url(await server.database())
  const killed = new Process(url)
  await killed.started
  const id = await killed.ask({ lodge: PARALLEL })
  const done: string[] = []
  const post = ({ key }: { readonly key: string }) => Promise.resolve(void done.push(key))
  // Its clock goes ahead of the lease; the database's is not asked.
  const store = new Proxy(postgresStore({ connectionString: url }), {
    get(target, name: keyof Store) {
      if (name === 'now') return () => Promise.resolve(null)
      const part: unknown = Reflect.get(target, name)
      return typeof part === 'function' ? (part.bind(target) as unknown) : part
    },
  })
  const { engine, clock } = engineOn(store, undefined, [{ ...operated(PARALLEL), jobs: { post } }])
  await engine.start()
  const [task] = await engine.worklist({ as: 'an', dossier: id })
  await killed.ask({ complete: task?.id ?? '', as: 'an' })
  // This node sleeps while its clock stands still: the other one takes the job that this leads to.
  const taking = killed.working
  await killed.ask({ report: id })
  const key = await taking
  await killed.kill()
  await engine.settled()
  expect(done).toEqual([])
  // A lease of half a minute, which began by the database's clock.
  clock.goBy(60_000)
  await engine.settled()
  expect(done).toEqual([key])
  const view = await engine.dossier(id, { as: 'chi' })
  expect(view.waiting.map(({ element }) => element)).toEqual(['check'])
  const rows = await engine.journal(id, { as: 'chi' })
  expect([rows.filter(({ type }) => type === 'completeJob').length, verifyChain(rows)]).toEqual([1, undefined])
  await engine.stop()
}, 60_000)
