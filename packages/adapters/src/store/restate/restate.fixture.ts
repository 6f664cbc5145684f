import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleChild } from '../child-bundle.fixture.ts'

/** Of npm: the server, and a Node that Restate's SDK runs on. */
const SERVER = '@restatedev/restate-server@1.7.12'
const NODE = 'node@22.23.3'

export interface ServicesChange {
  /** Definitions, as a program keeps its own. */
  readonly definitions: readonly string[]
  /** Absent: the store that is read stays as it is. One that is being read must not be changed. */
  readonly schema?: string
  readonly agency?: string
  /**
   * The peer of the job `post`: how long it takes to answer, for how long it is not asked at first, and whether it would do twice what it is
   * asked twice.
   */
  readonly peer?: { readonly answersAfterMs?: number; readonly refusesForMs?: number; readonly takesNoKey?: boolean }
}

/** A Restate server and services, the test office's unless told, each in a process of its own. */
export interface RestateFixture {
  readonly ingress: string
  /** Kills the services without a word and starts them again. */
  restartServices(): Promise<void>
  /** The services go on with other procedures, and another schema to read from. */
  change(to: ServicesChange): Promise<void>
  /** Until everything that was sent has arrived: what is left waits for its time. */
  quiet(): Promise<void>
  /** Until the services have said a word. */
  told(word: string): Promise<void>
  /** How many calls of an object wait for their time. */
  scheduled(key: string): Promise<number>
  stop(): Promise<void>
}

/**
 * The folder with server and Node. They are 400 MB, and their own Node must not shadow the workspace's: so they stand outside of it,
 * and are fetched once for each user of the machine.
 */
function installed(): string {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'motcua', `restate-1.7.12-node-22.23.3`)
  if (existsSync(join(folder, 'node_modules/.bin/restate-server'))) return folder
  const draft = `${folder}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  const args = ['install', '--prefix', draft, '--no-audit', '--no-fund', '--loglevel', 'error', SERVER, NODE]
  // What the workspace tells its own npm is not meant for this one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))
  const { status, stderr } = spawnSync('npm', args, { cwd: draft, encoding: 'utf8', env })
  if (status !== 0) throw new Error(`expected npm to install ${SERVER} and ${NODE}, found: ${stderr}`)
  try {
    renameSync(draft, folder)
  } catch {
    // Another run was first.
    rmSync(draft, { recursive: true, force: true })
  }
  return folder
}

/**
 * @param reading  connection string of the database that lists are read from
 * @param program  what serves: the test office, or another program beside this one
 */
export async function startRestate(reading = '', program = 'child.fixture.ts'): Promise<RestateFixture> {
  const modules = join(installed(), 'node_modules')
  // The program itself: npm's own is a script that starts it, and would leave it behind.
  const restate = join(modules, `@restatedev/restate-server-linux-${process.arch}/bin/restate-server`)
  const folder = mkdtempSync(join(tmpdir(), 'motcua-restate-'))
  const [ingressPort, adminPort, nodePort] = [await freePort(), await freePort(), await freePort()]
  const server = spawn(restate, ['--no-logo', '--base-dir', join(folder, 'data')], {
    cwd: folder,
    stdio: 'ignore',
    env: {
      ...process.env,
      // Its invoker keeps files there.
      TMPDIR: folder,
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_BIND_IP: '127.0.0.1',
      RESTATE_BIND_PORT: String(nodePort),
      RESTATE_INGRESS__BIND_PORT: String(ingressPort),
      RESTATE_ADMIN__BIND_PORT: String(adminPort),
      RESTATE_DEFAULT_NUM_PARTITIONS: '2',
      RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE: '256 MiB',
      // What is over is not kept to be looked at: `quiet` would look through all of it.
      RESTATE_DEFAULT_JOURNAL_RETENTION: '0s',
      // No test ends the server and starts it again: what it writes need not outlive it.
      RESTATE_LOG_SERVER__ROCKSDB_DISABLE_WAL_FSYNC: 'true',
    },
  })
  const ingress = `http://127.0.0.1:${ingressPort}`
  const admin = `http://127.0.0.1:${adminPort}`
  await until(async () => (await fetch(`${admin}/health`)).ok && (await fetch(`${ingress}/restate/health`)).ok)
  const bundle = await bundleChild(new URL(program, import.meta.url), folder)
  // The same port each time: what Restate has begun with these services it goes on with there.
  const servicesPort = await freePort()
  const startServices = async (): Promise<ChildProcess> => {
    // Its log is for a person who looks into a failure: every refusal is told there.
    const stdio = ['pipe', 'pipe', process.env.MOTCUA_RESTATE_LOG === undefined ? 'ignore' : 'inherit'] as const
    const child = spawn(join(modules, 'node/bin/node'), [bundle, ingress, String(servicesPort), reading], {
      cwd: folder,
      stdio: [...stdio],
    })
    await said(child, 'SERVING')
    return child
  }
  let services = await startServices()
  const registered = await fetch(`${admin}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri: `http://127.0.0.1:${servicesPort}` }),
  })
  if (!registered.ok) throw new Error(`expected Restate to take the services, found ${await registered.text()}`)
  return {
    ingress,
    async restartServices() {
      services.kill('SIGKILL')
      services = await startServices()
    },
    async change(to) {
      services.stdin?.write(`${JSON.stringify(to)}\n`)
      await said(services, 'CHANGED')
    },
    async quiet() {
      // What a call has sent is for a moment neither with its sender nor with its receiver.
      let looks = 0
      await until(async () => {
        looks = (await onTheirWay(admin)) === 0 ? looks + 1 : 0
        return looks === LOOKS
      }, 5)
    },
    told: (word) => said(services, word),
    scheduled: (key) => invocations(admin, `status = 'scheduled' AND target_service_key = '${key}'`),
    async stop() {
      services.kill('SIGKILL')
      server.kill('SIGKILL')
      await new Promise((resolve) => server.once('exit', resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Nothing was on its way so often in a row. */
const LOOKS = 3

async function until(isSo: () => Promise<boolean>, everyMs = 100): Promise<void> {
  const end = Date.now() + 60_000
  for (;;) {
    if (await isSo().catch(() => false)) return
    if (Date.now() > end) throw new Error('expected Restate to be so within a minute')
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}

/** Invocations that neither ended nor wait for their time. */
function onTheirWay(admin: string): Promise<number> {
  return invocations(admin, "status NOT IN ('completed', 'scheduled')")
}

async function invocations(admin: string, condition: string): Promise<number> {
  const query = `SELECT count(*) AS n FROM sys_invocation_status WHERE ${condition}`
  const response = await fetch(`${admin}/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
  })
  const { rows } = (await response.json()) as { readonly rows: readonly { readonly n: number }[] }
  return rows[0]?.n ?? 0
}

/** Until a child has said a word. */
function said(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      if (!chunk.toString('utf8').includes(word)) return
      child.stdout?.off('data', listen)
      child.off('exit', ended)
      resolve()
    }
    const ended = (code: number | null) => {
      reject(new Error(`expected the services to say ${word}, found them ended with ${code}`))
    }
    child.stdout?.on('data', listen)
    child.once('exit', ended)
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
  })
}
