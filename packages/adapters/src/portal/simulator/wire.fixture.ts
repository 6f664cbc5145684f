/** Valid calls as they go over the wire, written by hand: no test of the simulator knows the adapter. */

export const account = { username: 'motcua', password: 'mật-khẩu-9f3a', agency: '000.00.01.H22' }

export type Wire = Readonly<Record<string, unknown>>

let serial = 0
export const newCode = (): string => `000.00.01.H22-251003-${String(++serial).padStart(4, '0')}`

const file = {
  TepDinhKemId: 'c1',
  TenTepDinhKem: 'Giấy chứng sinh',
  IsDeleted: 'False',
  MaThanhPhanHoSo: '000.00.00.G15-KQ0001',
  DuongDanTaiTepTin: 'https://kho.example/c1',
}
const fee = { TenPhiLePhi: 'Lệ phí hộ tịch', MaPhiLePhi: 'LP01', HinhThucThu: '1', Gia: '8000', LoaiPhiLePhi: '2' }

export function wireDossier(code: string, status: number): Wire {
  return {
    MaHoSo: code,
    MaTTHC: '1.001193',
    TenTTHC: 'Đăng ký khai sinh',
    MaLinhVuc: 'G15-TP07',
    TenLinhVuc: 'Hộ tịch',
    KenhThucHien: '1',
    ChuHoSo: 'Nguyễn Thị Lan',
    LoaiDoiTuong: '1',
    MaDoiTuong: '001190012345',
    ThongTinKhac: '',
    Email: 'lan@example.vn',
    Fax: '',
    SoDienThoai: '0912345678',
    TrichYeuHoSo: 'Đăng ký khai sinh',
    NgayTiepNhan: '20251003151000',
    NgayHenTra: '20251006170000',
    TrangThaiHoSo: String(status),
    NgayTra: '',
    ThongTinTra: '',
    HinhThuc: '0',
    NgayKetThucXuLy: '',
    DonViXuLy: 'UBND phường Ngọc Hà',
    GhiChu: '',
    TaiLieuNop: [file],
    DanhSachLePhi: [fee],
    DanhSachTepDinhKemKhac: [{ TenGiayTo: 'Ảnh', SoLuong: '2', LoaiGiayTo: '1' }],
    DanhSachHoSoBoSung: [
      {
        HoSoBoSungId: 's1',
        NguoiYeuCauBoSung: 'Trần Văn Minh',
        NoiDungBoSung: 'Bổ sung giấy chứng sinh',
        NgayBoSung: '20251004080000',
        NguoiTiepNhanBoSung: '',
        ThongTinTiepNhan: '',
        NgayTiepNhanBoSung: '',
        TrangThaiBoSung: '0',
        DanhSachGiayToBoSung: [file],
        DanhSachLePhiBoSung: [fee],
        NgayHenTraTruoc: '20251006170000',
        NgayHenTraMoi: '',
      },
    ],
    DanhSachGiayToKetQua: [
      { TenGiayTo: 'Giấy khai sinh', MaThanhPhanHoSo: 'KQ1', GiayToId: 'r1', DuongDanTepTinKetQua: 'https://kho.example/r1' },
    ],
  }
}

export function wireStep(code: string): Wire {
  return {
    MaHoSo: code,
    NguoiXuLy: 'Trần Văn Minh',
    ChucDanh: 'Công chức',
    ThoiDiemXuLy: '20251003151000',
    PhongBanXuLy: 'UBND phường Ngọc Hà',
    NoiDungXuLy: 'Thẩm tra',
    TrangThai: '4',
    NgayBatDau: '20251003151000',
    NgayKetThucTheoQuyDinh: '20251006170000',
  }
}

export async function send(url: string, path: string, body: unknown): Promise<Wire> {
  const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) })
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`)
  return (await response.json()) as Wire
}

/** Logs in and gives what calls a service in that session. */
export async function loggedIn(url: string): Promise<(service: string, fields: Wire) => Promise<Wire>> {
  const { session } = await send(url, '/mapi/login', { username: account.username, password: account.password })
  return (service, fields) => send(url, '/mapi/g', { session, madonvi: account.agency, service, ...fields })
}
