import Database from 'better-sqlite3'

/** A SQLite file that is none of ours. */
export function makeOtherProgram(path: string, mode: 'DELETE' | 'WAL', version = 0): void {
  const db = new Database(path)
  db.pragma(`journal_mode = ${mode}`)
  db.exec('CREATE TABLE invoice (number INTEGER)')
  db.pragma(`user_version = ${version}`)
  db.close()
}

/** Has a file of ours say that an earlier release wrote it. */
export function makeEarlier(path: string, version: number): void {
  const db = new Database(path)
  db.pragma(`user_version = ${version}`)
  db.close()
}
