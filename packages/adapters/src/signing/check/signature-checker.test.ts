import { beforeAll, describe, expect, it } from 'vitest'
import { padesSigner } from '../pades/index.ts'
import { createTestAuthority, type IssuedCertificate, type TestAuthority } from '../test-authority/index.ts'
import { signatureChecker } from './index.ts'

const AT = Date.UTC(2026, 10, 27, 8)
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'))

describe('a detached signature', () => {
  let authority: TestAuthority
  let clerk: IssuedCertificate
  let signature: Uint8Array
  beforeAll(async () => {
    authority = await createTestAuthority({ at: AT })
    clerk = await authority.issue({ name: 'Trần Thị Bình' })
    const signed = await padesSigner({ p12: clerk.p12, passphrase: clerk.passphrase }).signDetached(bytes('seal'), {
      reason: 'seal',
      at: AT,
    })
    signature = signed.bytes
  })

  it('holds for its content, by whom an authority that is trusted named, at the claimed time', async () => {
    const checked = await signatureChecker({ trust: [authority.certificatePem] }).signature(bytes('seal'), signature)
    expect(checked).toEqual({ subject: 'CN=Trần Thị Bình', at: AT })
  })

  it('does not hold for other content, other authorities, or other bytes', async () => {
    const checker = signatureChecker({ trust: [authority.certificatePem] })
    expect(await checker.signature(bytes('Seal'), signature)).toBeUndefined()
    expect(await checker.signature(bytes('seal'), bytes('no signature'))).toBeUndefined()
    // Not even an authority of the same name.
    const stranger = await createTestAuthority({ at: AT })
    expect(await signatureChecker({ trust: [stranger.certificatePem] }).signature(bytes('seal'), signature)).toBeUndefined()
  })

  it('does not hold when its certificate was not valid then', async () => {
    const late = await padesSigner({ key: clerk.keyPem, certificate: clerk.certificatePem }).signDetached(bytes('seal'), {
      reason: 'seal',
      at: AT,
    })
    expect(await signatureChecker({ trust: [authority.certificatePem] }).signature(bytes('seal'), late.bytes)).toBeDefined()
    const old = await createTestAuthority({ at: AT - 20 * 365 * 86_400_000 })
    const expired = await old.issue({ name: 'Trần Thị Bình', days: 1 })
    // The signer refuses such a key; a forger would not.
    await expect(
      padesSigner({ key: expired.keyPem, certificate: expired.certificatePem }).signDetached(bytes('seal'), {
        reason: 'x',
        at: AT,
      }),
    ).rejects.toMatchObject({ code: 'SIGNER_CERTIFICATE_EXPIRED' })
  })

  it('needs somebody to trust', () => {
    expect(() => signatureChecker({ trust: [] })).toThrow('TRUST_INVALID')
    expect(() => signatureChecker({ trust: ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'] })).toThrow(
      'TRUST_INVALID',
    )
  })
})
