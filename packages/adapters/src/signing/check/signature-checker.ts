import { X509Certificate } from 'node:crypto'
import { fromBER, UTCTime } from 'asn1js'
import { Certificate, ContentInfo, IssuerAndSerialNumber, SignedData } from 'pkijs'
import { mustHaveOptions, mustHold, type CheckedSignature, type SignatureChecker } from '@motcua/engine/ports'
import { engine } from '../pades/key-and-certificate.ts'
import { infoOf } from '../timestamp/timestamp-authority.ts'

export interface SignatureCheckerOptions {
  /** Certificates of the authorities that are trusted, PEM, one or several in a text. At least one. */
  readonly trust: readonly string[]
}

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const SIGNING_TIME = '1.2.840.113549.1.9.5'
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'
const EXTENDED_KEY_USAGE = '2.5.29.37'

/**
 * Checks detached CMS signatures and RFC 3161 time stamps against authorities that are trusted. Certificates are judged as of the time
 * that the signature names, so that a seal outlives the certificate that made it; revocation lists are not asked.
 *
 * @throws Error TRUST_INVALID where `trust` holds no certificate
 * @example
 * const checker = signatureChecker({ trust: [readFileSync('authority.pem', 'utf8')] })
 */
export function signatureChecker(options: SignatureCheckerOptions): SignatureChecker {
  mustHaveOptions('signatureChecker', options)
  const given: readonly unknown[] = [options.trust].flat()
  const strange = given.find((one) => typeof one !== 'string')
  mustHold(
    'signatureChecker',
    'trust',
    strange,
    'certificates as PEM',
    given.every((one) => typeof one === 'string'),
  )
  const trusted = [options.trust].flat().flatMap(certificatesIn)
  if (trusted.length === 0) throw new Error('TRUST_INVALID: expected certificates as PEM, found none')
  return {
    signature: (content, signature) => whenItHolds(() => checkSignature(content, signature, trusted)),
    timestamp: (content, token) => whenItHolds(() => checkTimestamp(content, token, trusted)),
  }
}

async function checkSignature(content: Uint8Array, signature: Uint8Array, trusted: readonly Certificate[]) {
  const { signed } = read(signature)
  const at = claimedTime(signed)
  return verified(signed, trusted, at ?? new Date(), content).then((subject) => ({ subject, at: at?.getTime() ?? null }))
}

async function checkTimestamp(content: Uint8Array, token: Uint8Array, trusted: readonly Certificate[]) {
  const { info, signed } = read(token)
  const { genTime } = infoOf(info)
  // That the token is of this content is part of the verification.
  const subject = await verified(signed, trusted, genTime, content)
  if (!mayTimestamp(signerOf(signed))) throw new Error('expected a certificate for time stamping')
  return { subject, at: genTime.getTime() }
}

function read(der: Uint8Array): { info: ContentInfo; signed: SignedData } {
  const info = new ContentInfo({ schema: fromBER(new Uint8Array(der).buffer).result })
  if (info.contentType !== SIGNED_DATA) throw new Error('expected signed data')
  return { info, signed: new SignedData({ schema: info.content as unknown }) }
}

/** The signer's name; rejects where the signature or its chain does not hold. */
async function verified(
  signed: SignedData,
  trusted: readonly Certificate[],
  checkDate: Date,
  content: Uint8Array,
): Promise<string> {
  const parameters = {
    signer: 0,
    checkChain: true,
    trustedCerts: [...trusted],
    checkDate,
    data: new Uint8Array(content).buffer,
  }
  if (!(await signed.verify(parameters, engine))) throw new Error('expected a signature that holds')
  return new X509Certificate(Buffer.from(signerOf(signed).toSchema().toBER())).subject.split('\n').reverse().join(',')
}

function signerOf(signed: SignedData): Certificate {
  const sid: unknown = signed.signerInfos[0]?.sid
  const own = (signed.certificates ?? []).find(
    (one): one is Certificate =>
      one instanceof Certificate && sid instanceof IssuerAndSerialNumber && sid.serialNumber.isEqual(one.serialNumber),
  )
  if (own === undefined) throw new Error('expected the certificate of the signer')
  return own
}

function claimedTime(signed: SignedData): Date | undefined {
  const attribute = signed.signerInfos[0]?.signedAttrs?.attributes.find(({ type }) => type === SIGNING_TIME)
  const value: unknown = attribute?.values[0]
  return value instanceof UTCTime ? value.toDate() : undefined
}

/** @law RFC 3161 §2.3 */
function mayTimestamp(certificate: Certificate): boolean {
  const usage = certificate.extensions?.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE)?.parsedValue as
    { keyPurposes?: string[] } | undefined
  return usage?.keyPurposes?.includes(TIME_STAMPING) === true
}

function certificatesIn(pem: string): Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  return blocks.map((block) => {
    try {
      return new Certificate({ schema: fromBER(new Uint8Array(new X509Certificate(block).raw).buffer).result })
    } catch (cause) {
      throw new Error('TRUST_INVALID: expected certificates as PEM, found one that cannot be read', { cause })
    }
  })
}

/** Whatever is wrong with a signature, it does not hold. */
async function whenItHolds(check: () => Promise<CheckedSignature>): Promise<CheckedSignature | undefined> {
  try {
    return await check()
  } catch {
    return undefined
  }
}
