/** Whose signature or time stamp it is. */
export interface CheckedSignature {
  /** Distinguished name of the certificate that signed, as in RFC 4514. */
  readonly subject: string
  /** The signing time that it claims, or the instant of the time stamp, in milliseconds since 1970-01-01T00:00:00Z; `null`: none. */
  readonly at: number | null
}

/**
 * Checks what a {@link Signer} and a {@link Timestamper} gave. A signature that does not hold is `undefined`, never an error: its bytes
 * are no CMS, they cover something else, or nobody trusts who signed.
 */
export interface SignatureChecker {
  /** @param signature  detached CMS, DER */
  signature(content: Uint8Array, signature: Uint8Array): Promise<CheckedSignature | undefined>
  /** @param content  what was digested to be stamped; @param token  TimeStampToken, DER */
  timestamp(content: Uint8Array, token: Uint8Array): Promise<CheckedSignature | undefined>
}
