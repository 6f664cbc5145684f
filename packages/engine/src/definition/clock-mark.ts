/**
 * What happens to the legal clock when a marked element is entered. `resume` counts on with what was left, `restart` begins anew,
 * `continue` does what the rules in force at lodging say for the pause's reason.
 */
export const CLOCK_MARKS = ['start', 'pause', 'resume', 'restart', 'continue', 'extend', 'stop'] as const
export type ClockMark = (typeof CLOCK_MARKS)[number]

/** Why the clock may stand still: what the law does not count among the time of the agency. */
export const PAUSE_REASONS = [
  /** Chờ bổ sung hồ sơ. */
  'supplement',
  /** Chờ thực hiện nghĩa vụ tài chính. */
  'payment',
  /** Thời gian của cơ quan thuế. */
  'tax',
  /** Lấy ý kiến cơ quan khác, where the law leaves its time out. */
  'consultation',
  /** Đo đạc, kiểm tra thực địa. */
  'measurement',
  /** Xem xét xử lý vi phạm. */
  'violation',
  /** Theo yêu cầu của người nộp. */
  'applicant',
  'other',
] as const
export type PauseReason = (typeof PAUSE_REASONS)[number]

/** Of an element that pauses the clock: why, and the article that says so. */
export interface Pause {
  readonly reason: PauseReason
  readonly basis?: string
}
