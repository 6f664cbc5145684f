import { fromBER } from 'asn1js'
import { AuthenticatedSafe, CertBag, Certificate, PFX, PKCS8ShroudedKeyBag, PrivateKeyInfo, SafeBag, SafeContents } from 'pkijs'
import { engine } from './certificate.ts'

const OID = { shroudedKeyBag: '1.2.840.113549.1.12.10.1.2', certBag: '1.2.840.113549.1.12.10.1.3' } as const
/** As many as OpenSSL uses by default. */
const ITERATIONS = 2_048

/** A PKCS #12 file as OpenSSL 3 writes one: key and certificates under AES-256, integrity by HMAC-SHA-256. @law RFC 7292 */
export async function pkcs12(content: {
  readonly pkcs8: Uint8Array
  readonly certificates: readonly Uint8Array[]
  readonly passphrase: string
}): Promise<Uint8Array> {
  const password = bufferOf(new TextEncoder().encode(content.passphrase))
  const encryption = {
    contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256 },
    hmacHashAlgorithm: 'SHA-256',
    iterationCount: ITERATIONS,
  }
  const key = new PKCS8ShroudedKeyBag({ parsedValue: PrivateKeyInfo.fromBER(bufferOf(content.pkcs8)) })
  await key.makeInternalValues({ password, ...encryption }, engine)
  const certificates = content.certificates.map((der) => {
    const parsedValue = new Certificate({ schema: fromBER(bufferOf(der)).result })
    return new SafeBag({ bagId: OID.certBag, bagValue: new CertBag({ parsedValue }) })
  })
  const safes = [
    new SafeContents({ safeBags: [new SafeBag({ bagId: OID.shroudedKeyBag, bagValue: key })] }),
    new SafeContents({ safeBags: certificates }),
  ]
  const authenticatedSafe = new AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        { privacyMode: 0, value: safes[0] },
        { privacyMode: 1, value: safes[1] },
      ],
    },
  })
  await authenticatedSafe.makeInternalValues({ safeContents: [{}, { password, ...encryption }] }, engine)
  const pfx = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe } })
  await pfx.makeInternalValues(
    { password, iterations: ITERATIONS, pbkdf2HashAlgorithm: { name: 'SHA-256' }, hmacHashAlgorithm: 'SHA-256' },
    engine,
  )
  return new Uint8Array(pfx.toSchema().toBER())
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
