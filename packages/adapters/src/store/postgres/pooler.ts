import { StoreFailure } from '@motcua/engine/ports'

/** What commits rely on, and the values that would do. */
const NEEDED = `
  SELECT s.name, s.reset_val AS found, needed.value AS expected, quote_ident(session_user) AS role, quote_ident(current_database()) AS database
  FROM (VALUES ('synchronous_commit', 'on'), ('default_transaction_isolation', 'read committed')) AS needed (name, value)
  JOIN pg_settings AS s ON s.name = needed.name
  WHERE CASE s.name WHEN 'synchronous_commit' THEN s.reset_val = 'off' ELSE s.reset_val <> needed.value END
  ORDER BY s.name LIMIT 1`

interface Lacking {
  readonly name: string
  readonly found: string
  readonly expected: string
  readonly role: string
  readonly database: string
}

/**
 * A pooler in transaction mode passes the next transaction to any of the server's connections: what was set on one is not set on the next,
 * whose commits would then be acknowledged before they are on the disk. So behind a pooler the defaults must be right.
 *
 * @throws StoreFailure STORE_UNREACHABLE
 */
export async function mustHaveRightDefaults(session: { plan<R>(text: string): Promise<R[]> }, place: string): Promise<void> {
  const [lacking] = await session.plan<Lacking>(NEEDED)
  if (lacking === undefined) return
  const { name, found, expected, role, database } = lacking
  throw new StoreFailure(
    'STORE_UNREACHABLE',
    `${place}: expected ${name} = '${expected}' by default, since a pooler is between and passes what is set on to others, found '${found}': ` +
      `ALTER ROLE ${role} IN DATABASE ${database} SET ${name} = '${expected}'`,
  )
}
