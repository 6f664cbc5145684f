/** The embedder's own rows in the engine's transaction, by real SQL on both databases: there exactly when the command is. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import type { Engine } from '@motcua/engine'
import type { OwnStatement, Store } from '@motcua/engine/ports'
import { describe, expect, onTestFinished, test } from 'vitest'
import { postgresStore } from '../src/store/postgres/index.ts'
import { useServer } from '../src/store/postgres/used-server.fixture.ts'
import { sqliteStore } from '../src/store/sqlite/index.ts'
import { startedOn, temporaryFolder } from './small-office.fixture.ts'

const CODE = '9.000012'
const YAML = `procedure: "${CODE}"
name: Dòng riêng
roles: { counter: Một cửa, applicant: Người yêu cầu }
flow:
  begin: { startEvent: , next: check }
  check: { userTask: { role: counter }, next: done }
  done: { endEvent: }
`
/** A database with a table of the embedder's: `ledger (command text primary key, amount integer not null)`. */
interface Ground {
  open(): Store
  /** A statement that adds a row. */
  add(command: string, amount: number | null): OwnStatement
  /** A statement that takes everybody's transaction along. */
  readonly ruin: OwnStatement
  rows(): Promise<readonly string[]>
}

async function engineOn(ground: Ground): Promise<Engine> {
  const engine = await startedOn(ground.open(), YAML)
  onTestFinished(() => engine.stop())
  return engine
}

function ownRows(name: string, open: () => Promise<Ground>): void {
  describe(name, () => {
    test('are there with the command, once, however often it is sent', async () => {
      const ground = await open()
      const engine = await engineOn(ground)
      const lodge = () => engine.lodge(CODE, {}, { as: 'an', command: 'c1', own: [ground.add('c1', 5), ground.add('c1-b', 7)] })
      const { id } = await lodge()
      expect((await lodge()).id).toBe(id)
      expect(await ground.rows()).toEqual(['c1 5', 'c1-b 7'])
    })

    test('that the database refuses take the command with them, and nobody else’s', async () => {
      const ground = await open()
      const engine = await engineOn(ground)
      const { id } = await engine.lodge(CODE, {}, { as: 'an' })
      const [task] = await engine.worklist({ as: 'binh', dossier: id })
      const complete = (own: readonly OwnStatement[]) => engine.complete(task?.id ?? '', {}, { as: 'binh', own })
      const [refused, ...others] = await Promise.allSettled([
        complete([ground.add('good', 1), ground.add('bad', null)]),
        ...[1, 2, 3].map((number) => engine.lodge(CODE, {}, { as: 'an', own: [ground.add(`other-${number}`, number)] })),
      ])
      expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'OWN_REFUSED' } })
      expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
      expect(await ground.rows()).toEqual(['other-1 1', 'other-2 2', 'other-3 3'])
      expect((await engine.dossier(id, { as: 'binh' })).seq).toBe(1)
      expect((await complete([ground.add('good', 1)])).status).toBe('completed')
      expect(await ground.rows()).toContain('good 1')
    })

    test('that end everybody’s transaction take their own command with them alone', async () => {
      const ground = await open()
      const engine = await engineOn(ground)
      const lodge = (number: number, own: OwnStatement) => engine.lodge(CODE, {}, { as: 'an', command: `c${number}`, own: [own] })
      const all = [1, 2, 3, 4].map((number) => lodge(number, number === 3 ? ground.ruin : ground.add(`c${number}`, number)))
      const [first, second, refused, fourth] = await Promise.allSettled(all)
      expect([first, second, fourth].map((each) => each?.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
      expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'OWN_REFUSED' } })
      expect(await ground.rows()).toEqual(['c1 1', 'c2 2', 'c4 4'])
      expect((await lodge(3, ground.add('c3', 3))).seq).toBe(1)
    })

    test('of a command that was refused are not there', async () => {
      const ground = await open()
      const engine = await engineOn(ground)
      const { id } = await engine.lodge(CODE, {}, { as: 'an' })
      const [task] = await engine.worklist({ as: 'binh', dossier: id })
      await engine.complete(task?.id ?? '', {}, { as: 'binh' })
      await expect(engine.complete(task?.id ?? '', {}, { as: 'binh', own: [ground.add('late', 1)] })).rejects.toMatchObject({
        code: 'COMMAND_REJECTED',
      })
      expect(await ground.rows()).toEqual([])
    })

    test('of two engines that act on one dossier at once: those of the one that was first', async () => {
      const ground = await open()
      const engines = [await engineOn(ground), await engineOn(ground)]
      const { id } = await (engines[0] as Engine).lodge(CODE, {}, { as: 'an' })
      const [task] = (await engines[0]?.worklist({ as: 'binh', dossier: id })) ?? []
      const both = await Promise.allSettled(
        engines.map((engine, node) =>
          engine.complete(task?.id ?? '', {}, { as: 'binh', own: [ground.add(`node-${node}`, node)] }),
        ),
      )
      const [winner] = both.flatMap(({ status }, node) => (status === 'fulfilled' ? [node] : []))
      expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await ground.rows()).toEqual([`node-${winner} ${winner}`])
    })
  })
}

