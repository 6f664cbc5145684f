import { randomBytes, webcrypto } from 'node:crypto'
import { BitString, IA5String, Integer, Sequence, Set, Utf8String } from 'asn1js'
import {
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  CryptoEngine,
  ExtKeyUsage,
  Extension,
  RelativeDistinguishedNames,
} from 'pkijs'

/** PKI.js at work on Node's own cryptography. */
export const engine = new CryptoEngine({ name: 'node', crypto: webcrypto as never })

export interface Name {
  readonly commonName: string
  readonly organisation?: string
  readonly email?: string
}

export interface CertificateRequest {
  readonly subject: Name
  readonly issuer: Name
  readonly publicKey: webcrypto.CryptoKey
  readonly signingKey: webcrypto.CryptoKey
  readonly notBefore: Date
  readonly notAfter: Date
  readonly isAuthority: boolean
}

const OID = {
  commonName: '2.5.4.3',
  organisation: '2.5.4.10',
  email: '1.2.840.113549.1.9.1',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  emailProtection: '1.3.6.1.5.5.7.3.4',
} as const

/** Bits of keyUsage, from the left: digitalSignature, nonRepudiation; and keyCertSign, cRLSign. @law RFC 5280 §4.2.1.3 */
const USAGE = { signer: 0b1100_0000, authority: 0b0000_0110 } as const

/** An X.509 certificate, version 3, signed with SHA-256. @law RFC 5280 */
export async function makeCertificate(request: CertificateRequest): Promise<Certificate> {
  const certificate = new Certificate({ version: 2, serialNumber: new Integer({ valueHex: serialNumber() }) })
  certificate.issuer = distinguished(request.issuer)
  certificate.subject = distinguished(request.subject)
  certificate.notBefore.value = request.notBefore
  certificate.notAfter.value = request.notAfter
  const constraints = new BasicConstraints(request.isAuthority ? { cA: true, pathLenConstraint: 0 } : { cA: false })
  const usage = new Uint8Array([request.isAuthority ? USAGE.authority : USAGE.signer]).buffer
  certificate.extensions = [
    extension(OID.basicConstraints, true, constraints.toSchema()),
    extension(OID.keyUsage, true, new BitString({ valueHex: usage, unusedBits: request.isAuthority ? 1 : 6 })),
    ...(request.isAuthority
      ? []
      : [extension(OID.extendedKeyUsage, false, new ExtKeyUsage({ keyPurposes: [OID.emailProtection] }).toSchema())]),
  ]
  await certificate.subjectPublicKeyInfo.importKey(request.publicKey, engine)
  await certificate.sign(request.signingKey, 'SHA-256', engine)
  return certificate
}

export function derOf(certificate: Certificate): Uint8Array {
  return new Uint8Array(certificate.toSchema().toBER())
}

/** `-----BEGIN …` */
export function pem(label: 'CERTIFICATE' | 'PRIVATE KEY', der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd()
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`
}

function distinguished({ commonName, organisation, email }: Name): RelativeDistinguishedNames {
  const parts = [
    [OID.organisation, organisation],
    [OID.commonName, commonName],
    [OID.email, email],
  ] as const
  // A set of its own for each part: all in one set would be a single, multi-valued part.
  const sets = parts.flatMap(([type, value]) =>
    value === undefined
      ? []
      : [new Set({ value: [new AttributeTypeAndValue({ type, value: stringOf(type, value.normalize('NFC')) }).toSchema()] })],
  )
  return RelativeDistinguishedNames.fromBER(new Sequence({ value: sets }).toBER())
}

/** An e-mail address has a string type of its own. @law RFC 5280 appendix A.1 */
function stringOf(type: string, value: string): Utf8String | IA5String {
  return type === OID.email ? new IA5String({ value }) : new Utf8String({ value })
}

function extension(extnID: string, critical: boolean, value: { toBER(): ArrayBuffer }): Extension {
  return new Extension({ extnID, critical, extnValue: value.toBER() })
}

/** Sixteen bytes, positive, unguessable. */
function serialNumber(): ArrayBuffer {
  const bytes = new Uint8Array(randomBytes(16))
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f)
  return bytes.buffer
}
