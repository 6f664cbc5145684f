import { expect, test } from 'vitest'
import { commitOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { Database } from './database.ts'
import { openedBehind } from './opened-behind.fixture.ts'
import { migrate, MIGRATIONS } from './schema/migrate.ts'
import { useServer } from './used-server.fixture.ts'

const server = useServer()

test('the migration to 22 waits for who commits, and the lists of groups have the stage of what was there and of what comes', async () => {
  const database = await server.database()
  const db = new Database({ connectionString: server.url(database) })
  await migrate(db, MIGRATIONS.slice(0, 21))
  const { row } = commitOf('a', 1)
  await db.plan(
    `INSERT INTO @dossier (dossier, seq, tx, hash, stages, digest, suspended) VALUES ('a', 1, 1, $1, '{}', 'x', false)`,
    [row.hash],
  )
  const put = (task: string, stage: string | null) => `
    INSERT INTO motcua.task (id, dossier, agency, procedure, element, name, role, groups, excluded, stage, title, digest, applicant, opened_at, due)
      VALUES ('${task}', 'a', '', 'p', 'e', 'n', 'counter', '{night}', '{}', ${stage === null ? 'NULL' : `'${stage}'`}, '', 'x', '', 1, 1);
    INSERT INTO motcua.task_group (agency, name, due, opened_at, ordinal, task)
      SELECT '', 'night', t.due, t.opened_at, t.ordinal, t.id FROM motcua.task AS t WHERE t.id = '${task}';
    INSERT INTO motcua.counter_delta (kind, agency, procedure, key, stage, role, n) VALUES ('task', '', 'p', 'e', '${stage ?? ''}', 'counter', 1);`
  await db.run(`DO $$ BEGIN ${put('a:1', 'verify')} ${put('a:2', null)} END $$`)
  const store = await openedBehind(server, database, 'a', (node) => node.query(put('a:3', 'sign')))
  const night = async (stage?: string) => {
    const candidate = { person: 'an', roles: [], groups: ['night'], ownRole: null }
    const { items } = await store.tasks({ candidate, limit: 9, ...(stage === undefined ? {} : { stage }) })
    return items.map(({ id }) => id)
  }
  expect(await night()).toEqual(['a:1', 'a:2', 'a:3'])
  expect(await night('verify')).toEqual(['a:1'])
  expect(await night('sign')).toEqual(['a:3'])

  const task = taskOf('b', 1, { groups: ['night'], stage: 'verify' })
  await store.commit([commitOf('b', 1, { open: [task] })])
  expect(await night('verify')).toEqual(['a:1', 'b:1'])
  // As a migration of the dossier to another edition may have it.
  await store.commit([commitOf('b', 2, { open: [{ ...task, stage: 'sign' }] })])
  expect(await night('verify')).toEqual(['a:1'])
  expect(await night('sign')).toEqual(['a:3', 'b:1'])
  await db.end()
  await store.close()
})