ownRows('own rows on SQLite', () => {
  const path = join(temporaryFolder('own'), 'dossiers.db')
  const on = <T>(work: (db: Database.Database) => T): T => {
    const db = new Database(path)
    try {
      return work(db)
    } finally {
      db.close()
    }
  }
  let isMade = false
  return Promise.resolve({
    open() {
      const store = sqliteStore(path)
      const opened = store.open.bind(store)
      // The embedder's table goes into the file once there is one.
      store.open = async () => {
        await opened()
        if (!isMade) on((db) => db.exec('CREATE TABLE ledger (command TEXT PRIMARY KEY, amount INTEGER NOT NULL)'))
        isMade = true
      }
      return store
    },
    add: (command, amount) => ({ sql: 'INSERT INTO ledger VALUES (?, ?)', params: [command, amount] }),
    ruin: { sql: `INSERT OR ROLLBACK INTO ledger VALUES ('ruin', NULL)`, params: [] },
    rows: () =>
      Promise.resolve(
        on((db) =>
          db.prepare<[], { text: string }>(`SELECT command || ' ' || amount AS text FROM ledger ORDER BY command`).all(),
        ),
      ).then((rows) => rows.map(({ text }) => text)),
  })
})

describe('on a server', () => {
  const server = useServer()

  ownRows('own rows on PostgreSQL', async () => {
    const database = await server.database()
    await server.query('CREATE TABLE public.ledger (command text PRIMARY KEY, amount integer NOT NULL)', database)
    return {
      open: () => postgresStore({ connectionString: server.url(database), max: 4 }),
      add: (command, amount) => ({ sql: 'INSERT INTO public.ledger VALUES ($1, $2)', params: [command, amount] }),
      ruin: { sql: 'SELECT pg_terminate_backend(pg_backend_pid())', params: [] },
      rows: async () =>
        (
          await server.query<{ text: string }>(
            `SELECT command || ' ' || amount AS text FROM public.ledger ORDER BY command`,
            database,
          )
        ).map(({ text }) => text),
    }
  })

  /** Raised where a batch is committed, long after the statement was taken: by a rule of the embedder's own, or of another server behind it. */
  test.each([
    ['08006', 'OWN_REFUSED'],
    ['57P01', 'OWN_REFUSED'],
    ['MTC01', 'OWN_REFUSED'],
    ['53100', 'STORE_FULL'],
    ['58030', 'STORE_UNREACHABLE'],
    ['XX000', 'STORE_UNREACHABLE'],
  ])('an error %s at the commit is told to the command that brought it on, and to nobody else', async (state, code) => {
    const database = await server.database()
    await server.query(
      `CREATE TABLE public.ledger (command text PRIMARY KEY);
       CREATE FUNCTION public.ruin() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${state}'; END $$;
       CREATE CONSTRAINT TRIGGER ruin AFTER INSERT ON public.ledger DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW WHEN (NEW.command = 'c2') EXECUTE FUNCTION public.ruin()`,
      database,
    )
    const engine = await startedOn(postgresStore({ connectionString: server.url(database), max: 4 }), YAML)
    onTestFinished(() => engine.stop())
    const commands = ['c1', 'c2', 'c3', 'c4', 'c5']
    const told = await Promise.allSettled(
      commands.map((command) => {
        const own = [{ sql: 'INSERT INTO public.ledger VALUES ($1)', params: [command] }]
        return engine.lodge(CODE, {}, { as: 'an', command, ...(command === 'c4' ? {} : { own }) })
      }),
    )
    expect(told.map((each) => (each.status === 'fulfilled' ? 'done' : (each.reason as { code: string }).code))).toEqual(
      commands.map((command) => (command === 'c2' ? code : 'done')),
    )
    const rows = await server.query('SELECT command FROM public.ledger ORDER BY 1', database)
    expect(rows).toEqual([{ command: 'c1' }, { command: 'c3' }, { command: 'c5' }])
    const journal = await server.query('SELECT command FROM motcua.journal ORDER BY 1', database)
    expect(journal).toEqual(commands.filter((command) => command !== 'c2').map((command) => ({ command })))
  })
})
