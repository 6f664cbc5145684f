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
