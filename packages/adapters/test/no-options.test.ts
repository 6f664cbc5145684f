/** What every factory says that is called without its options, or with something else in their place. */
import { memoryStore } from '@motcua/engine'
import { expect, test } from 'vitest'
import { archivePackages } from '../src/archive/package/index.ts'
import { guarded } from '../src/guard/index.ts'
import { directory } from '../src/identity/directory/index.ts'
import { folderNotifier } from '../src/notify/outbox-folder/index.ts'
import { nationalPortal } from '../src/portal/dvcqg/index.ts'
import { servePortal, startPortalSimulator } from '../src/portal/simulator/index.ts'
import { httpRegister, serveRegister } from '../src/register/http/index.ts'
import { sqliteRegister } from '../src/register/sqlite/index.ts'
import { fileDocumentStore } from '../src/repository/file-system/index.ts'
import { sqlitePaperStore } from '../src/repository/sqlite-papers/index.ts'
import { signatureChecker } from '../src/signing/check/index.ts'
import { padesSigner } from '../src/signing/pades/index.ts'
import { createTestAuthority } from '../src/signing/test-authority/index.ts'
import { timestampAuthority } from '../src/signing/timestamp/index.ts'
import { postgresStore } from '../src/store/postgres/index.ts'
import { motcuaServices, moveDossiers, restateEngine } from '../src/store/restate/index.ts'
import { sqliteStore } from '../src/store/sqlite/index.ts'
import { fileWitness } from '../src/witness/file/index.ts'

type Factory = (options?: unknown) => unknown

const FACTORIES = {
  createTestAuthority,
  fileWitness: (options?: unknown) => fileWitness('witness', (options ?? null) as never),
  guarded: (policy?: unknown) => guarded('portal', {}, policy as never),
  httpRegister,
  motcuaServices,
  moveDossiers: (to?: unknown) => moveDossiers(memoryStore(), to as never),
  nationalPortal,
  padesSigner,
  postgresStore,
  restateEngine,
  servePortal,
  serveRegister: (options?: unknown) => serveRegister({} as never, (options ?? null) as never),
  signatureChecker,
  sqliteStore: (options?: unknown) => sqliteStore(':memory:', (options ?? null) as never),
  startPortalSimulator: (options?: unknown) => startPortalSimulator((options ?? null) as never),
  timestampAuthority,
} as Readonly<Record<string, Factory>>

test.each(Object.entries(FACTORIES))('%s without its options says that they are missing', async (name, make) => {
  for (const options of [undefined, null, 'x', 7, []])
    await expect(async () => make(options)).rejects.toThrow(
      expect.objectContaining({
        ...{ name: 'AdapterFailure', code: 'OPTIONS_INVALID', retry: false },
        message: expect.stringMatching(new RegExp(`^${name}: expected an object of options, found `)) as string,
      }),
    )
})

test('a text that is missing is named, and what stands in its place is not told', () => {
  for (const make of [httpRegister, timestampAuthority, restateEngine] as readonly Factory[])
    for (const url of [undefined, '', 7, ['geheim']])
      expect(() => make({ url })).toThrow(/^\w+: expected a text as url, found (none|an empty text|number|a list)$/)
  expect(() => (fileWitness as Factory)()).toThrow(/expected a text as folder, found none/)
  expect(() => (motcuaServices as Factory)({})).toThrow(/expected an object of options, found none/)
})

test('what is no text, no instant, no store and no certificates is named too', async () => {
  const account = { username: 'u', password: 'p', agency: '000.00.01.H22' }
  for (const [make, message] of [
    [() => servePortal({ ...account, username: undefined } as never), /^servePortal: expected a text as username, found none$/],
    [() => servePortal({ ...account, agency: '' }), /^servePortal: expected a text as agency, found an empty text$/],
    [() => createTestAuthority({} as never), /^createTestAuthority: expected an instant in milliseconds as at, found none$/],
    [
      () => createTestAuthority({ at: Number.NaN }),
      /^createTestAuthority: expected an instant in milliseconds as at, found number$/,
    ],
    [
      () => moveDossiers(undefined as never, { url: 'http://127.0.0.1:9' }),
      /^moveDossiers: expected a store as from, found none$/,
    ],
    [() => moveDossiers({} as never, { url: 'http://127.0.0.1:9' }), /^moveDossiers: expected a store as from, found object$/],
    [
      // A store of one's own, as an earlier release of the port asked for it.
      () => moveDossiers({ ...{ dossiers: () => 0, serials: () => 0 } } as never, { url: 'http://127.0.0.1:9' }),
      /^moveDossiers: expected the list of messages that `Store` asks for as from\.messages, found none$/,
    ],
    [() => signatureChecker({} as never), /^signatureChecker: expected certificates as PEM as trust, found none$/],
    [() => signatureChecker({ trust: [7] } as never), /^signatureChecker: expected certificates as PEM as trust, found number$/],
  ] as const)
    await expect(async () => make()).rejects.toThrow(
      expect.objectContaining({ code: 'OPTIONS_INVALID', message: expect.stringMatching(message) as string }),
    )
  const authority = await createTestAuthority({ at: Date.UTC(2026, 10, 27) })
  const issue = (subject?: unknown) => authority.issue(subject as never)
  await expect(async () => issue()).rejects.toMatchObject({ message: expect.stringMatching(/^issue: .* found none$/) as string })
  await expect(async () => issue({})).rejects.toMatchObject({ message: 'issue: expected a text as name, found none' })
})

