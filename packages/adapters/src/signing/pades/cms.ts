import { createHash } from 'node:crypto'
import { ObjectIdentifier, OctetString, Sequence, UTCTime } from 'asn1js'
import {
  Attribute,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs'
import { copyOf, engine, HASH, type KeyAndCertificate } from './key-and-certificate.ts'

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const

/**
 * A detached CMS signature over `content`, DER.
 *
 * @param signingTime  claimed inside the signature; left out of a PDF, which has its own place for it
 * @law RFC 5652; RFC 5035 (signing-certificate-v2); ETSI EN 319 122-1 (CAdES-B), EN 319 142-1 §6.3 (PAdES-B)
 */
export async function detachedCms(
  content: Uint8Array,
  key: KeyAndCertificate,
  signingTime: Date | undefined,
): Promise<Uint8Array> {
  const { certificate, chain, privateKey } = key
  const attributes = [
    attribute(OID.contentType, new ObjectIdentifier({ value: OID.data })),
    attribute(OID.messageDigest, new OctetString({ valueHex: copyOf(sha256(content)) })),
    attribute(OID.signingCertificateV2, signingCertificate(key)),
    ...(signingTime === undefined ? [] : [attribute(OID.signingTime, new UTCTime({ valueDate: signingTime }))]),
  ]
  const signed = new SignedData({
    version: 1,
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: OID.data }),
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
        signedAttrs: new SignedAndUnsignedAttributes({ type: 0, attributes: sorted(attributes) }),
      }),
    ],
    certificates: [certificate, ...chain],
  })
  await signed.sign(privateKey, 0, HASH, copyOf(content), engine)
  const info = new ContentInfo({ contentType: OID.signedData, content: signed.toSchema(true) })
  return new Uint8Array(info.toSchema().toBER())
}

/** DER orders the members of a SET by their encoding; a verifier that encodes anew must get the same bytes. */
function sorted(attributes: Attribute[]): Attribute[] {
  const encoded = (one: Attribute) => Buffer.from(one.toSchema().toBER())
  return [...attributes].sort((a, b) => Buffer.compare(encoded(a), encoded(b)))
}

function attribute(type: string, value: unknown): Attribute {
  return new Attribute({ type, values: [value] })
}

/** Binds the signature to this certificate: no other one of the same key can be put in its place. */
function signingCertificate({ certificate }: KeyAndCertificate): Sequence {
  const hash = sha256(new Uint8Array(certificate.toSchema().toBER()))
  return new Sequence({
    value: [new Sequence({ value: [new Sequence({ value: [new OctetString({ valueHex: copyOf(hash) })] })] })],
  })
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest())
}
