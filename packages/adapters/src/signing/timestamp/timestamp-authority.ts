import { randomBytes } from 'node:crypto'
import { fromBER, Integer, OctetString } from 'asn1js'
import type { ContentInfo } from 'pkijs'
import { AlgorithmIdentifier, MessageImprint, SignedData, TimeStampReq, TimeStampResp, TSTInfo } from 'pkijs'
import { AdapterFailure, type Timestamper, mustHaveOptions, mustKnowNames } from '@motcua/engine/ports'
import { callSignal } from '../../guard/call-signal.ts'

export interface TimestampAuthorityOptions {
  /** Where the authority takes requests by HTTP POST. */
  readonly url: string
  /** As `authorization`, where the authority asks for it. */
  readonly headers?: Readonly<Record<string, string>>
  /** 10,000 ms unless told. */
  readonly timeoutMs?: number
}

const SHA256 = '2.16.840.1.101.3.4.2.1'
const TST_INFO = '1.2.840.113549.1.9.16.1.4'
/** No token is that large: whatever is longer is no answer of an authority. */
const LARGEST_BYTES = 256 * 1024
/** granted, grantedWithMods. @law RFC 3161 §2.4.2 */
const GRANTED: readonly number[] = [0, 1]

type Names = Readonly<Record<keyof TimestampAuthorityOptions, true>>

/**
 * A time-stamping authority that is asked over HTTP.
 *
 * Throws AdapterFailure: `TIMESTAMP_UNREACHABLE`, `TIMESTAMP_BUSY` (worth a retry), `TIMESTAMP_REFUSED`, `TIMESTAMP_INVALID` (final): an
 * answer for another digest or another request is no time stamp.
 *
 * @law RFC 3161 §3.4
 * @example
 * const timestamper = timestampAuthority({ url: 'http://tsa.example.vn' })
 */
export function timestampAuthority(options: TimestampAuthorityOptions): Timestamper {
  mustKnowNames('timestampAuthority', options, { url: true, headers: true, timeoutMs: true } satisfies Names)
  mustHaveOptions('timestampAuthority', options, 'url')
  return {
    async timestamp(digest) {
      if (digest.length !== 32)
        throw refused('TIMESTAMP_INVALID', `expected a SHA-256 digest of 32 bytes, found ${digest.length}`)
      const nonce = new Integer({ valueHex: nonceBytes() })
      const request = new TimeStampReq({
        version: 1,
        messageImprint: new MessageImprint({
          hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA256 }),
          hashedMessage: new OctetString({ valueHex: new Uint8Array(digest).buffer }),
        }),
        nonce,
        certReq: true,
      })
      return tokenOf(await ask(options, new Uint8Array(request.toSchema().toBER())), digest, nonce)
    },
  }
}

async function ask({ url, headers, timeoutMs = 10_000 }: TimestampAuthorityOptions, body: Uint8Array): Promise<Uint8Array> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply', ...headers },
      body: body as Uint8Array<ArrayBuffer>,
      signal: callSignal(timeoutMs),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (response.ok && bytes.length <= LARGEST_BYTES) return bytes
  } catch (cause) {
    const message = `expected an answer of ${url} within ${timeoutMs} ms, found none`
    throw new AdapterFailure('TIMESTAMP_UNREACHABLE', message, { retry: true, cause })
  }
  const isBusy = response.status >= 500 || response.status === 429
  const found = `expected a time stamp of ${url}, found HTTP status ${response.status}`
  throw new AdapterFailure(isBusy ? 'TIMESTAMP_BUSY' : 'TIMESTAMP_REFUSED', found, { retry: isBusy })
}

function tokenOf(answer: Uint8Array, digest: Uint8Array, nonce: Integer): Uint8Array {
  const response = parsed(() => new TimeStampResp({ schema: fromBER(exact(answer)).result }))
  const { status } = response.status
  const token = response.timeStampToken
  if (!GRANTED.includes(status) || token === undefined)
    throw refused('TIMESTAMP_REFUSED', `expected the authority to grant a time stamp, found status ${status}`)
  const info = parsed(() => infoOf(token))
  const stamped = Buffer.from(info.messageImprint.hashedMessage.valueBlock.valueHexView)
  const isOurs = stamped.equals(digest) && info.nonce !== undefined && info.nonce.isEqual(nonce)
  if (!isOurs) throw refused('TIMESTAMP_INVALID', 'expected a time stamp of what was asked for, found one of something else')
  return new Uint8Array(token.toSchema().toBER())
}

/** What a token says. @throws Error when it is none */
export function infoOf(token: ContentInfo): TSTInfo {
  const signed = new SignedData({ schema: token.content as unknown })
  const { eContentType, eContent } = signed.encapContentInfo
  if (eContentType !== TST_INFO || eContent === undefined) throw new Error('expected a TSTInfo')
  return new TSTInfo({ schema: fromBER(eContent.getValue()).result })
}

function parsed<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    const message = 'expected a time-stamp response in DER, found other bytes'
    throw new AdapterFailure('TIMESTAMP_INVALID', message, { retry: false, cause })
  }
}

function refused(code: string, message: string): AdapterFailure {
  return new AdapterFailure(code, message, { retry: false })
}

/** Eight bytes, positive. */
function nonceBytes(): ArrayBuffer {
  const bytes = new Uint8Array(randomBytes(8))
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f)
  return bytes.buffer
}

function exact(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
