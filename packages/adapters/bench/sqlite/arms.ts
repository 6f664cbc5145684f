import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Commit, Store } from '@motcua/engine/ports'
import { sqliteStore } from '../../src/store/sqlite/index.ts'
import { collected, meter, type Turn } from '../meter.ts'
import { latencies } from '../office/latencies.ts'
import { openOffice, takeThrough } from '../office/ten-steps.ts'
import { rawWriter } from './raw.ts'

/** As it is published. */
const WRITER = pathToFileURL(join(process.cwd(), 'packages/adapters/dist/store/sqlite/writer.js'))

const ROUNDS = 3

export interface SqliteTurn extends Turn {
  readonly fsyncs: number
}

/** The whole engine on a file. */
export async function sqliteEngine({ path }: { readonly path: string }) {
  const counted = { fsyncs: 0 }
  const office = await openOffice(counting(sqliteStore(path, { writer: WRITER }), counted))
  return {
    async load(dossiers: number, atOnce: number): Promise<SqliteTurn> {
      const before = counted.fsyncs
      const measured = meter()
      const turn = measured(await takeThrough(office, dossiers, atOnce))
      return { ...turn, fsyncs: counted.fsyncs - before }
    },
    latencies: (perSecond: number, seconds: number) => latencies(office, perSecond, seconds),
    memory: () => process.memoryUsage.rss(),
    end: () => office.engine.stop(),
  }
}

/** The bare driver on a file of the same schema. */
export async function sqliteDriver({ path, recorded }: { readonly path: string; readonly recorded: readonly Commit[] }) {
  const raw = rawWriter(path)
  return {
    fill: (open: number) => {
      raw.fill(recorded, open)
    },
    /** As long as the engine's turn, in rounds whose rows fit into memory; the clock stands still while they are made. */
    write: (size: number): SqliteTurn => {
      const rounds = Array.from({ length: ROUNDS }, (): SqliteTurn => {
        const batches = raw.prepare(recorded, size)
        collected()
        const measured = meter()
        let commits = 0
        for (const batch of batches) {
          raw.write(batch)
          commits += batch.commits
        }
        return { ...measured(commits), fsyncs: batches.length }
      })
      const sum = (of: (round: SqliteTurn) => number) => rounds.reduce((all, round) => all + of(round), 0)
      return {
        commits: sum(({ commits }) => commits),
        seconds: sum(({ seconds }) => seconds),
        bytes: sum(({ bytes }) => bytes),
        cpuUs: sum(({ cpuUs }) => cpuUs),
        fsyncs: sum(({ fsyncs }) => fsyncs),
      }
    },
    end: () => {
      raw.close()
    },
  }
}

/** The store, counting its batches: each is one transaction. */
function counting(store: Store, counted: { fsyncs: number }): Store {
  const commit = store.commit.bind(store)
  store.commit = (batch) => {
    counted.fsyncs += 1
    return commit(batch)
  }
  return store
}
