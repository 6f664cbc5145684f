import { plainAddPlaceholder } from '@signpdf/placeholder-plain'
import { SignPdf } from '@signpdf/signpdf'
import { Signer as PdfSigner, SUBFILTER_ETSI_CADES_DETACHED } from '@signpdf/utils'
import { mustHaveOptions, type SignedBytes, type Signer, type SigningRequest } from '@motcua/engine/ports'
import { detachedCms } from './cms.ts'
import { loadKey, type KeyAndCertificate, type KeySource } from './key-and-certificate.ts'
import { refuse } from './refusal.ts'

/** Room for the signature inside a PDF: a chain of three certificates takes about 5 kB. */
const SIGNATURE_BYTES = 16_384

/**
 * Digital signatures by a key that is at hand: PDF as PAdES baseline B, anything else as detached CMS.
 *
 * Throws AdapterFailure (final): `SIGNER_PASSPHRASE_WRONG`, `SIGNER_P12_INVALID`, `SIGNER_KEY_INVALID`, `SIGNER_KEY_MISMATCH`,
 * `SIGNER_CERTIFICATE_EXPIRED`, `SIGNER_CERTIFICATE_NOT_YET_VALID`, `SIGNER_NOT_A_PDF`.
 *
 * @example
 * const signer = padesSigner({ p12: readFileSync('leader.p12'), passphrase })
 */
export function padesSigner(source: KeySource): Signer {
  mustHaveOptions('padesSigner', source)
  let loaded: Promise<KeyAndCertificate> | undefined
  const keyAt = async (at: number): Promise<KeyAndCertificate> => {
    loaded ??= loadKey(source)
    const key = await loaded
    mustBeValid(key, at)
    return key
  }
  return {
    async signPdf(pdf, request) {
      const key = await keyAt(request.at)
      return signed(key, await signPdf(pdf, request, key))
    },
    async signDetached(content, request) {
      const key = await keyAt(request.at)
      return signed(key, await detachedCms(content, key, new Date(request.at)))
    },
  }
}

function signed({ x509 }: KeyAndCertificate, bytes: Uint8Array): SignedBytes {
  return { bytes, subject: x509.subject.split('\n').reverse().join(','), serialNumber: x509.serialNumber }
}

function mustBeValid({ x509 }: KeyAndCertificate, at: number): void {
  const [from, to] = [Date.parse(x509.validFrom), Date.parse(x509.validTo)]
  if (at < from)
    throw refuse(
      'SIGNER_CERTIFICATE_NOT_YET_VALID',
      `expected a certificate valid at the signing time, found one from ${x509.validFrom}`,
    )
  if (at > to)
    throw refuse(
      'SIGNER_CERTIFICATE_EXPIRED',
      `expected a certificate valid at the signing time, found one until ${x509.validTo}`,
    )
}

class KeySigner extends PdfSigner {
  constructor(private readonly key: KeyAndCertificate) {
    super()
  }

  override async sign(content: Buffer): Promise<Buffer> {
    // The time stands in the PDF's own dictionary; PAdES wants it there alone.
    return Buffer.from(await detachedCms(content, this.key, undefined))
  }
}

async function signPdf(pdf: Uint8Array, request: SigningRequest, key: KeyAndCertificate): Promise<Uint8Array> {
  const isPdf = Buffer.from(pdf.subarray(0, 5)).toString('latin1') === '%PDF-'
  if (!isPdf) throw refuse('SIGNER_NOT_A_PDF', 'expected a PDF file, found other bytes')
  const signingTime = new Date(request.at)
  const texts = [request.reason, nameIn(key), request.location ?? ''].map(utf16Digits)
  const [reason = '', name = '', location = ''] = texts
  try {
    const marked = plainAddPlaceholder({
      pdfBuffer: Buffer.from(pdf),
      reason,
      name,
      location,
      contactInfo: '',
      signingTime,
      signatureLength: SIGNATURE_BYTES,
      subFilter: SUBFILTER_ETSI_CADES_DETACHED,
    })
    const prepared = asHexStrings(marked, pdf.length - 2, texts)
    return new Uint8Array(await new SignPdf().sign(prepared, new KeySigner(key), signingTime))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw refuse('SIGNER_NOT_A_PDF', `expected a PDF that can take a signature, found: ${reason}`, cause)
  }
}

/**
 * The digits of a PDF text string in UTF-16. The placeholder encodes the bytes of a literal string once more, as UTF-8, so that no
 * Vietnamese letter would survive: it is given digits, which stand the same in either encoding.
 */
function utf16Digits(text: string): string {
  return Buffer.from(`\uFEFF${text.normalize('NFC')}`, 'utf16le')
    .swap16()
    .toString('hex')
    .toUpperCase()
}

/** `(digits)` becomes `<digits>` in what was added to the file: as long as before, so every offset stays right. */
function asHexStrings(marked: Buffer, start: number, texts: readonly string[]): Buffer {
  const added = texts.reduce((all, digits) => all.replaceAll(`(${digits})`, `<${digits}>`), marked.toString('latin1', start))
  return Buffer.concat([marked.subarray(0, start), Buffer.from(added, 'latin1')])
}

function nameIn({ x509 }: KeyAndCertificate): string {
  const name: unknown = x509.toLegacyObject().subject.CN
  return typeof name === 'string' ? name : ''
}
