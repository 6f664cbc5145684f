import fc from 'fast-check'

const absent = fc.constantFrom<unknown>(undefined, null, '', ' ')

/** A value, or what stands where nobody filled it in. */
const maybe = (value: fc.Arbitrary<unknown>) => fc.oneof({ arbitrary: value, weight: 8 }, { arbitrary: absent, weight: 1 })

const WORDS = ['Giấy', 'xác nhận', 'nơi nuôi', 'chim bồ câu', 'của hộ', 'gia đình', 'theo mẫu', 'số 01', '(nếu có)', '“chính”']

/** What happens to a text on its way through editors, word processors and web forms. */
const worn = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.constantFrom<(text: string) => string>(...WEAR)).map(([plain, wear]) => wear(plain))

const WEAR = [
  (text: string) => text,
  (text: string) => text,
  (text: string) => text,
  (text: string) => text.normalize('NFD'),
  (text: string) => text.replaceAll(' ', '\u00a0'),
  (text: string) => `\u200b${text}\ufeff`,
  (text: string) => `<p>${text}</p>`,
  (text: string) => `${text}&nbsp;<br/>`,
  (text: string) => `- ${text};`,
  (text: string) => `  + ${text}\r\n\t`,
  (text: string) => text.toUpperCase(),
  (text: string) => `${text} ${'rất dài '.repeat(300)}`,
  (text: string) => `${text}\u0000\ud83d`,
  (text: string) => `"${text}": {x}`,
  (text: string) => `# ${text} & *y`,
]

const name = worn(fc.array(fc.constantFrom(...WORDS), { minLength: 2, maxLength: 7 }).map((words) => words.join(' ')))

const DURATIONS = [
  '',
  '',
  'Không quy định',
  'Trong 03 ngày làm việc kể từ ngày nhận đủ hồ sơ',
  'từ 3 đến 5 ngày',
  '03 - 05 ngày làm việc',
  'ngay trong ngày',
  'Trả kết quả ngay trong ngày; nếu nhận sau 15 giờ thì trả trong ngày làm việc tiếp theo',
  '30 phút',
  '05 (năm) ngày làm việc; trường hợp phức tạp thì 10 ngày làm việc',
  'Không quá 02 tháng',
  '16,5 ngày làm việc',
  '24 giờ',
  'Giờ hành chính: từ 07 giờ 30 phút đến 17 giờ',
]

const FEES = [
  '',
  'Theo quy định',
  'Theo quy định của Hội đồng nhân dân cấp tỉnh',
  'Miễn phí',
  'Không thu',
  '10.000 đồng/bản',
  '2.000 đồng/trang; từ trang thứ ba 1.000 đồng/trang',
  '100.000đ',
  '50,000 VNĐ/lần',
  'Lệ phí: 20.000 đồng; phí: 30.000 đồng',
  'Không quy định',
  'USD 25',
  '<b>Miễn lệ phí</b> cho hộ nghèo',
]

const amount = fc.constantFrom<unknown>(0, 0, 5, 100, 8_000, 10_000, 20_000, 100_000, -1, 2.5, '20000', null, '', 'mười nghìn')
const quantity = fc.constantFrom<unknown>(1, 1, 2, 3, 5, 7, 10, 15, 16.5, 0, -1, 5_000, '3', '3,5', null, 'ba')
const unit = fc.constantFrom<unknown>(
  'WORKING_DAY',
  'WORKING_DAY',
  'WORKING_DAY',
  'DAY',
  'HOUR',
  'MONTH',
  'OTHER',
  'YEAR',
  'working_day',
  null,
  '',
)

const channel = fc.record(
  {
    method: fc.constantFrom<unknown>('ONLINE', 'DIRECT', 'POSTAL', 'direct', 'KIOSK', null),
    fees: maybe(
      fc.array(
        fc.record(
          {
            type: fc.constantFrom('FEE', 'SERVICE_FEE', 'OTHER'),
            value_vnd: amount,
            text: maybe(worn(fc.constantFrom(...FEES))),
          },
          { requiredKeys: [] },
        ),
        { maxLength: 4 },
      ),
    ),
    processing: maybe(fc.record({ qty: quantity, unit }, { requiredKeys: [] })),
    note: maybe(worn(fc.constantFrom(...DURATIONS))),
  },
  { requiredKeys: ['method'] },
)

const ROWS = [
  'Lưu ý: bản chụp phải rõ nét',
  '*Ghi chú',
  'Trường hợp ủy quyền thì phải có văn bản ủy quyền:',
  'Hồ sơ gồm:',
  'Đối với hộ kinh doanh thì nộp thêm giấy tờ sau đây',
  'Người nộp có trách nhiệm xuất trình giấy tờ',
  'Sổ hộ khẩu',
  'Ví dụ: giấy tờ A',
]

