/** Who signs, in what capacity: shown in the signature and kept in the journal. */
export interface SigningRequest {
  /** Why: shown in the signature panel of a PDF reader. */
  readonly reason: string
  /** Where: a place name. */
  readonly location?: string
  /** Milliseconds since 1970-01-01T00:00:00Z; the signing time that is claimed inside the signature. */
  readonly at: number
}

export interface SignedBytes {
  readonly bytes: Uint8Array
  /** Distinguished name of the certificate that signed, as in RFC 4514. */
  readonly subject: string
  /** Serial number of that certificate, hexadecimal. */
  readonly serialNumber: string
}

/**
 * Digital signatures (chữ ký số).
 *
 * Implementations throw {@link AdapterFailure}: `retry: false` for a wrong passphrase, an expired certificate or a file that
 * is no PDF; `retry: true` for a token or service that does not answer.
 */
export interface Signer {
  /** Signs a PDF in place (PAdES, ETSI EN 319 142); returns the signed file. */
  signPdf(pdf: Uint8Array, request: SigningRequest): Promise<SignedBytes>
  /** A detached CMS signature (RFC 5652, DER) over any bytes. */
  signDetached(content: Uint8Array, request: SigningRequest): Promise<SignedBytes>
}
