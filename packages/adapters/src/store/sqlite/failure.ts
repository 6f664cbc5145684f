import Database from 'better-sqlite3'
import { StoreFailure } from '@motcua/engine/ports'

/** SQLite's primary result codes, and what they mean to a host. The first prefix that fits is taken. */
const MEANINGS: readonly (readonly [prefix: string, code: string, meaning: string])[] = [
  ['SQLITE_READONLY', 'STORE_READ_ONLY', 'the file cannot be written to: mend its permissions'],
  ['SQLITE_FULL', 'STORE_FULL', 'the disk is full: make room, then send the commands again'],
  ['SQLITE_CORRUPT', 'STORE_CORRUPT', 'the file is damaged: restore a backup'],
  ['SQLITE_NOTADB', 'STORE_FOREIGN', 'the file is no database: name another path'],
  ['SQLITE_CONSTRAINT', 'STORE_INPUT_INVALID', 'what was given breaks a rule of the schema'],
  ['SQLITE_MISMATCH', 'STORE_INPUT_INVALID', 'what was given breaks a rule of the schema'],
  ['SQLITE_TOOBIG', 'STORE_INPUT_INVALID', 'what was given is larger than SQLite can hold'],
  ['SQLITE_BUSY', 'STORE_UNREACHABLE', 'another process holds the file for too long: end it, or try again'],
  ['SQLITE_', 'STORE_UNREACHABLE', 'the file cannot be used: name a file on a local disk'],
]

/** Runs `work` and turns whatever SQLite throws into a StoreFailure. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storeFailure(error, path)
  }
}

/** Whether a statement does not fit the tables that are there, or breaks their rules. */
export function isMisfit(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(ERROR|CONSTRAINT)/.test(error.code)
}

/** What an error of SQLite or of its driver means to a host; a StoreFailure stays as it is. */
export function storeFailure(error: unknown, path: string): StoreFailure {
  if (error instanceof StoreFailure) return error
  if (error instanceof Database.SqliteError) {
    // SQLite has no code of its own for it.
    if (/^no such (table|column)/.test(error.message)) {
      const message = `${path}: a part of the schema is not there any more: restore a backup (${error.message})`
      return new StoreFailure('STORE_FOREIGN', message, error)
    }
    const found = MEANINGS.find(([prefix]) => error.code.startsWith(prefix))
    const [, code, meaning] = found ?? ['', 'STORE_UNREACHABLE', 'the file cannot be used']
    return new StoreFailure(code, `${path}: ${meaning} (${error.code}: ${error.message})`, error)
  }
  // The driver refuses what is no SQLite value, and JSON what is no JSON, with a TypeError or a RangeError.
  if (error instanceof TypeError || error instanceof RangeError) {
    return new StoreFailure('STORE_INPUT_INVALID', `${path}: expected plain JSON, found another value (${error.message})`, error)
  }
  if (error instanceof SyntaxError) {
    return new StoreFailure('STORE_CORRUPT', `${path}: expected JSON, found something else (${error.message})`, error)
  }
  if (isOfAddOn(error)) {
    const message = `${path}: better-sqlite3 is not built for this Node.js, ${process.version}: run \`npm rebuild better-sqlite3\` with it (${error.message})`
    return new StoreFailure('STORE_UNREACHABLE', message, error)
  }
  return new StoreFailure('STORE_UNREACHABLE', `${path}: ${String(error)}`, error)
}

/** The driver's native add-on was built for another Node.js, or not at all, as by an installation without scripts. */
function isOfAddOn(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === 'ERR_DLOPEN_FAILED') || error.message.startsWith('Could not locate the bindings file')
}
