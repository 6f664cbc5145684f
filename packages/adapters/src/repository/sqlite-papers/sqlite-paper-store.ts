import { AdapterFailure, mustHold, type JsonObject, type PaperStore, type StoredPaper } from '@motcua/engine/ports'
import { smallDatabase } from '../../sqlite-file/small-database.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS papers (
    code TEXT NOT NULL,
    digest TEXT NOT NULL,
    owner TEXT NOT NULL,
    type TEXT NOT NULL,
    reusable_from INTEGER NOT NULL,
    paper TEXT NOT NULL,
    PRIMARY KEY (code, digest)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS papers_of_owner ON papers (owner, type, reusable_from DESC);
`

export interface SqlitePaperStore extends PaperStore {
  close(): void
}

/**
 * The electronic data store of citizens and organisations, its index in one SQLite file.
 *
 * Throws AdapterFailure: `PAPER_STORE_UNREACHABLE` (worth a retry), `PAPER_INVALID` (final).
 *
 * @example
 * createEngine({ store, procedures, adapters: { identity, documents, papers: sqlitePaperStore('papers.db') } })
 */
export function sqlitePaperStore(path: string): SqlitePaperStore {
  mustHold('sqlitePaperStore', 'path', path, 'a path', typeof path === 'string' && path !== '')
  const { db, use, close } = smallDatabase(path, SCHEMA, 'PAPER_STORE_UNREACHABLE')
  const insert = db.prepare(
    'INSERT INTO papers (code, digest, owner, type, reusable_from, paper) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const select = db.prepare<[string, string], { readonly paper: string }>(
    'SELECT paper FROM papers WHERE owner = ? AND type = ? ORDER BY reusable_from DESC, rowid DESC',
  )
  return {
    add(paper) {
      return use(() => {
        mustFit(paper)
        const { code, digest, owner, type, reusableFrom } = paper
        insert.run(code, digest, owner, type, reusableFrom, JSON.stringify(paper))
      })
    },
    find(owner, type) {
      return use(() => select.all(owner, type).map(({ paper }) => JSON.parse(paper) as StoredPaper & JsonObject))
    },
    close,
  }
}

function mustFit({ code, owner, type }: StoredPaper): void {
  if (owner !== '' && type !== '' && code === `${owner}.${type}`) return
  throw new AdapterFailure('PAPER_INVALID', `expected the code ${owner}.${type}, found "${code}"`, { retry: false })
}
