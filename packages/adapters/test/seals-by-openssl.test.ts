/** The seals of a real store, proved by nothing of ours: openssl alone, and what docs/operate/observing.md says. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEngine, sealText, verifyJournal } from '@motcua/engine'
import { expect, test } from 'vitest'
import { signatureChecker } from '../src/signing/check/index.ts'
import { hasOpenssl, verifyCms } from '../src/signing/openssl.fixture.ts'
import { padesSigner } from '../src/signing/pades/index.ts'
import { createTestAuthority } from '../src/signing/test-authority/index.ts'
import { timestampAuthority } from '../src/signing/timestamp/index.ts'
import { opensslAuthority } from '../src/signing/timestamp/openssl-authority.fixture.ts'
import { sqliteStore } from '../src/store/sqlite/index.ts'
import { identity, procedureOf, temporaryFolder } from './small-office.fixture.ts'

const YAML = `procedure: "9.000014"
name: Niêm phong
roles: { counter: Một cửa, applicant: Người yêu cầu }
flow:
  begin: { startEvent: , next: check }
  check: { userTask: { role: counter }, next: done }
  done: { endEvent: }
`

// Reason to skip: openssl is not installed on this machine; in CI it is.
test.skipIf(!hasOpenssl)(
  'a seal is proved by openssl, its signature and its time, and not when one digit of its root is another',
  async () => {
    const folder = temporaryFolder('seals')
    const authority = await createTestAuthority({ at: Date.now() })
    const key = await authority.issue({ name: 'Sở Nội vụ', organisation: 'UBND tỉnh', days: 30 })
    const time = await opensslAuthority()
    const store = sqliteStore(join(folder, 'dossiers.db'))
    const engine = createEngine({
      store,
      procedures: [{ procedure: procedureOf(YAML) }],
      adapters: { identity, signer: padesSigner(key), timestamper: timestampAuthority({ url: time.url }) },
      sealing: null,
    })
    await engine.start()
    await engine.lodge('9.000014', {}, { as: 'an' })
    const seal = await engine.seal({ as: 'oanh' })
    if (seal === undefined) throw new Error('expected a seal')
    const text = sealText(await store.identity(), seal)
    const checker = signatureChecker({ trust: [authority.certificatePem, time.certificatePem] })
    expect(await verifyJournal(store, { checker })).toMatchObject({
      seals: 1,
      unsealed: 0,
      signers: [expect.stringContaining('Sở Nội vụ'), expect.any(String)],
    })
    await engine.stop()
    time.stop()

    const put = (name: string, content: string | Uint8Array) => {
      writeFileSync(join(folder, name), content)
    }
    put('seal.p7s', Buffer.from(seal.signature ?? '', 'base64'))
    put('seal.tst', Buffer.from(seal.timestamp ?? '', 'base64'))
    put('authority.pem', authority.certificatePem)
    put('time-authority.pem', time.certificatePem)
    const proved = (statement: string) => {
      put('seal.txt', statement)
      const openssl = (...args: string[]) => spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' }).status === 0
      const digest = createHash('sha256').update(statement).digest('hex')
      return [
        verifyCms(
          { signature: 'seal.p7s', content: 'seal.txt', authority: 'authority.pem' },
          { cwd: folder, more: ['-purpose', 'any'] },
        ).status === 0,
        openssl('ts', '-verify', '-digest', digest, '-in', 'seal.tst', '-token_in', '-CAfile', 'time-authority.pem'),
      ]
    }
    expect(proved(text)).toEqual([true, true])
    const root = `${seal.root.startsWith('0') ? '1' : '0'}${seal.root.slice(1)}`
    expect(proved(text.replace(seal.root, root))).toEqual([false, false])
  },
)