test('a misspelt option is named, with those that there are: none is passed over', () => {
  const restate = { procedures: [], adapters: {}, ingress: { url: 'http://127.0.0.1:9' } }
  for (const [make, wrong, known] of [
    [() => sqliteStore('a.db', { ownTimeoutMS: 5 } as never), 'ownTimeoutMS', 'ownTimeoutMs'],
    [() => postgresStore({ connectionSting: 'postgres://x:geheim@y/z' } as never), 'connectionSting', 'connectionString'],
    [() => fileWitness('witness', { keepDay: 4 } as never), 'keepDay', 'keepDays'],
    [() => guarded('portal', {}, { timeoutMS: 5 } as never), 'timeoutMS', 'timeoutMs'],
    [() => guarded('portal', {}, { breaker: { failures: 5, coolMs: 5, cool: 5 } } as never), 'cool', 'coolMs'],
    [() => timestampAuthority({ url: 'http://x', timeout: 5 } as never), 'timeout', 'timeoutMs'],
    [() => httpRegister({ url: 'http://x', tokn: 'x' } as never), 'tokn', 'token'],
    [
      () => nationalPortal({ url: 'http://x', username: 'u', password: 'p', agency: 'a', timeoutMS: 5 } as never),
      'timeoutMS',
      'timeoutMs',
    ],
    [() => motcuaServices({ ...restate, readng: memoryStore() } as never), 'readng', 'reading'],
  ] as const)
    expect(make).toThrow(
      expect.objectContaining({
        code: 'OPTIONS_INVALID',
        message: expect.stringMatching(new RegExp(`^\\w+: expected .*\\b${known}\\b.* as options, found "${wrong}"$`)) as string,
      }),
    )
})

test('a limit that is no number, or lacks its other half, is refused when the adapter is guarded, not when it is called', () => {
  for (const [policy, said] of [
    [{ timeoutMs: '5' }, 'a number above 0 as timeoutMs, found string'],
    [{ perSecond: Number.NaN }, 'a number above 0 as perSecond, found number'],
    [{ concurrency: 4 }, 'an object with atOnce as concurrency, found number'],
    [{ concurrency: {} }, 'a number above 0 as concurrency.atOnce, found none'],
    [{ concurrency: { atOnce: 4, waiting: -1 } }, 'a number of at least 0 as concurrency.waiting, found number'],
    [{ breaker: { failures: 5 } }, 'a number above 0 as breaker.coolMs, found none'],
    [{ breaker: true }, 'an object with failures and coolMs as breaker, found boolean'],
  ] as const)
    expect.soft(() => guarded('portal', {}, policy as never)).toThrow(`guarded: expected ${said}`)
})

test('what keeps files or a database is told where: none of them makes up a place', () => {
  const KEEPERS = { archivePackages, fileDocumentStore, folderNotifier, sqlitePaperStore, sqliteRegister }
  for (const [name, make] of Object.entries(KEEPERS) as readonly (readonly [string, Factory])[])
    for (const path of [undefined, null, '', 7, {}, []])
      expect(() => make(path), name).toThrow(
        expect.objectContaining({
          code: 'OPTIONS_INVALID',
          message: expect.stringMatching(
            new RegExp(`^${name}: expected a path as (path|directory|folder), found (none|an empty text|number|object|a list)$`),
          ) as string,
        }),
      )
})

test('a directory of something else than a list of principals is refused', () => {
  for (const principals of [undefined, null, 'x', {}, [undefined], [null], ['an']])
    expect(() => (directory as Factory)(principals)).toThrow(expect.objectContaining({ code: 'DIRECTORY_ENTRY_INVALID' }))
})
