/**
 * A time-stamping authority (dịch vụ cấp dấu thời gian).
 *
 * Implementations throw {@link AdapterFailure}: `retry: true` for an authority that does not answer, `retry: false` for one that refuses.
 *
 * @law RFC 3161
 */
export interface Timestamper {
  /**
   * @param digest  SHA-256, 32 bytes
   * @returns a TimeStampToken (a CMS over a TSTInfo), DER
   */
  timestamp(digest: Uint8Array): Promise<Uint8Array>
}
