/** What every factory says that is called without its options, or with something else in their place. */
import { expect, test } from 'vitest'
import { guarded } from '../src/guard/index.ts'
import { directory } from '../src/identity/directory/index.ts'
import { nationalPortal } from '../src/portal/dvcqg/index.ts'
import { httpRegister } from '../src/register/http/index.ts'
import { signatureChecker } from '../src/signing/check/index.ts'
import { padesSigner } from '../src/signing/pades/index.ts'
import { timestampAuthority } from '../src/signing/timestamp/index.ts'
import { postgresStore } from '../src/store/postgres/index.ts'
import { motcuaServices, restateEngine } from '../src/store/restate/index.ts'
import { fileWitness } from '../src/witness/file/index.ts'

type Factory = (options?: unknown) => unknown

const FACTORIES = {
  guarded: (policy?: unknown) => guarded('portal', {}, policy as never),
  httpRegister,
  motcuaServices,
  nationalPortal,
  padesSigner,
  postgresStore,
  restateEngine,
  signatureChecker,
  timestampAuthority,
} as Readonly<Record<string, Factory>>

test.each(Object.entries(FACTORIES))('%s without its options says that they are missing', (name, make) => {
  for (const options of [undefined, null, 'x', 7, []])
    expect(() => make(options)).toThrow(
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

test('a directory of something else than a list of principals is refused', () => {
  for (const principals of [undefined, null, 'x', {}, [undefined], [null], ['an']])
    expect(() => (directory as Factory)(principals)).toThrow(expect.objectContaining({ code: 'DIRECTORY_ENTRY_INVALID' }))
})
