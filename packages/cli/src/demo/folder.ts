import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

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

/** A folder with other things in it. */
export class FolderTaken extends Error {}

/** Opens the folder; a finished demo in it makes room for a new one, an unfinished one stays. @throws FolderTaken */
export function openFolder(path: string): DemoFolder {
  if (existsSync(path) && !existsSync(join(path, MARK)) && readdirSync(path).length > 0) {
    throw new FolderTaken(`${path}: expected an empty folder or an earlier demo, found other files`)
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
