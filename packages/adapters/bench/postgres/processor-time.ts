import { existsSync, readFileSync } from 'node:fs'
import type pg from 'pg'

/**
 * Milliseconds that this process and the server's processes of an application have computed, for a server on the same machine: what a query
 * costs where others use the processors too. `NaN` where the system does not tell.
 */
export async function processorTime(client: pg.Client, application: string): Promise<() => { server: number; client: number }> {
  const { rows } = await client.query<{ pid: number }>('SELECT pid FROM pg_stat_activity WHERE application_name = $1', [
    application,
  ])
  const files = rows.map(({ pid }) => `/proc/${pid}/schedstat`).filter((file) => existsSync(file))
  return () => {
    const { user, system } = process.cpuUsage()
    const server = files.map((file) => Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6)
    return { server: server.length === 0 ? NaN : server.reduce((sum, ms) => sum + ms, 0), client: (user + system) / 1_000 }
  }
}
