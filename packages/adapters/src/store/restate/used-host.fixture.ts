import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll } from 'vitest'
import { useServer } from '../postgres/used-server.fixture.ts'
import type { PostgresServer } from '../postgres/server.fixture.ts'
import { restateEngine, type RestateEngine } from './index.ts'
import { startRestate, type RestateFixture, type RestateSetting } from './restate.fixture.ts'

/** Whether npm has a Restate server for this machine. */
export const isSupported =
  process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch) && spawnSync('npm', ['--version']).status === 0
if (process.env.CI !== undefined && !isSupported) throw new Error('expected a machine that Restate runs on in CI')

/** What a test file works with. */
export interface UsedHost {
  readonly restate: RestateFixture
  /** Of those who call. */
  readonly engine: RestateEngine
}

export interface UsedSetting extends Omit<RestateSetting, 'reading'> {
  /** How long a caller waits for an answer, in milliseconds; absent: as usual. */
  readonly timeoutMs?: number
  /** What the services are changed to before the first test. */
  readonly change?: Parameters<RestateFixture['change']>[0]
}

/** A host on Restate for the tests of a file, or of a `describe`: started before the first of them, removed after the last. */
export function useHost(setting: UsedSetting = {}): UsedHost {
  return started(setting, () => undefined)
}

/** Such a host with a store to read, and the server that this is on. */
export function useReadHost(setting: UsedSetting = {}): UsedHost & { readonly server: PostgresServer } {
  // First, so that it is there when the services begin, and until they have ended.
  const server = useServer()
  return { server, ...started(setting, () => server.url()) }
}

function started({ timeoutMs, change, ...setting }: UsedSetting, reading: () => string | undefined): UsedHost {
  let used: UsedHost | undefined
  beforeAll(async () => {
    const restate = await startRestate({ ...setting, reading: reading() })
    const engine = restateEngine({ url: restate.ingress, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
    used = { restate, engine }
    if (change !== undefined) await restate.change(change)
    await engine.start()
  }, STARTED_WITHIN_MS)
  afterAll(async () => {
    await used?.engine.stop()
    await used?.restate.stop()
  })
  return { restate: late(() => used?.restate), engine: late(() => used?.engine) }
}

/** The server may have to be fetched from npm first. */
const STARTED_WITHIN_MS = 300_000

/** What is there once the tests have begun. */
function late<T extends object>(find: () => T | undefined): T {
  return new Proxy({} as T, {
    get(_, name) {
      const found = find()
      if (found === undefined) throw new Error('expected a host on Restate, found it not started: use it within a test or a hook')
      return Reflect.get(found, name) as unknown
    },
  })
}
