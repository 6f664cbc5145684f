import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../postgres/server.fixture.ts'

/** Of npm: the server, and a Node that Restate's SDK runs on. */
const SERVER = '@restatedev/restate-server@1.7.12'
const NODE = 'node@22.23.3'

/** A real Restate server on ports and in a folder of its own. */
export interface RestateServer {
  readonly ingress: string
  readonly folder: string
  /** A Node that Restate's SDK runs on. */
  readonly node: string
  /** Ends it without a word. What it keeps stays. */
  kill(): Promise<void>
  /** Starts it on what is there, and waits until it takes calls. */
  start(): Promise<void>
  /** From now on what is new goes to the services at that port. */
  register(port: number): Promise<void>
  /** How many invocations there are of which this holds, in SQL over `sys_invocation_status`. */
  invocations(condition: string): Promise<number>
  /** What an object keeps under a name, as SQL over `state` shows it; `undefined`: nothing. */
  kept(key: string, name: string): Promise<unknown>
  /** In how many entries of the journals of its invocations a text stands, of those that are over too. */
  journalled(text: string): Promise<number>
  /** Ends it and removes its folder. */
  remove(): Promise<void>
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

/** @param settings  environment variables that a person would configure it by */
export async function startRestateServer(settings: Readonly<Record<string, string>> = {}): Promise<RestateServer> {
  const modules = join(installed(), 'node_modules')
  // The program itself: npm's own is a script that starts it, and would leave it behind.
  const program = join(modules, `@restatedev/restate-server-linux-${process.arch}/bin/restate-server`)
  const folder = mkdtempSync(join(tmpdir(), 'motcua-restate-'))
  const [ingressPort, adminPort, nodePort] = [await freePort(), await freePort(), await freePort()]
  const ingress = `http://127.0.0.1:${ingressPort}`
  const admin = `http://127.0.0.1:${adminPort}`
  const env = {
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
    // What is over is not kept to be looked at: who looks would go through all of it.
    RESTATE_DEFAULT_JOURNAL_RETENTION: '0s',
    ...settings,
  }
  const asked = async <T>(query: string): Promise<readonly T[]> => {
    const headers = { 'content-type': 'application/json', accept: 'application/json' }
    const response = await fetch(`${admin}/query`, { method: 'POST', headers, body: JSON.stringify({ query }) })
    return ((await response.json()) as { readonly rows: readonly T[] }).rows
  }
  let child: ChildProcess | undefined
  const onExit = () => void child?.kill('SIGKILL')
  process.on('exit', onExit)
  const server: RestateServer = {
    ingress,
    folder,
    node: join(modules, 'node/bin/node'),
    async kill() {
      const ending = child
      child = undefined
      if (ending === undefined) return
      const gone = new Promise((resolve) => ending.once('exit', resolve))
      ending.kill('SIGKILL')
      await gone
    },
    async start() {
      child = spawn(program, ['--no-logo', '--base-dir', join(folder, 'data')], { cwd: folder, stdio: 'ignore', env })
      await until(async () => (await fetch(`${admin}/health`)).ok && (await fetch(`${ingress}/restate/health`)).ok)
    },
    async register(port) {
      const body = JSON.stringify({ uri: `http://127.0.0.1:${port}` })
      const headers = { 'content-type': 'application/json' }
      const registered = await fetch(`${admin}/deployments`, { method: 'POST', headers, body })
      if (!registered.ok) throw new Error(`expected Restate to take the services, found ${await registered.text()}`)
    },
    async invocations(condition) {
      const rows = await asked<{ n: number }>(`SELECT count(*) AS n FROM sys_invocation_status WHERE ${condition}`)
      return rows[0]?.n ?? 0
    },
    async kept(key, name) {
      const [row] = await asked<{ value_utf8: string }>(
        `SELECT value_utf8 FROM state WHERE service_key = '${key}' AND key = '${name}'`,
      )
      return row === undefined ? undefined : (JSON.parse(row.value_utf8) as unknown)
    },
    async journalled(text) {
      const hex = Buffer.from(text, 'utf8').toString('hex')
      const rows = await asked<{ n: number }>(`SELECT count(*) AS n FROM sys_journal WHERE encode(raw, 'hex') LIKE '%${hex}%'`)
      return rows[0]?.n ?? 0
    },
    async remove() {
      await server.kill()
      process.off('exit', onExit)
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

/** Until something is so; an error is a no. */
export async function until(isSo: () => Promise<boolean>, everyMs = 100): Promise<void> {
  const end = Date.now() + 60_000
  for (;;) {
    if (await isSo().catch(() => false)) return
    if (Date.now() > end) throw new Error('expected Restate to be so within a minute')
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
