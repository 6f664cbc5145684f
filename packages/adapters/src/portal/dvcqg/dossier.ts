import type { JsonObject, PortalDossier, PortalProgress } from '@motcua/engine/ports'
import { portalFailure } from './failure.ts'
import { portalTime } from './time.ts'

/** LoaiDoiTuong. */
const kinds = { citizen: '1', organisation: '2' } as const
/** KenhThucHien: trực tiếp, trực tuyến, qua bưu chính công ích. */
const channels = { counter: '1', online: '2', post: '3' } as const
/** HinhThuc. */
const returns = { agency: '0', post: '1' } as const
/** LoaiPhiLePhi: 1 phí (charge), 2 lệ phí (fee). */
const feeKinds = { charge: '1', fee: '2' } as const

/**
 * A dossier in the portal's names and formats: everything is text, what is not known is the empty string. The status goes out as it
 * is: 5, 6 and 8 are never dressed up as another.
 *
 * @throws AdapterFailure PORTAL_INPUT_INVALID
 */
export function dossierFields(dossier: PortalDossier): JsonObject {
  const { procedure, field, applicant } = dossier
  return {
    MaHoSo: dossier.code,
    MaTTHC: procedure.code,
    TenTTHC: procedure.name,
    MaLinhVuc: field.code,
    TenLinhVuc: field.name,
    KenhThucHien: channels[dossier.channel],
    ChuHoSo: applicant.name,
    LoaiDoiTuong: kinds[applicant.kind],
    MaDoiTuong: applicant.identifier,
    ThongTinKhac: '',
    Email: applicant.email ?? '',
    Fax: '',
    SoDienThoai: applicant.phone ?? '',
    TrichYeuHoSo: dossier.summary,
    NgayTiepNhan: portalTime(dossier.receivedAt, 'receivedAt'),
    NgayHenTra: portalTime(dossier.dueAt, 'dueAt'),
    TrangThaiHoSo: String(dossier.status),
    NgayTra: portalTime(dossier.returnedAt, 'returnedAt'),
    ThongTinTra: '',
    HinhThuc: returns[dossier.returnBy],
    NgayKetThucXuLy: portalTime(dossier.settledAt, 'settledAt'),
    DonViXuLy: dossier.unit,
    GhiChu: dossier.note ?? '',
    TaiLieuNop: dossier.components.map(componentFields),
    DanhSachLePhi: dossier.fees.map(feeFields),
    DanhSachTepDinhKemKhac: [],
    DanhSachHoSoBoSung: dossier.supplements.map(supplementFields),
    DanhSachGiayToKetQua: dossier.results.map(resultFields),
  }
}

/** @throws AdapterFailure PORTAL_INPUT_INVALID */
export function progressFields(progress: PortalProgress): JsonObject {
  return {
    MaHoSo: progress.code,
    NguoiXuLy: progress.handler,
    ChucDanh: progress.position,
    ThoiDiemXuLy: portalTime(progress.at, 'at'),
    PhongBanXuLy: progress.unit,
    NoiDungXuLy: progress.content,
    TrangThai: String(progress.status),
    NgayBatDau: portalTime(progress.startedAt, 'startedAt'),
    NgayKetThucTheoQuyDinh: portalTime(progress.dueAt, 'dueAt'),
  }
}

function componentFields({ id, name, code, url }: PortalDossier['components'][number]): JsonObject {
  return { TepDinhKemId: id, TenTepDinhKem: name, IsDeleted: 'False', MaThanhPhanHoSo: code, DuongDanTaiTepTin: url ?? '' }
}

/** HinhThucThu: 1 on reception, 4 on return. */
function feeFields({ code, name, amountVnd, kind, prepaid }: PortalDossier['fees'][number]): JsonObject {
  return {
    TenPhiLePhi: name,
    MaPhiLePhi: code,
    HinhThucThu: prepaid ? '1' : '4',
    Gia: portalAmount(amountVnd),
    LoaiPhiLePhi: feeKinds[kind],
  }
}

/** Whole đồng; none is more than the state's budget, and numbers in text keep all their digits below 10^15. */
function portalAmount(amountVnd: number): string {
  if (Number.isSafeInteger(amountVnd) && amountVnd >= 0 && amountVnd < 1e15) return String(amountVnd)
  throw portalFailure('PORTAL_INPUT_INVALID', `expected whole đồng as fees.amountVnd, found ${amountVnd}`)
}

/** TrangThaiBoSung: 0 the agency waits, 1 received. */
function supplementFields(supplement: PortalDossier['supplements'][number]): JsonObject {
  return {
    HoSoBoSungId: supplement.id,
    NguoiYeuCauBoSung: supplement.requestedBy,
    NoiDungBoSung: supplement.content,
    NgayBoSung: portalTime(supplement.requestedAt, 'supplements.requestedAt'),
    NguoiTiepNhanBoSung: supplement.receivedBy ?? '',
    ThongTinTiepNhan: '',
    NgayTiepNhanBoSung: portalTime(supplement.receivedAt, 'supplements.receivedAt'),
    TrangThaiBoSung: supplement.receivedAt === undefined ? '0' : '1',
    DanhSachGiayToBoSung: [],
    DanhSachLePhiBoSung: [],
    NgayHenTraTruoc: portalTime(supplement.dueBefore, 'supplements.dueBefore'),
    NgayHenTraMoi: portalTime(supplement.dueAfter, 'supplements.dueAfter'),
  }
}

function resultFields({ id, name, code, url }: PortalDossier['results'][number]): JsonObject {
  return { TenGiayTo: name, MaThanhPhanHoSo: code, GiayToId: id, DuongDanTepTinKetQua: url ?? '' }
}
