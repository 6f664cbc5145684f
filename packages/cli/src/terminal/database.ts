import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { StoreFailure, type Store } from '@motcua/engine'
import { sqliteStore } from '@motcua/adapters/sqlite'
import { EXIT, type Terminal } from './output.ts'

/**
 * Opens the store that a command names, hands it to `work` and closes it. A file that is not there is not made.
 *
 * @param database  a path of a SQLite file
 * @returns what `work` says, or EXIT.usage where the store cannot be used; why is told on the terminal
 */
export async function withStore(database: string, terminal: Terminal, work: (store: Store) => Promise<number>): Promise<number> {
  const vi = terminal.language === 'vi'
  const path = resolve(terminal.cwd, database)
  if (!existsSync(path) || !statSync(path).isFile()) {
    terminal.err(vi ? `${database}: không có tệp này\n` : `${database}: no such file\n`)
    return EXIT.usage
  }
  const store = sqliteStore(path)
  try {
    await store.open()
    return await work(store)
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error
    terminal.err(`${database}: ${error.code}: ${error.message}\n`)
    return EXIT.usage
  } finally {
    await store.close()
  }
}