const copies = fc.constantFrom<unknown>(0, 0, 1, 1, 2, null, '1', -1, 1.5, 'một')

const item = fc.record(
  {
    name: maybe(fc.oneof({ arbitrary: name, weight: 3 }, { arbitrary: worn(fc.constantFrom(...ROWS)), weight: 1 })),
    original_qty: copies,
    copy_qty: copies,
    code: fc.oneof(
      fc.nat(40).map((serial) => `000.00.00.G99-KQ${String(serial).padStart(6, '0')}`),
      fc.constantFrom<unknown>('', null, 'Mẫu số 18_TT22_73/', '000.00.00.G01 -KQ002288.', 7),
    ),
    has_electronic_form: fc.boolean(),
    is_processing_result: maybe(fc.boolean()),
    attachments: fc.constant([]),
  },
  { requiredKeys: [] },
)

const HEADINGS = [
  '',
  '',
  '* Giấy tờ phải nộp:',
  '* Giấy tờ phải xuất trình:',
  ' * Lưu ý :',
  'Đối với nhà ở riêng lẻ tại đô thị: ',
  '(1.2) Đối với công trình theo tuyến:',
  'a) Trường hợp cấp lại',
  '+ Văn bản đề nghị theo mẫu NT-01',
]

const checklist = fc.array(
  fc.record(
    { group: maybe(worn(fc.constantFrom(...HEADINGS))), items: maybe(fc.array(item, { maxLength: 6 })) },
    { requiredKeys: [] },
  ),
  { maxLength: 4 },
)

/** The same row twice, as editors leave it. */
const repeated = checklist.chain((groups) => fc.boolean().map((again) => (again ? [...groups, ...groups] : groups)))

const AGENCIES = [
  'Ủy ban nhân dân cấp xã',
  'Sở Thử nghiệm',
  'Bộ Thử nghiệm',
  'Sở Thử nghiệm; Ủy ban nhân dân cấp xã',
  'Ủy ban nhân dân cấp huyện',
  'Cơ quan đại diện ở nước ngoài',
  'Công an cấp Tỉnh',
]

const code = fc.nat(999_999).map((serial) => `1.${String(serial).padStart(6, '0')}`)

/**
 * Records in the shape of the national database, with what its editors do to them: everything in them is invented, only the habits are
 * real. One in twenty has no code, one in twenty no name: these are why a draft may not pass.
 */
export const nationalRecords: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.record(
  {
    code: fc.oneof({ arbitrary: code, weight: 19 }, { arbitrary: fc.constantFrom<unknown>(null, '', '1.1', 5), weight: 1 }),
    source_id: fc.uuid(),
    name: fc.oneof({ arbitrary: name, weight: 19 }, { arbitrary: absent, weight: 1 }),
    category: maybe(fc.record({ code: maybe(fc.constant('G99-XX01')), name: maybe(name) }, { requiredKeys: [] })),
    promulgating_agency: maybe(fc.constant('Bộ Thử nghiệm')),
    executing_agency: maybe(worn(fc.constantFrom(...AGENCIES))),
    subject_types: maybe(fc.array(fc.constantFrom<unknown>('Công dân Việt Nam', 'Doanh nghiệp', '', null), { maxLength: 3 })),
    results: maybe(fc.array(maybe(name), { maxLength: 3 })),
    requirements: maybe(worn(fc.constantFrom('Không', 'Người thực hiện đã có tài khoản.\n- Có nhà ở\n\n- # Có đất'))),
    channels: maybe(fc.array(channel, { maxLength: 4 })),
    processing_cases: maybe(
      fc.array(fc.record({ case_code: maybe(code), qty: quantity, unit }, { requiredKeys: [] }), { maxLength: 3 }),
    ),
    legal_basis: maybe(
      fc.array(fc.record({ code: maybe(fc.constant('01/2099/QH99')), name: maybe(name) }, { requiredKeys: [] }), {
        maxLength: 3,
      }),
    ),
    steps_raw: maybe(
      fc.array(fc.record({ name: maybe(name), text: maybe(worn(fc.constant('Bước 1: nộp hồ sơ.\nBước 2: nhận.'))) }), {
        maxLength: 3,
      }),
    ),
    checklist_raw: maybe(repeated),
    state: fc.constantFrom<unknown>('ACTIVE', 'UPDATED', 'INACTIVE', null),
    source: maybe(fc.record({ url: maybe(fc.webUrl()), updated_at: fc.constant('2026-01-02T03:04:05.000Z') })),
  },
  { requiredKeys: ['code', 'name'] },
)
