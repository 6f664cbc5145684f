/** What statements of the embedder's own set, lock or make beside their rows lasts for their command, and for no other. */
import { expect, onTestFinished, test } from 'vitest'
import type { OwnStatement, Store } from '@motcua/engine/ports'
import { commitOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { postgresStore } from './index.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()

/** A store with a table of the embedder's, which a trigger signs with the setting `app.who`, and its like in another schema. */
async function signed(): Promise<{ store: Store; query: (sql: string) => Promise<unknown[]> }> {
  const database = await server.database()
  const query = (sql: string) => server.query(sql, database)
  await query(`
    CREATE TABLE public.ledger (name text PRIMARY KEY, who text);
    CREATE FUNCTION public.sign() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN NEW.who := nullif(current_setting('app.who', true), ''); RETURN NEW; END $$;
    CREATE TRIGGER sign BEFORE INSERT ON public.ledger FOR EACH ROW EXECUTE FUNCTION public.sign();
    CREATE FUNCTION public.come_in(who text) RETURNS void LANGUAGE sql AS $$ SELECT set_config('app.who', who, true) $$;
    CREATE SCHEMA other;
    CREATE TABLE other.ledger (LIKE public.ledger)`)
  const store = postgresStore({ connectionString: server.url(database), max: 2 })
  onTestFinished(() => store.close())
  await store.open()
  return { store, query }
}

const does = (sql: string, ...params: string[]): OwnStatement => ({ sql, params })
const adds = (name: string) => does('INSERT INTO ledger (name) VALUES ($1)', name)
const named = (name: string, ...before: OwnStatement[]) => commitOf(name, 1, { own: [...before, adds(name)] })

/** What leaves something behind that would lead rows of others astray. */
const STRAYING: readonly OwnStatement[] = [
  does(`SELECT set_config('search_path', 'other', true)`),
  does(`SELECT set_config('search_path', 'other', false)`),
  does(`DO $$ BEGIN SET search_path = other; END $$`),
  does(`SELECT set_config('session_replication_role', 'replica', false)`),
  does('CREATE TEMP TABLE ledger (name text)'),
]

test.each(['in one batch', 'one after another'])('whom a command names is not named by the next, %s', async (how) => {
  const { store, query } = await signed()
  const commits = [
    named('a', does(`SELECT set_config('app.who', $1, true)`, 'Bình')),
    named('b'),
    named('c', does('SELECT public.come_in($1)', 'Chi')),
    named('d'),
    named('e', does(`SELECT set_config('app.who', $1, false)`, 'Dung')),
    named('f'),
  ]
  if (how === 'in one batch') await store.commit(commits)
  else for (const commit of commits) await store.commit([commit])
  const who = (await query('SELECT name, who FROM public.ledger ORDER BY name')) as { name: string; who: string | null }[]
  expect(who.map((row) => row.who)).toEqual(['Bình', null, 'Chi', null, 'Dung', null])
})

test.each(STRAYING)('rows of other commands go where they belong, after $sql', async (straying) => {
  const { store, query } = await signed()
  const who = does(`SELECT set_config('app.who', 'An', true)`)
  await store.commit([commitOf('astray', 1, { own: [straying] }), named('a', who)])
  await store.commit([named('b', who)])
  expect(await query('SELECT name, who FROM public.ledger ORDER BY name')).toEqual([
    { name: 'a', who: 'An' },
    { name: 'b', who: 'An' },
  ])
})

test('a role that a command takes is put down after it', async () => {
  const { store, query } = await signed()
  await query('DROP ROLE IF EXISTS own_rows_of_nobody; CREATE ROLE own_rows_of_nobody')
  for (const isLocal of [true, false]) {
    const takes = does(`SELECT set_config('role', 'own_rows_of_nobody', ${isLocal})`)
    const outcomes = await store.commit([commitOf(`takes ${isLocal}`, 1, { own: [takes] }), named(`after ${isLocal}`)])
    expect(outcomes).toEqual([{ status: 'committed' }, { status: 'committed' }])
    expect(await store.commit([named(`later ${isLocal}`)])).toEqual([{ status: 'committed' }])
  }
})

test('an advisory lock of the session ends with the transaction', async () => {
  const { store, query } = await signed()
  await store.commit([commitOf('locks', 1, { own: [does('SELECT pg_advisory_lock(7)')] }), named('a')])
  await store.commit([commitOf('fails', 1, { own: [does('SELECT pg_advisory_lock(8)'), does('SELECT 1 / 0')] })])
  expect(await query(`SELECT objid FROM pg_locks WHERE locktype = 'advisory'`)).toEqual([])
})

test('commits are as durable after own statements as before them', async () => {
  const { store, query } = await signed()
  await query('ALTER ROLE postgres SET synchronous_commit = off')
  onTestFinished(async () => void (await query('ALTER ROLE postgres RESET synchronous_commit')))
  const asks = (name: string) =>
    commitOf(name, 1, {
      own: [
        does('INSERT INTO public.ledger (name) VALUES ($1)', `${name} `),
        does(`UPDATE public.ledger SET who = current_setting('synchronous_commit') WHERE name = $1`, `${name} `),
      ],
    })
  await query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'motcua'`)
  await store.commit([asks('a'), asks('b')])
  await store.commit([asks('c')])
  expect(await query('SELECT DISTINCT who FROM public.ledger')).toEqual([{ who: 'on' }])
})
