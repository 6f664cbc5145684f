import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AdapterFailure } from '@motcua/engine/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signatureChecker } from '../check/index.ts'
import { hasOpenssl } from '../openssl.fixture.ts'
import { createTestAuthority } from '../test-authority/index.ts'
import { timestampAuthority } from './index.ts'
import { opensslAuthority, type OpensslAuthority } from './openssl-authority.fixture.ts'

if (process.env.CI !== undefined && !hasOpenssl) throw new Error('expected openssl in CI')

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'))
const digestOf = (text: string) => new Uint8Array(createHash('sha256').update(text).digest())

// Reason to skip: openssl is not installed on this machine; in CI it is.
describe.skipIf(!hasOpenssl)('time stamps of an authority by openssl', () => {
  let authority: OpensslAuthority
  beforeAll(async () => {
    authority = await opensslAuthority()
  })
  afterAll(() => {
    authority.stop()
  })
  const failureAt = async (path: string, timeoutMs = 5_000): Promise<AdapterFailure> => {
    const failed: unknown = await timestampAuthority({ url: `${authority.url}${path}`, timeoutMs })
      .timestamp(digestOf('seal'))
      .then(
        () => new Error('a time stamp'),
        (error: unknown) => error,
      )
    expect(failed).toBeInstanceOf(AdapterFailure)
    return failed as AdapterFailure
  }

  it('hold for what was stamped, now, by the authority', async () => {
    const before = Date.now()
    const token = await timestampAuthority({ url: authority.url }).timestamp(digestOf('seal'))
    const checked = await signatureChecker({ trust: [authority.certificatePem] }).timestamp(bytes('seal'), token)
    expect(checked?.subject).toBe('CN=Time stamps,O=Test')
    // A time stamp has whole seconds.
    expect(checked?.at).toBeGreaterThanOrEqual(Math.floor(before / 1_000) * 1_000)
    expect(checked?.at).toBeLessThanOrEqual(Date.now())
  })

  it('are what openssl verifies', async () => {
    const token = await timestampAuthority({ url: authority.url }).timestamp(digestOf('seal'))
    const folder = mkdtempSync(join(tmpdir(), 'motcua-token-'))
    writeFileSync(join(folder, 'token.der'), token)
    writeFileSync(join(folder, 'ca.pem'), authority.certificatePem)
    const args = ['ts', '-verify', '-digest', Buffer.from(digestOf('seal')).toString('hex'), '-in', 'token.der', '-token_in']
    const { stdout, stderr } = spawnSync('openssl', [...args, '-CAfile', 'ca.pem'], { cwd: folder, encoding: 'utf8' })
    expect(`${stdout}${stderr}`).toContain('Verification: OK')
  })

  it('do not hold for anything else, for another authority, or with one byte changed', async () => {
    const token = await timestampAuthority({ url: authority.url }).timestamp(digestOf('seal'))
    const checker = signatureChecker({ trust: [authority.certificatePem] })
    expect(await checker.timestamp(bytes('another'), token)).toBeUndefined()
    const stranger = await createTestAuthority({ at: Date.now() })
    expect(await signatureChecker({ trust: [stranger.certificatePem] }).timestamp(bytes('seal'), token)).toBeUndefined()
    const changed = new Uint8Array(token)
    const last = changed.length - 1
    changed[last] = (changed[last] ?? 0) ^ 1
    expect(await checker.timestamp(bytes('seal'), changed)).toBeUndefined()
    expect(await checker.timestamp(bytes('seal'), new Uint8Array([1, 2, 3]))).toBeUndefined()
  })

  it('fail in words that say whether to try again', async () => {
    expect(await failureAt('/busy')).toMatchObject({ code: 'TIMESTAMP_BUSY', retry: true })
    expect(await failureAt('/silent', 200)).toMatchObject({ code: 'TIMESTAMP_UNREACHABLE', retry: true })
    expect(await failureAt('/nonsense')).toMatchObject({ code: 'TIMESTAMP_INVALID', retry: false })
    // An answer to an earlier request is none to this one, even for the same digest.
    await timestampAuthority({ url: authority.url }).timestamp(digestOf('seal'))
    expect(await failureAt('/replay')).toMatchObject({ code: 'TIMESTAMP_INVALID', retry: false })
  })
})
