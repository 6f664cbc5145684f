import { spawn, type ChildProcess } from 'node:child_process'
import { bundleChild } from '../child-bundle.fixture.ts'
import { freePort } from '../postgres/server.fixture.ts'
import { startRestateServer, until } from './restate-server.fixture.ts'

export interface ServicesChange {
  /** Definitions, as a program keeps its own. */
  readonly definitions: readonly string[]
  /** Absent: the store that is read stays as it is. One that is being read must not be changed. */
  readonly schema?: string
  readonly agency?: string
  /** The peer of the job `post`. */
  readonly peer?: PeerSetting
  /** Every command of a dossier is posted to the peer as well, one after another. */
  readonly isPosted?: boolean
  /** After how long what was put off is looked at again, in milliseconds; absent: at once, or nearly. */
  readonly putOffMs?: number
}

export interface PeerSetting {
  readonly answersAfterMs?: number
  /** The first time it is asked nobody learns whether it did anything. */
  readonly hangsUp?: boolean
  /** For how long it is not asked then, or at first. */
  readonly refusesForMs?: number
  /** It would do twice what it is asked twice. */
  readonly takesNoKey?: boolean
  /** It answers with the instant that it was given, instead of how often it was asked. */
  readonly tellsInstant?: boolean
}

/** A Restate server and services, the test office's unless told, each in a process of its own. */
export interface RestateFixture {
  readonly ingress: string
  /** Kills the services without a word and starts them again. */
  restartServices(): Promise<void>
  /** Kills the services without a word; the next `restartServices` starts them again. */
  killServices(): Promise<void>
  /** Kills the server without a word and starts it again on what it keeps. */
  restartServer(): Promise<void>
  /** The services go on with other procedures, and another schema to read from. */
  change(to: ServicesChange): Promise<void>
  /** Until everything that was sent has arrived: what is left waits for its time. */
  quiet(): Promise<void>
  /** Until the services have said a word. */
  told(word: string): Promise<void>
  /** How many calls of an object wait for their time. */
  scheduled(key: string): Promise<number>
  /** How many invocations there are of which this holds, in SQL over `sys_invocation_status`. */
  invocations(condition: string): Promise<number>
  /** In how many entries of the journals of invocations a text stands, of those that are over too. */
  journalled(text: string): Promise<number>
  /** What an object keeps under a name, as SQL over `state` shows it; `undefined`: nothing. */
  kept(key: string, name: string): Promise<unknown>
  stop(): Promise<void>
}

export interface RestateSetting {
  /** Connection string of the database that lists are read from. */
  readonly reading?: string | undefined
  /** What serves: the test office, or another program beside this one. */
  readonly program?: string
  /** Of the server, beside the usual ones. */
  readonly settings?: Readonly<Record<string, string>>
}

export async function startRestate({
  reading = '',
  program = 'child.fixture.ts',
  settings = {},
}: RestateSetting = {}): Promise<RestateFixture> {
  // A server that is killed has what it wrote in the machine's memory still: no test pulls the plug.
  const server = await startRestateServer({ RESTATE_LOG_SERVER__ROCKSDB_DISABLE_WAL_FSYNC: 'true', ...settings })
  const { ingress, folder, node } = server
  const bundle = await bundleChild(new URL(program, import.meta.url), folder)
  // The same port each time: what Restate has begun with these services it goes on with there.
  const servicesPort = await freePort()
  const startServices = async (): Promise<ChildProcess> => {
    // Its log is for a person who looks into a failure: every refusal is told there.
    const stdio = ['pipe', 'pipe', process.env.MOTCUA_RESTATE_LOG === undefined ? 'ignore' : 'inherit'] as const
    const child = spawn(node, [bundle, ingress, String(servicesPort), reading], { cwd: folder, stdio: [...stdio] })
    await said(child, 'SERVING')
    return child
  }
  let services = await startServices()
  await server.register(servicesPort)
  const killServices = async () => {
    if (services.signalCode !== null || services.exitCode !== null) return
    const gone = new Promise((resolve) => services.once('exit', resolve))
    services.kill('SIGKILL')
    await gone
  }
  return {
    ingress,
    async restartServices() {
      await killServices()
      services = await startServices()
    },
    killServices,
    async restartServer() {
      await server.kill()
      await server.start()
    },
    async change(to) {
      services.stdin?.write(`${JSON.stringify(to)}\n`)
      await said(services, 'CHANGED')
    },
    async quiet() {
      // What a call has sent is for a moment neither with its sender nor with its receiver.
      let looks = 0
      await until(async () => {
        looks = (await server.invocations("status NOT IN ('completed', 'scheduled')")) === 0 ? looks + 1 : 0
        return looks === LOOKS
      }, 5)
    },
    told: (word) => said(services, word),
    scheduled: (key) => server.invocations(`status = 'scheduled' AND target_service_key = '${key}'`),
    invocations: (condition) => server.invocations(condition),
    journalled: (text) => server.journalled(text),
    kept: (key, name) => server.kept(key, name),
    async stop() {
      await killServices()
      await server.remove()
    },
  }
}

/** Nothing was on its way so often in a row. */
const LOOKS = 3

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
