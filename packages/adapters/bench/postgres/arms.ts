import { readFileSync } from 'node:fs'
import pg from 'pg'
import type { Commit } from '@motcua/engine/ports'
import { postgresStore } from '../../src/store/postgres/index.ts'
import { collected, meter, type Turn } from '../meter.ts'
import { latencies } from '../office/latencies.ts'
import { openOffice, takeThrough } from '../office/ten-steps.ts'
import { RAW_MANNERS, rawBatches, writeRaw } from './raw.ts'

export interface Place {
  readonly url: string
  readonly schema: string
}

/** The whole engine in a schema. */
export async function postgresEngine({ url, schema }: Place) {
  const office = await openOffice(postgresStore({ connectionString: url, schema }))
  return {
    async load(dossiers: number, atOnce: number): Promise<Turn> {
      const measured = meter()
      return measured(await takeThrough(office, dossiers, atOnce))
    },
    latencies: (perSecond: number, seconds: number) => latencies(office, perSecond, seconds),
    memory: () => process.memoryUsage().heapUsed,
    end: () => office.engine.stop(),
  }
}

/** The bare driver in a schema of the same tables. */
export async function postgresDriver({ url, schema }: Place) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(RAW_MANNERS)
  let commits: readonly Commit[] = []
  return {
    read(path: string) {
      commits = JSON.parse(readFileSync(path, 'utf8')) as Commit[]
    },
    /** Writes one part of `parts` of what was read, in batches of so many. */
    async write(size: number, part: number, parts: number): Promise<Turn> {
      const mine = new Set([...new Set(commits.map(({ dossier }) => dossier))].filter((_, number) => number % parts === part))
      const batches = rawBatches(
        schema,
        commits.filter(({ dossier }) => mine.has(dossier)),
        size,
      )
      collected()
      const measured = meter()
      return measured(await writeRaw(client, batches))
    },
    end: () => client.end(),
  }
}
