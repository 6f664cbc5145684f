import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../terminal/usage-error.ts'

/** Where the demo keeps what it works with and leaves what it made. */
export interface DemoFolder {
  readonly path: string
  readonly database: string
  readonly portalJournal: string
  readonly documents: string
  readonly outbox: string
  readonly archive: string
  readonly keys: string
  file(name: string): string
}

/** Says that a folder is the demo's own: only then is anything in it ever removed. */
const MARK = '.motcua-demo'
const DONE = '.finished'

/** Opens the folder; a finished demo in it makes room for a new one, an unfinished one stays. @throws UsageError */
export function openFolder(path: string): DemoFolder {
  const isFile = existsSync(path) && !statSync(path).isDirectory()
  if (isFile || (existsSync(path) && !existsSync(join(path, MARK)) && readdirSync(path).length > 0)) {
    throw new UsageError({
      vi: `${path}: cần một thư mục rỗng hoặc của lần demo trước, gặp ${isFile ? 'một tệp' : 'các tệp khác'}`,
      en: `${path}: expected an empty folder or an earlier demo, found ${isFile ? 'a file' : 'other files'}`,
    })
  }
  if (existsSync(join(path, MARK)) && existsSync(join(path, DONE))) rmSync(path, { recursive: true })
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, MARK), 'motcua demo; this folder is replaced when the demo runs again\n')
  const file = (name: string) => join(path, name)
  const keys = file('keys')
  mkdirSync(keys, { recursive: true })
  return {
    path,
    database: file('dossiers.db'),
    portalJournal: file('portal.ndjson'),
    documents: file('documents'),
    outbox: file('outbox'),
    archive: file('archive'),
    keys,
    file,
  }
}

export function markFinished(folder: DemoFolder): void {
  writeFileSync(folder.file(DONE), '')
}
