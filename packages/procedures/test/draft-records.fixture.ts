/** A record of the national database's form; everything in it is invented. */
export const CLEAN_RECORD = {
  code: '1.999001',
  source_id: '00000000-0000-0000-0000-000000000001',
  name: 'Cấp giấy xác nhận nơi nuôi chim bồ câu',
  category: { code: 'G99-XX01', name: 'Chăn nuôi cảnh' },
  promulgating_agency: 'Bộ Thử nghiệm',
  executing_agency: 'Ủy ban nhân dân cấp xã',
  subject_types: ['Công dân Việt Nam'],
  results: ['Giấy xác nhận nơi nuôi'],
  requirements: '',
  channels: [
    {
      method: 'ONLINE',
      fees: [{ type: 'FEE', value_vnd: 0, text: '' }],
      processing: { qty: 3, unit: 'WORKING_DAY' },
      note: 'Trong 03 ngày làm việc kể từ ngày nhận đủ hồ sơ',
    },
    {
      method: 'DIRECT',
      fees: [{ type: 'FEE', value_vnd: 20_000, text: 'Thu 20.000 đồng/lần' }],
      processing: { qty: 3, unit: 'WORKING_DAY' },
      note: '',
    },
  ],
  processing_cases: [{ case_code: '1.999001.01', qty: 3, unit: 'WORKING_DAY' }],
  legal_basis: [{ code: '01/2099/QH99', name: 'Luật thử nghiệm' }],
  steps_raw: [{ name: '', text: 'Nộp hồ sơ.' }],
  checklist_raw: [
    {
      group: '',
      items: [
        { name: '- Tờ khai theo mẫu', original_qty: 1, copy_qty: 0, code: 'G99-KQ000001', is_processing_result: false },
        { name: 'Giấy chứng nhận tiêm phòng', original_qty: 0, copy_qty: 1, code: '000.00.00.G99-KQ000002' },
      ],
    },
  ],
  state: 'ACTIVE',
  source: { url: 'https://example.gov.vn/1.999001', updated_at: '2026-01-02T03:04:05.000Z' },
}
export type TestRecord = typeof CLEAN_RECORD

/** The clean record with one thing changed. */
export function recordWith(change: (record: Record<string, unknown> & TestRecord) => void): unknown {
  const record = structuredClone(CLEAN_RECORD) as Record<string, unknown> & TestRecord
  change(record)
  return record
}
