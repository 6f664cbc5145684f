import { STANDINGS, type Standing } from '../definition/index.ts'

/** The portal's numbering of a standing, and since when. */
export interface NationalCode {
  readonly code: number
  readonly vi: string
}

/**
 * TrangThaiHoSo by standing. Dated: a renumbering is a new entry, and a dossier's journal keeps the number of its day.
 *
 * @law the national portal's interface DongBoHoSoMC, field TrangThaiHoSo
 */
const NUMBERINGS: readonly { readonly from: string; readonly names: Readonly<Record<Standing, string>> }[] = [
  {
    from: '2019-12-09',
    names: {
      registered: 'Mới đăng ký',
      accepted: 'Được tiếp nhận',
      refused: 'Không được tiếp nhận',
      inProgress: 'Đang xử lý',
      supplementAsked: 'Yêu cầu bổ sung giấy tờ',
      paymentAsked: 'Yêu cầu thực hiện nghĩa vụ tài chính',
      withdrawn: 'Công dân yêu cầu rút hồ sơ',
      stopped: 'Dừng xử lý',
      settled: 'Đã xử lý xong',
      returned: 'Đã trả kết quả',
    },
  },
]

/** The code 1 to 10 of a standing today. */
export function nationalStatus(standing: Standing): NationalCode {
  const numbering = NUMBERINGS.at(-1)
  return { code: STANDINGS.indexOf(standing) + 1, vi: numbering?.names[standing] ?? standing }
}
