import { AdapterFailure } from '../../ports/index.ts'
import type { Signer, SigningRequest } from '../../ports/index.ts'
import { failureOf, law } from './contract.ts'
import type { Contract, Must } from './contract.ts'

/** A signer to try, and what it may sign. */
export interface SignerSubject {
  readonly signer: Signer
  /** A PDF without a signature. */
  readonly pdf: Uint8Array
  /** An instant at which the certificate is valid, milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number
}

/** What every signer promises. Whether a signature is cryptographically valid is for an independent verifier to say. */
export const signerContract: Contract<SignerSubject> = {
  port: 'Signer',
  laws: [
    law('a signature is added to a PDF: not a byte of it changes', async ({ signer, pdf, at }, must) => {
      const { bytes } = await signer.signPdf(pdf, request(at))
      const kept = withoutLastLineEnd(pdf)
      must(equal(bytes.subarray(0, kept.length), kept), 'the PDF at the beginning of the signed one', bytes)
      must(bytes.length > pdf.length, `more than ${pdf.length} bytes`, bytes)
    }),

    law('a signature covers the whole file but itself', async ({ signer, pdf, at }, must) => {
      const { bytes } = await signer.signPdf(pdf, request(at))
      covers(bytes, must)
    }),

    law('a signed PDF can be signed again, and the first signature stays as it was', async ({ signer, pdf, at }, must) => {
      const first = await signer.signPdf(pdf, request(at))
      const second = await signer.signPdf(first.bytes, request(at))
      const kept = withoutLastLineEnd(first.bytes)
      must(equal(second.bytes.subarray(0, kept.length), kept), 'the signed PDF at the beginning of the second', second.bytes)
      covers(second.bytes, must)
    }),

    law('a detached signature is one DER structure, with the content left outside', async ({ signer, at }, must) => {
      const content = new TextEncoder().encode('nội dung được ký '.repeat(400))
      const { bytes } = await signer.signDetached(content, request(at))
      must(bytes[0] === 0x30, 'a SEQUENCE (0x30) first', bytes[0])
      const found = derLength(bytes)
      must(found === bytes.length, `a structure of ${bytes.length} bytes`, found)
      must(!latin1(bytes).includes(latin1(content.subarray(0, 64))), 'no content inside', bytes)
    }),

    law('what is signed is not changed in place', async ({ signer, pdf, at }, must) => {
      const [mine, content] = [new Uint8Array(pdf), new Uint8Array([1, 2, 3])]
      await signer.signPdf(mine, request(at))
      await signer.signDetached(content, request(at))
      must(equal(mine, pdf), 'the PDF as it was', mine)
      must(equal(content, new Uint8Array([1, 2, 3])), 'the content as it was', content)
    }),

    law('both ways of signing name the same certificate', async ({ signer, pdf, at }, must) => {
      const one = await signer.signPdf(pdf, request(at))
      const other = await signer.signDetached(pdf, request(at))
      must(one.subject !== '' && one.subject === other.subject, `the subject ${one.subject}`, other.subject)
      must(one.serialNumber === other.serialNumber, `the serial number ${one.serialNumber}`, other.serialNumber)
      must(/^[0-9a-f]+$/i.test(one.serialNumber), 'a hexadecimal serial number', one.serialNumber)
    }),

    law('what is no PDF is refused for good, and signed all the same when detached', async ({ signer, at }, must) => {
      for (const text of ['', 'Giấy chứng sinh', '%PDF-1.7']) {
        const bytes = new TextEncoder().encode(text)
        const failure = await failureOf(() => signer.signPdf(bytes, request(at)))
        must(failure instanceof AdapterFailure && !failure.retry, 'an AdapterFailure that is final', failure)
        must((await signer.signDetached(bytes, request(at))).bytes.length > 0, 'a detached signature', 'none')
      }
    }),

    law('signatures asked for together do not mix', async ({ signer, at }, must) => {
      const contents = [1, 2, 3, 4].map((byte) => new Uint8Array([byte]))
      const alone = await Promise.all(contents.map((content) => signer.signDetached(content, request(at))))
      const texts = new Set(alone.map(({ bytes }) => latin1(bytes)))
      must(texts.size === contents.length, `${contents.length} different signatures`, texts.size)
    }),
  ],
}

function request(at: number): SigningRequest {
  return { reason: 'Đăng ký khai sinh', location: 'Xã Tân Hội', at }
}

/** The newest signature's byte range begins at 0, leaves out one hexadecimal string and goes to the end. */
function covers(bytes: Uint8Array, must: Must): void {
  const ranges = [...latin1(bytes).matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)]
  const [start, before, from, after] = (ranges.at(-1) ?? []).slice(1).map(Number)
  const found = ranges.at(-1)?.[0] ?? 'no byte range'
  must(start === 0 && before !== undefined && from !== undefined && after !== undefined, 'a byte range from 0', found)
  must((from ?? 0) + (after ?? 0) === bytes.length, `a byte range up to ${bytes.length}`, found)
  const gap = latin1(bytes.subarray(before, from))
  must(/^<[0-9a-f]+>$/i.test(gap), 'nothing but the signature left out', gap)
}

/** The length that a DER structure claims for itself, header included. */
function derLength(bytes: Uint8Array): number {
  const first = bytes[1] ?? 0
  if (first < 0x80) return 2 + first
  const count = first & 0x7f
  return 2 + count + bytes.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0)
}

/** A signer may add its update after the last line end or in its place: it stands outside of the file's content. */
function withoutLastLineEnd(pdf: Uint8Array): Uint8Array {
  let end = pdf.length
  while (end > 0 && (pdf[end - 1] === 0x0a || pdf[end - 1] === 0x0d)) end--
  return pdf.subarray(0, end)
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}
