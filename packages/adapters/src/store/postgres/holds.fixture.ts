import type { PostgresServer } from './server.fixture.ts'

/** Whether a text stands in any row of a schema's tables. */
export async function holds(server: PostgresServer, database: string, schema: string, text: string): Promise<boolean> {
  const tables = await server.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = '${schema}'`,
    database,
  )
  const looks = tables.map(({ name }) => `EXISTS (SELECT 1 FROM ${schema}."${name}" AS r WHERE strpos(r::text, '${text}') > 0)`)
  const [row] = await server.query<{ found: boolean }>(`SELECT ${looks.join(' OR ')} AS found`, database)
  return row?.found === true
}
