import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Store } from '@motcua/engine/ports'
import type { StoreSubject } from '../../../../engine/src/testing/contracts/store.ts'

/** A store for the contract, each in a file of its own in `folder`. @param make  an unopened store of a file */
export function subjectIn(folder: string, make: (path: string) => Store): StoreSubject {
  const paths = new WeakMap<object, string>()
  let files = 0
  const opened = async (path: string) => {
    const store = make(path)
    paths.set(store, path)
    await store.open()
    return store
  }
  return {
    open: () => opened(join(folder, `contract-${++files}.db`)),
    async reopen(store) {
      await store.close()
      return opened(paths.get(store) ?? '')
    },
    async holds(store, text) {
      const db = new Database(paths.get(store), { readonly: true })
      const tables = db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all()
      const found = tables.some((name) => JSON.stringify(db.prepare(`SELECT * FROM "${name}"`).all()).includes(text))
      db.close()
      return found
    },
    own: {
      create: { sql: 'CREATE TABLE own (number INTEGER, is_new INTEGER CHECK (is_new IN (0, 1)))', params: [] },
      insert: (number) => ({ sql: 'INSERT INTO own VALUES (?, ?)', params: [number, true] }),
      async numbers(store) {
        const db = new Database(paths.get(store), { readonly: true })
        const numbers = db.prepare<[], number>('SELECT number FROM own WHERE is_new = 1 ORDER BY number').pluck().all()
        db.close()
        return numbers
      },
      ruins: {
        'OR ROLLBACK': [{ sql: 'INSERT OR ROLLBACK INTO own VALUES (1, 7)', params: [] }],
        'RAISE (ROLLBACK)': [
          {
            sql: `CREATE TRIGGER no_eight BEFORE INSERT ON own WHEN NEW.number = 8 BEGIN SELECT RAISE (ROLLBACK, 'no'); END`,
            params: [],
          },
          { sql: 'INSERT INTO own VALUES (8, 1)', params: [] },
        ],
        'a rule that is looked at in the end': [
          { sql: 'CREATE TABLE child (parent INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)', params: [] },
          { sql: 'CREATE TABLE parent (id INTEGER PRIMARY KEY)', params: [] },
          { sql: 'INSERT INTO child VALUES (7)', params: [] },
        ],
        'a table in the place of ours': [{ sql: 'create temp table dossier (dossier TEXT)', params: [] }],
        'a table in the place of ours, named by its schema': [{ sql: 'CREATE TABLE temp.journal (dossier TEXT)', params: [] }],
        'a view behind a comment': [{ sql: 'CREATE /* x */ TEMP VIEW task AS SELECT 1', params: [] }],
      },
    },
  }
}
