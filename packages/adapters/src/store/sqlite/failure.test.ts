import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { StoreFailure, type Store } from '@motcua/engine/ports'
import { commitOf, taskOf } from '../../../../engine/src/testing/contracts/store/fixture.ts'
import { bundleChild } from '../child-bundle.fixture.ts'
import { storeFailure } from './failure.ts'
import { sqliteStore } from './index.ts'
import { APPLICATION_ID, MIGRATIONS, migrate } from './schema.ts'

const NEW_COLUMN = `ALTER TABLE serial RENAME TO old; CREATE TABLE serial (series TEXT, key TEXT, serial INTEGER, sender TEXT NOT NULL)`

const folder = mkdtempSync(join(tmpdir(), 'motcua-failure-'))
let child = ''
beforeAll(async () => {
  child = await bundleChild(new URL('child.fixture.ts', import.meta.url), folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a driver that this Node.js cannot load', () => {
  test.each([
    ['built for another one', addOnOf('text')],
    ['not built', new Error('Could not locate the bindings file. Tried: …')],
  ])('%s is told with how to build it', (_, error) => {
    const message = expect.stringContaining('npm rebuild better-sqlite3') as string
    expect(storeFailure(error, 'dossiers.db')).toMatchObject({ name: 'StoreFailure', code: 'STORE_UNREACHABLE', message })
  })

  /** What Node.js says of a native add-on that is none for it. */
  function addOnOf(text: string): unknown {
    const file = join(folder, 'add-on.node')
    writeFileSync(file, text)
    try {
      return process.dlopen({ exports: {} }, file)
    } catch (error) {
      return error
    }
  }
})

describe('a file that is not ours is refused and left as it was', () => {
  const foreign: Record<string, (path: string) => void> = {
    'another program’s database': (path) => raw(path, (db) => db.exec('CREATE TABLE t (x); INSERT INTO t VALUES (1)')),
    'another program’s application id': (path) => raw(path, (db) => db.pragma('application_id = 7')),
    'a version without an application id': (path) => raw(path, (db) => db.pragma('user_version = 1')),
    'a text': (path) => writeFileSync(path, 'Hồ sơ số 1\n'.repeat(400)),
  }
  test.each(Object.keys(foreign))('%s', async (name) => {
    const path = join(folder, `foreign-${Object.keys(foreign).indexOf(name)}.db`)
    foreign[name]?.(path)
    const before = readFileSync(path)
    const failure = await failureOf(sqliteStore(path).open())
    expect(failure).toMatchObject({ name: 'StoreFailure', code: 'STORE_FOREIGN', message: mending('name another path') })
    expect(failure).toMatchObject({ message: expect.stringContaining(`${path}: `) as string })
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('one that lacks a table of ours, which somebody dropped', async () => {
    const path = await written('dropped.db')
    raw(path, (db) => db.exec('DROP TABLE seal'))
    const before = readFileSync(path)
    for (const access of [undefined, 'existing', 'reading'] as const) {
      const failure = await failureOf(sqliteStore(path, access === undefined ? {} : { access }).open())
      expect(failure).toMatchObject({ code: 'STORE_FOREIGN', message: mending('restore a backup') })
      expect(failure).toMatchObject({ message: expect.stringContaining('seal') as string })
    }
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('a later release’s file', async () => {
    const path = await written('newer.db')
    raw(path, (db) => db.pragma('user_version = 99'))
    const before = readFileSync(path)
    const failure = await failureOf(sqliteStore(path).open())
    expect(failure).toMatchObject({ code: 'STORE_NEWER', message: mending('use the newer release') })
    expect(failure).toMatchObject({ message: expect.stringContaining(`${path}: `) as string })
    expect(readFileSync(path).equals(before)).toBe(true)
  })
})

describe('a file that a later release has migrated is told to a process at work, which does nothing more', () => {
  test.each<[string, string, (store: Store) => Promise<unknown>]>([
    ['where a table that it reads has another name', 'ALTER TABLE task RENAME TO work', (store) => store.tasks({ limit: 9 })],
    ['where a column that it does not know must be set', NEW_COLUMN, (store) => store.serial('s', 'k')],
    ['when it commits', 'SELECT 1', (store) => store.commit([commitOf('b', 1)])],
    ['when it looks what is next', 'SELECT 1', (store) => store.nextDue()],
    ['when it is asked for its health', 'SELECT 1', (store) => store.figures(0)],
  ])('%s', async (name, sql, notices) => {
    const path = await written(`at-work-${name.length}.db`)
    const store = sqliteStore(path)
    await store.open()
    raw(path, (db) => {
      db.exec(sql)
      db.pragma('user_version = 99')
    })
    const newer = { code: 'STORE_NEWER', message: mending('use the newer release') }
    expect(await failureOf(notices(store))).toMatchObject(newer)
    expect(await failureOf(store.commit([commitOf('b', 1)]))).toMatchObject(newer)
    expect(await failureOf(store.load('a'))).toMatchObject(newer)
    await store.close()
    raw(path, (db) => {
      expect(db.prepare(`SELECT 1 FROM dossier WHERE dossier = 'b'`).get()).toBeUndefined()
    })
  })
})

test('an empty file becomes ours, and is known as such', async () => {
  const path = join(folder, 'empty.db')
  writeFileSync(path, '')
  const store = sqliteStore(path)
  await store.open()
  await store.close()
  raw(path, (db) => {
    expect(db.pragma('application_id', { simple: true })).toBe(APPLICATION_ID)
    expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.at(-1)?.version)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  })
})

describe('a file that is another one under a process at work is told, and nothing more is written into what nobody finds', () => {
  const harms: readonly (readonly [name: string, harm: (path: string, other: string) => void])[] = [
    ['removed', (path) => rmSync(path)],
    ['moved', (path, other) => renameSync(path, `${other}-elsewhere`)],
    ['replaced', (path, other) => renameSync(other, path)],
  ]
  const notices: readonly (readonly [when: string, ask: (store: Store) => Promise<unknown>])[] = [
    ['when it commits', (store) => store.commit([commitOf('b', 1)])],
    ['when it looks what is next', (store) => store.nextDue()],
    ['when it is asked for its health', (store) => store.figures(0)],
  ]
  test.each(harms.flatMap(([name, harm]) => notices.map(([when, ask]) => [name, when, harm, ask] as const)))(
    '%s, %s',
    async (name, when, harm, ask) => {
      const [path, other] = [await written(`${name} ${when}.db`), await written(`${name} ${when} other.db`)]
      const store = sqliteStore(path)
      await store.open()
      harm(path, other)
      const failure = { code: 'STORE_WENT_BACK', message: mending('start it again') }
      expect(await failureOf(ask(store))).toMatchObject(failure)
      expect(await failureOf(store.commit([commitOf('b', 1)]))).toMatchObject(failure)
      expect(await failureOf(store.load('a'))).toMatchObject(failure)
      await store.close()
      const next = sqliteStore(path)
      await next.open()
      expect(await next.load('b')).toBeUndefined()
      expect((await next.load('a'))?.seq).toBe(name === 'replaced' ? 1 : undefined)
      await next.close()
    },
  )

  test('a link to it may lead there otherwise, as long as it leads there', async () => {
    const [path, link] = [await written('linked.db'), join(folder, 'linking.db')]
    symlinkSync(path, link)
    const store = sqliteStore(link)
    await store.open()
    expect(await store.commit([commitOf('b', 1)])).toEqual([{ status: 'committed' }])
    await store.close()
  })
})

test.each([
  ['is gone', (path: string) => rmSync(path)],
  ['is empty', (path: string) => writeFileSync(path, '')],
])('a log beside a file that %s has commits in it: it is left as it is', async (name, harm) => {
  const path = await left(`alone ${name}.db`)
  harm(path)
  const log = readFileSync(`${path}-wal`)
  for (const access of [undefined, 'existing'] as const) {
    const failure = await failureOf(sqliteStore(path, access === undefined ? {} : { access }).open())
    expect(failure).toMatchObject({ code: 'STORE_CORRUPT', message: mending(`put the file back beside ${path}-wal`) })
  }
  expect(readFileSync(`${path}-wal`).equals(log)).toBe(true)
})

test('a link into a folder that is not there says which', async () => {
  const path = join(folder, 'link.db')
  symlinkSync(join(folder, 'not-there', 'x.db'), path)
  const failure = await failureOf(sqliteStore(path).open())
  expect(failure).toMatchObject({ code: 'STORE_UNREACHABLE', message: mending(`${join(folder, 'not-there')}.*create it`) })
})

describe('a place that is none is STORE_UNREACHABLE', () => {
  test('where nothing can be', async () => {
    const circle = join(folder, 'circle.db')
    symlinkSync(circle, circle)
    const [file, long] = [join(folder, 'a-file'), join(folder, `${'x'.repeat(300)}.db`)]
    writeFileSync(file, 'x')
    for (const [path, remedy] of [
      [circle, 'mend them, or name another path'],
      [long, 'name another path'],
      [join(file, 'x.db'), 'name another path'],
    ] as const) {
      const failure = await failureOf(sqliteStore(path).open())
      expect(failure).toMatchObject({ code: 'STORE_UNREACHABLE', message: mending(remedy) })
    }
  })

  test.each([join(folder, 'no-such-folder', 'x.db'), folder, ':memory:', ''])('%j', async (path) => {
    const failure = await failureOf(sqliteStore(path).open())
    expect(failure).toMatchObject({ code: 'STORE_UNREACHABLE', message: mending('create it|name a|name another') })
    expect(existsSync(join(folder, 'no-such-folder'))).toBe(false)
  })
})

test.each([
  ['', 'found an empty text'],
  ['a\0b.db', 'found "a\\u0000b.db", which has a NUL character'],
  [undefined, 'found none'],
  ['postgres://u:s3cret@h/db', 'begins with "postgres://": give it to postgresStore'],
  [42, 'found number'],
  [folder, 'found a folder'],
  ['/dev/null', 'found what is no file'],
])('%j is no path of a file, and the error says so', async (path, found) => {
  const failure = await failureOf(sqliteStore(path as string).open())
  expect(failure).toMatchObject({ code: 'STORE_UNREACHABLE', message: expect.stringContaining(found) as string })
  expect(failure).not.toMatchObject({ message: expect.stringContaining('s3cret') as string })
})

describe('without the right to write, opening says STORE_READ_ONLY', () => {
  const nobody = 65_534
  test.each([
    ['the file', 0o444, 0o777],
    ['the folder', 0o666, 0o555],
  ])('%s', async (which, fileMode, folderMode) => {
    const place = join(folder, `read-only-${which.replace(' ', '-')}`)
    mkdirSync(place)
    const path = join(place, 'x.db')
    copyFileSync(await written(`${which}.db`), path)
    chmodSync(folder, 0o755)
    chmodSync(path, fileMode)
    chmodSync(place, folderMode)
    // Root may write everywhere, so a root's test asks as nobody.
    const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
    const { stdout, stderr } = spawnSync(process.execPath, [child, 'open', path], { encoding: 'utf8', ...identity })
    chmodSync(place, 0o755)
    expect({ stdout, stderr }).toMatchObject({ stdout: 'STORE_READ_ONLY\n' })
  })
})

describe('a full disk', () => {
  const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0
  test.skipIf(!canMount)(
    'is STORE_FULL, loses nothing that was acknowledged, and is over when there is room (skipped where no file system can be mounted)',
    () => {
      const place = join(folder, 'small')
      mkdirSync(place)
      const ballast = join(place, 'ballast')
      const script = `mount -t tmpfs -o size=3m tmpfs "$1" && head -c 1000000 /dev/zero > "$1/ballast" && "$2" "$3" fill "$1/x.db" "$1/ballast"`
      const { stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', script, 'sh', place, process.execPath, child], {
        encoding: 'utf8',
      })
      const [code, found, then] = stdout.split('\n')
      expect({ code, then, stderr }).toEqual({ code: 'STORE_FULL', then: 'committed', stderr: '' })
      const { acknowledged, seq, rows, tasks } = JSON.parse(found ?? '{}') as Record<string, number>
      expect(acknowledged).toBeGreaterThan(3)
      expect([seq, rows, tasks]).toEqual([acknowledged, acknowledged, acknowledged])
      expect(existsSync(ballast)).toBe(false)
    },
  )

  test('SQLite’s own word for it is understood', () => {
    const db = new Database(':memory:')
    db.exec('CREATE TABLE t (x)')
    db.pragma('max_page_count = 3')
    const error = thrownBy(() => db.exec(`INSERT INTO t VALUES (zeroblob(100000))`))
    const message = mending('make room, then send the commands again')
    expect(storeFailure(error, 'x.db')).toMatchObject({ code: 'STORE_FULL', cause: error, message })
  })
})

test('a damaged file is STORE_CORRUPT, never another answer', async () => {
  const path = join(folder, 'damaged.db')
  const store = sqliteStore(path)
  await store.open()
  for (let seq = 1; seq <= 50; seq += 1) {
    await store.commit([commitOf('a', seq, { answer: { response: 'x'.repeat(3_000) }, open: [taskOf('a', seq)] })])
  }
  const journal = await store.journal('a', 0, 100)
  await store.close()
  const bytes = readFileSync(path)
  const pages = statSync(path).size / 4_096
  const codes = new Set<string>()
  for (let page = 1; page < pages; page += 1) {
    const damaged = Buffer.from(bytes)
    damaged.fill(0xa5, page * 4_096, (page + 1) * 4_096)
    writeFileSync(path, damaged)
    const again = sqliteStore(path)
    const outcome = await again.open().then(
      () => again.journal('a', 0, 100).catch((error: unknown) => error),
      (error: unknown) => error,
    )
    await again.close()
    if (outcome instanceof StoreFailure) codes.add(outcome.code)
    else expect(outcome).toEqual(journal)
  }
  expect([...codes]).toEqual(['STORE_CORRUPT'])
})

test('another process that holds the file for too long is STORE_UNREACHABLE, and nothing was committed', async () => {
  const path = await written('busy.db')
  const holder = new Database(path)
  holder.exec('BEGIN IMMEDIATE')
  const error = thrownBy(() => {
    const impatient = new Database(path, { timeout: 0 })
    try {
      impatient.exec('BEGIN IMMEDIATE')
    } finally {
      impatient.close()
    }
  })
  expect(storeFailure(error, path)).toMatchObject({ code: 'STORE_UNREACHABLE', cause: error, message: mending('end it') })
  const store = sqliteStore(path)
  expect(await failureOf(store.open())).toMatchObject({ code: 'STORE_UNREACHABLE' })
  holder.close()
  await store.open()
  expect((await store.load('a'))?.seq).toBe(1)
  await store.close()
})

test('what is no JSON is refused, and the store goes on', async () => {
  const store = sqliteStore(join(folder, 'input.db'))
  await store.open()
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  const wrong = [1n, circle].map((response) => commitOf('a', 1, { answer: { response: response as never } }))
  wrong.push(commitOf('a', 1, { open: [taskOf('a', 1, { name: { vi: 'Kiểm tra' } as never })] }))
  wrong.push(commitOf('a', 1, { open: [taskOf('a', 1, { name: null as never })] }))
  for (const commit of wrong) {
    expect(await failureOf(store.commit([commitOf('b', 1), commit]))).toMatchObject({ code: 'STORE_INPUT_INVALID' })
  }
  expect(await store.feed(null, 10)).toEqual([])
  expect(await store.commit([commitOf('b', 1)])).toEqual([{ status: 'committed' }])
  await store.close()
})

describe('migrations', () => {
  const latest = MIGRATIONS.length
  const next = (sql: string) => [...MIGRATIONS, { version: latest + 1, about: 'a test', sql }]

  test('are numbered 1, 2, 3 …', () => {
    expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, index) => index + 1))
  })

  test('bring an older file up and keep what it holds', async () => {
    const path = await written('older.db')
    raw(path, (db) => {
      migrate(db, next('ALTER TABLE task ADD COLUMN note TEXT'))
      expect(db.pragma('user_version', { simple: true })).toBe(latest + 1)
      expect(db.prepare('SELECT id, note FROM task').all()).toEqual([{ id: 'a:1', note: null }])
    })
  })

  test('that fail leave the file as it was', async () => {
    const path = await written('half.db')
    raw(path, (db) => {
      const failing = next('DROP TABLE serial; CREATE TABLE task (x)')
      expect(() => migrate(db, failing)).toThrow('task')
      expect(db.pragma('user_version', { simple: true })).toBe(latest)
      expect(db.prepare('SELECT count(*) AS n FROM serial').get()).toEqual({ n: 0 })
    })
    const store = sqliteStore(path)
    await store.open()
    expect((await store.load('a'))?.seq).toBe(1)
    await store.close()
  })
})

/** What a message must say about what to do. */
function mending(remedy: string): unknown {
  return expect.stringMatching(remedy)
}

/** A file with its log, as a process that was killed leaves them. */
async function left(name: string): Promise<string> {
  const [path, copy] = [join(folder, `used-${name}`), join(folder, name)]
  const store = sqliteStore(path)
  await store.open()
  await store.commit([commitOf('a', 1)])
  for (const suffix of ['', '-wal']) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`)
  await store.close()
  return copy
}

/** A file with one dossier and one task, closed. */
async function written(name: string): Promise<string> {
  const path = join(folder, name)
  const store = sqliteStore(path)
  await store.open()
  await store.commit([commitOf('a', 1, { open: [taskOf('a', 1)] })])
  await store.close()
  return path
}

function raw(path: string, work: (db: Database.Database) => void): void {
  const db = new Database(path)
  try {
    work(db)
  } finally {
    db.close()
  }
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'success',
    (error: unknown) => error,
  )
}

function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return 'nothing thrown'
}
