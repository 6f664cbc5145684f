/**
 * Which TrangThaiHoSo may follow which. Staying is an update and always allowed, at the end too: a dossier that is over still gets its
 * result papers.
 *
 * 1 Mới đăng ký · 2 Được tiếp nhận · 3 Không được tiếp nhận · 4 Đang xử lý · 5 Yêu cầu bổ sung giấy tờ ·
 * 6 Yêu cầu thực hiện nghĩa vụ tài chính · 7 Công dân yêu cầu rút hồ sơ · 8 Dừng xử lý · 9 Đã xử lý xong · 10 Đã trả kết quả
 *
 * The portal publishes no such table. This one is the most that the statuses' own meaning allows; it is there to catch a client that
 * skips reception, answers twice or reopens what is over.
 */
const followers: Readonly<Record<number, readonly number[]>> = {
  1: [2, 3, 5, 6, 7],
  2: [4, 5, 6, 7, 8, 9],
  3: [],
  4: [5, 6, 7, 8, 9],
  5: [2, 3, 4, 7, 8],
  6: [2, 4, 7, 8],
  7: [],
  8: [],
  // A result found wrong before it was handed over: the applicant is asked again.
  9: [10, 5],
  10: [],
}

/** A first sync may come late, after the counter has already decided; never when an authority has worked on it. */
const beginnings: readonly number[] = [1, 2, 3, 5, 6, 7]

/** @param from `undefined`: the portal does not know the dossier yet */
export function mayFollow(from: number | undefined, to: number): boolean {
  if (from === undefined) return beginnings.includes(to)
  return from === to || (followers[from] ?? []).includes(to)
}
