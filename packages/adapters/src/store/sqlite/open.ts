import { accessSync, constants, existsSync, lstatSync, readlinkSync, statSync, type Stats } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { StoreFailure, type StoreAccess } from '@motcua/engine/ports'
import { BUSY_TIMEOUT_MS, writeAhead } from '../../sqlite-file/write-ahead.ts'
import { migrate, mustBeThere } from './schema.ts'

/**
 * Opens a file, makes sure that it is ours and brings it up to date. A file that is refused is left untouched.
 *
 * @throws StoreFailure and SQLite's own errors
 */
export function openDatabase(path: string, access?: StoreAccess): Database.Database {
  if (access !== undefined) return openExisting(path, access)
  mustBeWritable(path)
  mustHaveFileBesideLog(path)
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS })
  try {
    migrate(db)
    useWriteAheadLog(db, path)
    for (const pragma of PRAGMAS) db.pragma(pragma)
    // Whatever else forbids writing shows now rather than at the first commit.
    db.exec('BEGIN IMMEDIATE; ROLLBACK')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Where nothing may be made or upgraded. A file that can be written to is opened so, or the log beside it could not be cleared away again. */
function openExisting(path: string, access: StoreAccess): Database.Database {
  const isReadable = access === 'reading' && !isWritable(path)
  if (!isReadable) mustBeWritable(path)
  mustHaveFileBesideLog(path)
  if (!existsSync(path)) throw new StoreFailure('STORE_UNREACHABLE', `${path}: expected an existing file, found none`)
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS, readonly: isReadable, fileMustExist: true })
  try {
    mustBeThere(db)
    for (const pragma of PRAGMAS) db.pragma(pragma)
    if (access === 'reading') db.pragma('query_only = ON')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function isWritable(path: string): boolean {
  try {
    mustBeWritable(path)
    return true
  } catch {
    return false
  }
}

/** What comes from a configuration may be anything, or nothing. */
function mustBePath(path: unknown): void {
  if (typeof path !== 'string' || path.trim() === '') {
    const found = typeof path === 'string' ? 'an empty text' : path === undefined ? 'none' : typeof path
    throw new StoreFailure('STORE_UNREACHABLE', `expected the path of a file, found ${found}: name a file on a local disk`)
  }
  if (path.includes('\0')) {
    const shown = JSON.stringify(path)
    throw new StoreFailure(
      'STORE_UNREACHABLE',
      `expected the path of a file, found ${shown}, which has a NUL character: name another path`,
    )
  }
  // An address of a database may have a password in it: it is not repeated.
  const [, scheme] = /^([a-z][a-z\d+.-]+):\/\//i.exec(path) ?? []
  if (scheme !== undefined) {
    const found = `expected the path of a file, found an address that begins with "${scheme}://"`
    const remedy = scheme.startsWith('postgres')
      ? 'give it to postgresStore, or name a file on a local disk'
      : 'name a file on a local disk'
    throw new StoreFailure('STORE_UNREACHABLE', `${found}: ${remedy}`)
  }
  const found = lookedAt(path)
  if (found === undefined || found.isFile()) return
  const kind = found.isDirectory() ? 'a folder' : 'what is no file'
  throw new StoreFailure('STORE_UNREACHABLE', `${path}: expected a file, found ${kind}: name another path`)
}

/** What Node says of a path where nothing can be, and what to mend. */
const NO_PLACE: Readonly<Record<string, string>> = {
  EACCES: 'this process may not look into a folder on the way to it: mend the permissions',
  EPERM: 'this process may not look into a folder on the way to it: mend the permissions',
  ELOOP: 'its links lead round in a circle: mend them, or name another path',
  ENAMETOOLONG: 'the name is too long: name another path',
  ENOTDIR: 'a file stands where a folder should be: name another path',
}

/** `undefined`: nothing is there yet. */
function lookedAt(path: string): Stats | undefined {
  try {
    // With `throwIfNoEntry: false` Node 22 says of a place below a file that nothing is there yet.
    return statSync(path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    const meaning = NO_PLACE[code] ?? 'nothing can be there: name a file on a local disk'
    throw new StoreFailure('STORE_UNREACHABLE', `${path}: ${meaning} (${String(error)})`, error)
  }
}

/** What a link leads to, which need not be there. */
function targetOf(path: string): string {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
  return isLink ? resolve(dirname(path), readlinkSync(path)) : path
}

/** What was committed since the last checkpoint is in the log alone, and SQLite would clear away one that stands beside nothing. */
function mustHaveFileBesideLog(path: string): void {
  const sizeOf = (place: string) => statSync(place, { throwIfNoEntry: false })?.size ?? 0
  const log = `${targetOf(path)}-wal`
  if (sizeOf(path) > 0 || sizeOf(log) === 0) return
  throw new StoreFailure(
    'STORE_CORRUPT',
    `${path}: expected the file of a log that has commits in it, found none: put the file back beside ${log}, or move the log away`,
  )
}

/** The log stands beside the file, so the folder must be writable too. SQLite's own errors would not say which of them is not. */
function mustBeWritable(path: string): void {
  mustBePath(path)
  const folder = dirname(targetOf(path))
  if (!existsSync(folder))
    throw new StoreFailure('STORE_UNREACHABLE', `${path}: expected an existing folder ${folder}, found none: create it`)
  for (const place of existsSync(path) ? [folder, path] : [folder]) {
    try {
      accessSync(place, constants.W_OK)
    } catch (error) {
      throw new StoreFailure(
        'STORE_READ_ONLY',
        `${path}: expected to be allowed to write to ${place}, found it forbidden: mend its permissions (${String(error)})`,
        error,
      )
    }
  }
}

const PRAGMAS = [
  // An acknowledged commit survives a loss of power: the driver's default in WAL mode is NORMAL, which may lose it.
  'synchronous = FULL',
  // On macOS fsync alone does not reach the disk.
  'fullfsync = 1',
  'foreign_keys = ON',
  // A damaged page is found when it is read, not when it has been built upon.
  'cell_size_check = ON',
  // A file from elsewhere cannot smuggle functions into the schema.
  'trusted_schema = OFF',
  'temp_store = MEMORY',
  // Pages in the log before it is copied back, 16 MB: the copy waits for the disk too, so fewer of them (README: what was measured).
  'wal_autocheckpoint = 4000',
  // 8 MB of pages: a commit after which pages moved walks through all of them, and what a batch is about fits into half of them.
  'cache_size = -8000',
] as const

/** The mode is a property of the file; databases without a file, and file systems without shared memory, have none. */
function useWriteAheadLog(db: Database.Database, path: string): void {
  const mode = writeAhead(db)
  if (mode !== 'wal') {
    throw new StoreFailure(
      'STORE_UNREACHABLE',
      `${path}: expected a file on a local disk, found one with journal mode ${String(mode)}: name another path`,
    )
  }
}
