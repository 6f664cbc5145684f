/**
 * What the portal takes, as JSON Schema: names, types and formats as one-stop systems send them. Everything is a string; what is not
 * known is the empty string. Nothing beyond the list is taken.
 */
const text = { type: 'string', maxLength: 4000 } as const
const named = { type: 'string', minLength: 1, maxLength: 4000, pattern: '\\S' } as const
/** yyyyMMddHHmmss, a day that exists. */
const time = { type: 'string', format: 'portal-time' } as const
const timeOrNone = { type: 'string', format: 'portal-time-or-none' } as const
const url = { type: 'string', format: 'web-address-or-none' } as const
const email = { type: 'string', pattern: '^$|^[^\\s@]+@[^\\s@]+$' } as const
const phone = { type: 'string', pattern: '^$|^\\+?[0-9][0-9 .]{7,14}$' } as const
const digits = { type: 'string', pattern: '^[0-9]{1,15}$' } as const
const truth = { type: 'string', enum: ['True', 'False'] } as const
const status = { type: 'string', enum: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'] } as const
/** `000.00.06.H56-231027-0361`, or with a date of eight and a serial of seven digits. */
const dossierCode = { type: 'string', pattern: '^[0-9A-Z]+(\\.[0-9A-Z]+)*-([0-9]{6}|[0-9]{8})-[0-9]{4,7}$' } as const

const oneOf = (...values: string[]) => ({ type: 'string', enum: values })
const listOf = (items: object) => ({ type: 'array', maxItems: 500, items })

/** An object of exactly these fields. `optional` may be left out. */
function exactly(properties: Readonly<Record<string, object>>, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', additionalProperties: false, required, properties }
}

const file = exactly({
  TepDinhKemId: named,
  TenTepDinhKem: named,
  IsDeleted: truth,
  MaThanhPhanHoSo: named,
  DuongDanTaiTepTin: url,
})

/** HinhThucThu: 1 on reception, 2 on supplement, 4 on return. LoaiPhiLePhi: 1 phí, 2 lệ phí. */
const fee = exactly({
  TenPhiLePhi: named,
  MaPhiLePhi: named,
  HinhThucThu: oneOf('1', '2', '4'),
  Gia: digits,
  LoaiPhiLePhi: oneOf('1', '2'),
})

/** TrangThaiBoSung: 0 waiting, 1 received. */
const supplement = exactly({
  HoSoBoSungId: named,
  NguoiYeuCauBoSung: named,
  NoiDungBoSung: named,
  NgayBoSung: time,
  NguoiTiepNhanBoSung: text,
  ThongTinTiepNhan: text,
  NgayTiepNhanBoSung: timeOrNone,
  TrangThaiBoSung: oneOf('0', '1'),
  DanhSachGiayToBoSung: listOf(file),
  DanhSachLePhiBoSung: listOf(fee),
  NgayHenTraTruoc: timeOrNone,
  NgayHenTraMoi: timeOrNone,
})

/** LoaiDoiTuong: 1 citizen, 2 organisation. HinhThuc: 0 at the agency, 1 by post. KenhThucHien: 1 counter, 2 online, 3 post. */
const dossier = exactly(
  {
    MaHoSo: dossierCode,
    MaTTHC: { type: 'string', pattern: '^[0-9]\\.[0-9]{6}(\\.[0-9A-Z]+)*$' },
    TenTTHC: named,
    MaLinhVuc: { type: 'string', pattern: '^[0-9A-Z][0-9A-Z._-]*$' },
    TenLinhVuc: named,
    KenhThucHien: oneOf('1', '2', '3'),
    ChuHoSo: named,
    LoaiDoiTuong: oneOf('1', '2'),
    MaDoiTuong: { type: 'string', pattern: '^[0-9A-Za-z-]{1,35}$' },
    ThongTinKhac: text,
    Email: email,
    Fax: phone,
    SoDienThoai: phone,
    TrichYeuHoSo: named,
    NgayTiepNhan: time,
    NgayHenTra: timeOrNone,
    TrangThaiHoSo: status,
    NgayTra: timeOrNone,
    ThongTinTra: text,
    HinhThuc: oneOf('0', '1'),
    NgayKetThucXuLy: timeOrNone,
    DonViXuLy: named,
    GhiChu: text,
    TaiLieuNop: listOf(file),
    DanhSachLePhi: listOf(fee),
    DanhSachTepDinhKemKhac: listOf(exactly({ TenGiayTo: named, SoLuong: digits, LoaiGiayTo: digits })),
    DanhSachHoSoBoSung: listOf(supplement),
    DanhSachGiayToKetQua: listOf(
      exactly({ TenGiayTo: named, MaThanhPhanHoSo: text, GiayToId: named, DuongDanTepTinKetQua: url }),
    ),
  },
  ['KenhThucHien'],
)

const step = exactly({
  MaHoSo: dossierCode,
  NguoiXuLy: named,
  ChucDanh: text,
  ThoiDiemXuLy: time,
  PhongBanXuLy: text,
  NoiDungXuLy: text,
  TrangThai: status,
  NgayBatDau: timeOrNone,
  NgayKetThucTheoQuyDinh: timeOrNone,
})

/** One-stop systems send at most ten at once. */
const batchOf = (items: object) => ({ type: 'array', minItems: 1, maxItems: 10, items })
const call = { session: named, madonvi: named, service: named }

export const loginSchema = exactly({ username: text, password: text })

/** What every call carries; the service's own fields are looked at once session and agency are known. */
export const envelopeSchema = { type: 'object', required: Object.keys(call), properties: call }

export const serviceSchemas = {
  TraCuuHoSo: exactly({ ...call, mahoso: named }),
  DongBoHoSoMC: exactly({ ...call, isUpdating: truth, data: batchOf(dossier) }),
  CapNhatTienDoHoSoMC: exactly({ ...call, data: batchOf(step) }),
} as const

export type Service = keyof typeof serviceSchemas
