import { join } from 'node:path'
import { startServer } from '../src/store/postgres/server.fixture.ts'
import { smallDisk, type SmallDisk } from './small-disk.ts'
import type { StorePlace } from './store-place.ts'

/** What a campaign stands on: a store on a disk of its own, and what can be done to it. */
export interface Ground {
  readonly place: StorePlace
  readonly disk: SmallDisk
  /** Kills the database's server in the middle of its work and starts it again; absent where there is none. */
  readonly restart?: (chance: { whole(least: number, most: number): number }) => Promise<void>
  /** After the disk was full: a server that fell over it is started again. */
  mend(): Promise<void>
  remove(): Promise<void>
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export function groundOf(kind: StorePlace['kind']): Promise<Ground> {
  return kind === 'sqlite' ? sqliteGround() : postgresGround()
}

async function sqliteGround(): Promise<Ground> {
  const disk = smallDisk(256)
  return {
    place: { kind: 'sqlite', path: join(disk.folder, 'dossiers.db') },
    disk,
    mend: () => Promise.resolve(),
    remove: async () => disk.remove(),
  }
}

async function postgresGround(): Promise<Ground> {
  const disk = smallDisk(768)
  // The server makes its folder where temporary files go.
  const before = process.env.TMPDIR
  process.env.TMPDIR = disk.folder
  const server = await startServer({
    settings: { fsync: 'on', autovacuum: 'on', max_wal_size: '96MB', min_wal_size: '32MB', restart_after_crash: 'off' },
  }).finally(() => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  })
  const database = await server.database()
  const again = async () => {
    await server.end('SIGKILL')
    for (let tries = 0; ; tries += 1) {
      try {
        return await server.start()
      } catch (error) {
        // Backends of the killed server hold its shared memory a moment longer.
        if (tries >= 50) throw error
        await pause(100)
      }
    }
  }
  return {
    place: { kind: 'postgres', connectionString: server.url(database) },
    disk,
    async restart(chance) {
      await server.end(chance.whole(0, 1) === 0 ? 'SIGKILL' : 'SIGINT')
      await pause(chance.whole(0, 500))
      await again()
    },
    async mend() {
      const isThere = await server.query('SELECT 1').then(
        () => true,
        () => false,
      )
      if (!isThere) await again()
    },
    async remove() {
      await server.remove()
      disk.remove()
    },
  }
}
