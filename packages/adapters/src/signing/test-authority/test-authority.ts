import { randomBytes, webcrypto } from 'node:crypto'
import { mustHaveOptions, mustHold } from '@motcua/engine/ports'
import { derOf, makeCertificate, pem, type Name } from './certificate.ts'
import { pkcs12 } from './pkcs12.ts'

/** Whom a certificate names. */
export interface Subject {
  readonly name: string
  readonly organisation?: string
  readonly email?: string
  /** Valid for so many days; 365 unless told. */
  readonly days?: number
}

export interface IssuedCertificate {
  readonly p12: Uint8Array
  readonly passphrase: string
  readonly certificatePem: string
  /** The private key, PKCS #8. */
  readonly keyPem: string
}

/** An authority that nobody trusts: for demos and tests. */
export interface TestAuthority {
  readonly certificatePem: string
  issue(subject: Subject): Promise<IssuedCertificate>
}

const DAY_MS = 86_400_000
/** The authority outlives what it issues. */
const AUTHORITY_DAYS = 3_660 + 365
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
} as const

/**
 * Makes a certificate authority with a key of its own.
 *
 * @param at  from when on its certificates are valid, in milliseconds since 1970-01-01T00:00:00Z
 * @example
 * const authority = await createTestAuthority({ at: Date.now() })
 * const { p12, passphrase } = await authority.issue({ name: 'Hoàng Văn Dũng' })
 */
export async function createTestAuthority(options: { readonly at: number; readonly name?: string }): Promise<TestAuthority> {
  mustHaveOptions('createTestAuthority', options)
  mustHold('createTestAuthority', 'at', options.at, 'an instant in milliseconds', Number.isFinite(options.at))
  const keys = await generateKeys()
  const issuer: Name = { commonName: options.name ?? 'Test authority' }
  const notBefore = new Date(options.at - DAY_MS)
  const make = (subject: Name, publicKey: webcrypto.CryptoKey, days: number, isAuthority: boolean) => {
    const notAfter = new Date(options.at + days * DAY_MS)
    return makeCertificate({ subject, issuer, publicKey, signingKey: keys.privateKey, notBefore, notAfter, isAuthority })
  }
  const authority = derOf(await make(issuer, keys.publicKey, AUTHORITY_DAYS, true))
  return {
    certificatePem: pem('CERTIFICATE', authority),
    async issue(subjectOf) {
      mustHaveOptions('issue', subjectOf, 'name')
      const { name, organisation, email, days = 365 } = subjectOf
      const own = await generateKeys()
      const subject: Name = {
        commonName: name,
        ...(organisation === undefined ? {} : { organisation }),
        ...(email === undefined ? {} : { email }),
      }
      const certificate = derOf(await make(subject, own.publicKey, days, false))
      const pkcs8 = new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', own.privateKey))
      const passphrase = randomBytes(12).toString('base64url')
      return {
        p12: await pkcs12({ pkcs8, certificates: [certificate, authority], passphrase }),
        passphrase,
        certificatePem: pem('CERTIFICATE', certificate),
        keyPem: pem('PRIVATE KEY', pkcs8),
      }
    },
  }
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify'])
}
