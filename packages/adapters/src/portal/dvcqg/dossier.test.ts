import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NationalStatus } from '@motcua/engine/ports'
import { fullPortalDossier, portalDossier, portalProgress } from '../../../../engine/src/testing/contracts/portal.ts'
import { dossierFields, progressFields } from './dossier.ts'

const statuses = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const

describe('the fields of a dossier', () => {
  test.each(statuses)('status %d goes out as it is, whatever else the dossier says', (status: NationalStatus) => {
    for (const dossier of [portalDossier('c', status), fullPortalDossier('c', status)]) {
      expect(dossierFields(dossier)['TrangThaiHoSo']).toBe(String(status))
    }
    expect(progressFields(portalProgress('c', status))['TrangThai']).toBe(String(status))
  })

  test('what is not known is the empty string, never left out: both have the same fields', () => {
    const [least, most] = [dossierFields(portalDossier('c', 2)), dossierFields(fullPortalDossier('c', 2))]
    expect(Object.keys(least)).toEqual(Object.keys(most))
    const unknown = Object.keys(least).filter((name) => least[name] === '')
    expect(unknown).toEqual([
      ...['ThongTinKhac', 'Email', 'Fax', 'SoDienThoai', 'NgayHenTra', 'NgayTra', 'ThongTinTra', 'NgayKetThucXuLy', 'GhiChu'],
    ])
  })

  test('a dossier in the portal’s words', () => {
    expect(dossierFields(fullPortalDossier('000.00.01.H22-251003-0001', 9))).toMatchObject({
      ...{ MaHoSo: '000.00.01.H22-251003-0001', MaTTHC: '1.001193', MaLinhVuc: 'G15-TP07', KenhThucHien: '2' },
      ...{ LoaiDoiTuong: '2', MaDoiTuong: '0101234567', HinhThuc: '1', TrangThaiHoSo: '9' },
      ...{
        NgayTiepNhan: '20251003151000',
        NgayKetThucXuLy: '20251005151000',
        NgayTra: '20251006151000',
        NgayHenTra: '20251006151000',
      },
      TaiLieuNop: [
        { TepDinhKemId: 'c1', IsDeleted: 'False', DuongDanTaiTepTin: 'https://kho.example/c1' },
        { TepDinhKemId: 'c2', IsDeleted: 'False', DuongDanTaiTepTin: '' },
      ],
      DanhSachLePhi: [
        { MaPhiLePhi: 'LP01', HinhThucThu: '1', Gia: '8000', LoaiPhiLePhi: '2' },
        { MaPhiLePhi: 'P01', HinhThucThu: '4', Gia: '0', LoaiPhiLePhi: '1' },
      ],
      DanhSachHoSoBoSung: [
        { HoSoBoSungId: 's1', TrangThaiBoSung: '1', NgayTiepNhanBoSung: '20251005151000', NgayHenTraMoi: '20251006151000' },
        { HoSoBoSungId: 's2', TrangThaiBoSung: '0', NgayTiepNhanBoSung: '', NgayHenTraMoi: '' },
      ],
      DanhSachGiayToKetQua: [{ GiayToId: 'r1', TenGiayTo: 'Giấy khai sinh', MaThanhPhanHoSo: 'KQ.G15.000001' }],
    })
  })

  test('amounts keep every đồng; what is no amount is refused', () => {
    const withAmount = (amountVnd: number) => {
      const dossier = fullPortalDossier('c', 2)
      return dossierFields({ ...dossier, fees: dossier.fees.map((fee) => ({ ...fee, amountVnd })) })
    }
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 15 - 1 }), (amountVnd) => {
        const [fee] = withAmount(amountVnd)['DanhSachLePhi'] as readonly { readonly Gia: string }[]
        expect(fee?.Gia).toMatch(/^\d+$/)
        expect(Number(fee?.Gia)).toBe(amountVnd)
      }),
    )
    for (const amountVnd of [-1, 0.5, Number.NaN, 1e15]) {
      expect(() => withAmount(amountVnd)).toThrow(expect.objectContaining({ code: 'PORTAL_INPUT_INVALID' }))
    }
  })
})
