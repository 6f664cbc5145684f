import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto'
import { fromBER } from 'asn1js'
import { Certificate, CertBag, CryptoEngine, PFX, PKCS8ShroudedKeyBag, PrivateKeyInfo, type SafeContents } from 'pkijs'
import { refuse } from './refusal.ts'

/** Where a signing key comes from: a PKCS #12 file, or PEM texts. */
export type KeySource =
  | { readonly p12: Uint8Array; readonly passphrase: string }
  | { readonly key: string; readonly certificate: string; readonly chain?: readonly string[] }

/** A key that may sign, its certificate, and what leads from it to the authority. */
export interface KeyAndCertificate {
  readonly privateKey: webcrypto.CryptoKey
  readonly certificate: Certificate
  readonly chain: readonly Certificate[]
  readonly x509: X509Certificate
}

export const HASH = 'SHA-256'

/** PKI.js at work on Node's own cryptography. */
export const engine = new CryptoEngine({ name: 'node', crypto: webcrypto as never })

/** @throws AdapterFailure SIGNER_PASSPHRASE_WRONG, SIGNER_P12_INVALID, SIGNER_KEY_INVALID, SIGNER_KEY_MISMATCH (final) */
export async function loadKey(source: KeySource): Promise<KeyAndCertificate> {
  const { pkcs8, certificates } = 'p12' in source ? await fromP12(source.p12, source.passphrase) : fromPem(source)
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  const own = certificates.find((der) => new X509Certificate(der).checkPrivateKey(key))
  if (own === undefined) throw refuse('SIGNER_KEY_MISMATCH', 'expected a certificate of the private key, found another')
  const parsed = (der: Uint8Array) => new Certificate({ schema: fromBER(copyOf(der)).result })
  return {
    privateKey: await importKey(pkcs8, key.asymmetricKeyType ?? '', key.asymmetricKeyDetails?.namedCurve),
    certificate: parsed(own),
    chain: certificates.filter((der) => der !== own).map(parsed),
    x509: new X509Certificate(own),
  }
}

const CURVES: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }

function importKey(pkcs8: Uint8Array, type: string, curve: string | undefined): Promise<webcrypto.CryptoKey> {
  const namedCurve = CURVES[curve ?? '']
  if (type === 'rsa')
    return webcrypto.subtle.importKey('pkcs8', copyOf(pkcs8), { name: 'RSASSA-PKCS1-v1_5', hash: HASH }, false, ['sign'])
  if (type === 'ec' && namedCurve !== undefined) {
    return webcrypto.subtle.importKey('pkcs8', copyOf(pkcs8), { name: 'ECDSA', namedCurve }, false, ['sign'])
  }
  throw refuse('SIGNER_KEY_INVALID', `expected an RSA key or one on P-256, P-384 or P-521, found ${type} ${curve ?? ''}`)
}

function fromPem({ key, certificate, chain = [] }: Extract<KeySource, { key: string }>) {
  try {
    const pkcs8 = createPrivateKey(key).export({ format: 'der', type: 'pkcs8' })
    return {
      pkcs8: new Uint8Array(pkcs8),
      certificates: [certificate, ...chain].map((pem) => new Uint8Array(new X509Certificate(pem).raw)),
    }
  } catch (cause) {
    throw refuse('SIGNER_KEY_INVALID', 'expected a private key and certificates as PEM', cause)
  }
}

async function fromP12(p12: Uint8Array, passphrase: string): Promise<{ pkcs8: Uint8Array; certificates: Uint8Array[] }> {
  const password = copyOf(new TextEncoder().encode(passphrase))
  const pfx = parsePfx(p12)
  await pfx.parseInternalValues({ password, checkIntegrity: true }, engine).catch((cause: unknown) => {
    throw refuse('SIGNER_PASSPHRASE_WRONG', 'expected the passphrase of this PKCS #12 file', cause)
  })
  try {
    const safe = pfx.parsedValue?.authenticatedSafe
    await safe?.parseInternalValues({ safeContents: safe.safeContents.map(() => ({ password })) }, engine)
    const parts = (safe?.parsedValue as { safeContents: { value: SafeContents }[] } | undefined)?.safeContents ?? []
    const bags = parts.flatMap(({ value }) => value.safeBags)
    const certificates: Uint8Array[] = []
    let pkcs8: Uint8Array | undefined
    for (const { bagValue } of bags) {
      if (bagValue instanceof PKCS8ShroudedKeyBag) {
        await (
          bagValue as unknown as { parseInternalValues(how: { password: ArrayBuffer }, by: CryptoEngine): Promise<void> }
        ).parseInternalValues({ password }, engine)
        pkcs8 = new Uint8Array(bagValue.parsedValue?.toSchema().toBER() ?? new ArrayBuffer(0))
      }
      if (bagValue instanceof PrivateKeyInfo) pkcs8 = new Uint8Array(bagValue.toSchema().toBER())
      if (bagValue instanceof CertBag && bagValue.parsedValue instanceof Certificate) {
        certificates.push(new Uint8Array(bagValue.parsedValue.toSchema().toBER()))
      }
    }
    if (pkcs8 === undefined || certificates.length === 0) throw new Error('no key or no certificate in it')
    return { pkcs8, certificates }
  } catch (cause) {
    const how = 'make it anew by: openssl pkcs12 -export (version 3 or later)'
    throw refuse('SIGNER_P12_INVALID', `expected a PKCS #12 file with a key and its certificate, encrypted by AES; ${how}`, cause)
  }
}

function parsePfx(p12: Uint8Array): PFX {
  try {
    return PFX.fromBER(copyOf(p12))
  } catch (cause) {
    throw refuse('SIGNER_P12_INVALID', 'expected a PKCS #12 file', cause)
  }
}

/** The bytes alone, in a buffer of their own. */
export function copyOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
