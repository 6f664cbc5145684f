import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { StoreFailure, type Store, type StoreAccess } from '@motcua/engine'
import { sqliteStore } from '@motcua/adapters/sqlite'
import { EXIT, type Terminal } from './output.ts'
import { UsageError } from './usage-error.ts'

const POSTGRES = /^postgres(?:ql)?:\/\//i

/**
 * Opens the store that a command names, hands it to `work` and closes it. Nothing is made or upgraded, neither file nor schema.
 *
 * @param access    `existing` where the command writes
 * @param database  a path of a SQLite file, or `postgres://user@host/database`; what it leaves out comes from `PGPASSWORD` and its like
 * @returns what `work` says, or EXIT.usage where the store cannot be used; why is told on the terminal
 * @throws UsageError  there is no such file
 */
export async function withStore(
  database: string,
  terminal: Terminal,
  work: (store: Store) => Promise<number>,
  access: StoreAccess = 'reading',
): Promise<number> {
  const store = POSTGRES.test(database) ? await postgres(database, access) : sqlite(database, access, terminal)
  try {
    await store.open()
    return await work(store)
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error
    const why = terminal.language === 'vi' ? `${UNUSABLE_VI[error.code] ?? 'không dùng được'} (${error.message})` : error.message
    terminal.err(`${withoutPassword(database)}: ${error.code}: ${why}\n`)
    return EXIT.usage
  } finally {
    await store.close()
  }
}

function sqlite(database: string, access: StoreAccess, { cwd }: Terminal): Store {
  const path = resolve(cwd, database)
  if (!existsSync(path)) throw new UsageError({ vi: `${database}: không có tệp này`, en: `${database}: no such file` })
  if (!statSync(path).isFile())
    throw new UsageError({
      vi: `${database}: cần tệp SQLite hoặc postgres://…, gặp thư mục`,
      en: `${database}: expected a SQLite file or postgres://…, found a directory`,
    })
  return sqliteStore(path, { access })
}

async function postgres(connectionString: string, access: StoreAccess): Promise<Store> {
  // Loaded here: a file needs no driver of PostgreSQL.
  const { postgresStore } = await import('@motcua/adapters/postgres')
  return postgresStore({ connectionString, applicationName: 'motcua command', access })
}

/** For the terminal, which others may read. */
function withoutPassword(database: string): string {
  if (!POSTGRES.test(database) || !URL.canParse(database)) return database.replace(/:[^:@/]*@/, ':…@')
  const url = new URL(database)
  if (url.password !== '') url.password = '…'
  return decodeURI(url.href)
}

const UNUSABLE_VI: Readonly<Record<string, string>> = {
  STORE_FOREIGN: 'đây không phải cơ sở dữ liệu của motcua',
  STORE_OLDER: 'cơ sở dữ liệu do bản motcua cũ hơn ghi: khởi động engine một lần để nâng cấp',
  STORE_NEWER: 'cơ sở dữ liệu do bản motcua mới hơn ghi',
  STORE_UNREACHABLE: 'không kết nối được',
  STORE_READ_ONLY: 'không có quyền ghi',
  STORE_FULL: 'ổ đĩa đầy',
  STORE_CORRUPT: 'cơ sở dữ liệu bị hỏng',
}
