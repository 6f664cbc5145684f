/**
 * Status of a dossier on the national portal (TrangThaiHoSo).
 * 1 Mới đăng ký · 2 Được tiếp nhận · 3 Không được tiếp nhận · 4 Đang xử lý · 5 Yêu cầu bổ sung giấy tờ ·
 * 6 Yêu cầu thực hiện nghĩa vụ tài chính · 7 Công dân yêu cầu rút hồ sơ · 8 Dừng xử lý · 9 Đã xử lý xong · 10 Đã trả kết quả
 */
export type NationalStatus = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10

/** What the portal must know of a dossier; the adapter gives it the portal's own names and formats. */
export interface PortalDossier {
  /** Mã hồ sơ. */
  readonly code: string
  readonly procedure: { readonly code: string; readonly name: string }
  /** Lĩnh vực. */
  readonly field: { readonly code: string; readonly name: string }
  readonly applicant: {
    readonly name: string
    readonly kind: 'citizen' | 'organisation'
    /** Personal identifier or enterprise code. */
    readonly identifier: string
    readonly email?: string
    readonly phone?: string
  }
  /** Trích yếu hồ sơ: what is asked, in a sentence. */
  readonly summary: string
  readonly channel: 'counter' | 'online' | 'post'
  readonly status: NationalStatus
  /** Instants in milliseconds since 1970-01-01T00:00:00Z. */
  readonly receivedAt: number
  readonly dueAt?: number
  readonly settledAt?: number
  readonly returnedAt?: number
  readonly returnBy: 'agency' | 'post'
  /** Đơn vị xử lý. */
  readonly unit: string
  readonly note?: string
  readonly components: readonly {
    readonly id: string
    readonly name: string
    readonly code: string
    readonly url?: string
  }[]
  readonly fees: readonly {
    readonly code: string
    readonly name: string
    readonly amountVnd: number
    readonly kind: 'fee' | 'charge'
    readonly prepaid: boolean
  }[]
  readonly supplements: readonly {
    readonly id: string
    readonly requestedBy: string
    readonly content: string
    readonly requestedAt: number
    readonly receivedAt?: number
    readonly receivedBy?: string
    readonly dueBefore?: number
    readonly dueAfter?: number
  }[]
  readonly results: readonly { readonly id: string; readonly name: string; readonly code: string; readonly url?: string }[]
}

/** One step of the handling of a dossier. */
export interface PortalProgress {
  readonly code: string
  readonly handler: string
  readonly position: string
  readonly at: number
  readonly unit: string
  readonly content: string
  readonly status: NationalStatus
  readonly startedAt?: number
  readonly dueAt?: number
}

/**
 * The national public service portal (Cổng Dịch vụ công quốc gia).
 *
 * Throws AdapterFailure: `PORTAL_UNREACHABLE`, `PORTAL_TIMEOUT`, `PORTAL_BUSY` (worth a retry), `PORTAL_REFUSED` (the portal names a
 * wrong field or succession: final), `PORTAL_LOGIN_REFUSED` (final). `isUncertain` where the portal may have done what it was asked.
 */
export interface Portal {
  /** Creates or updates the dossier; asks the portal first which of the two it is, so a repeated call never creates twice. */
  syncDossier(dossier: PortalDossier): Promise<void>
  /**
   * Posts one step. The portal takes no key here: posting it again would show it twice. So a failure must say `isUncertain` wherever the step
   * may have arrived, and only there.
   */
  postProgress(progress: PortalProgress): Promise<void>
  /** Whether the portal has this step; `undefined`: it cannot tell. Absent: it can never tell. */
  hasProgress?(progress: PortalProgress): Promise<boolean | undefined>
  /** The dossier as the portal has it, or `undefined`. */
  findDossier(code: string): Promise<{ readonly code: string; readonly status: NationalStatus } | undefined>
}
