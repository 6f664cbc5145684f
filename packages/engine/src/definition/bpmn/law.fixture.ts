import { NO_POSITION as position } from '../../diagnostics/index.ts'
import type { Definition } from '../definition.ts'

/** What the law says of a procedure. */
export const LAW: Partial<Definition> = {
  isOpen: false,
  version: 3,
  effective: { from: '2025-07-01' },
  level: 'commune',
  field: { code: 'G15-TP07', name: { vi: 'Hộ tịch', en: 'Civil status' } },
  agency: { vi: 'Ủy ban nhân dân cấp xã' },
  basis: ['60/2014/QH13', '118/2025/NĐ-CP'],
  sources: ['https://dichvucong.gov.vn'],
  results: [{ id: 'kết quả', name: { vi: 'Giấy khai sinh', en: 'Birth certificate' }, code: '000.00.00.G15-KQ000001' }],
  documents: [
    {
      id: 'tờ khai',
      name: { vi: 'Tờ khai' },
      code: undefined,
      class: 'prior-result',
      digitize: 'mandatory',
      reuse: ['citizen-store'],
      required: true,
      when: { vi: 'khi ủy quyền' },
      originals: 1,
      copies: 0,
    },
  ],
  limit: {
    limit: { unit: 'workingDays', amount: 3 },
    cases: [{ condition: { text: 'n > 1', position }, limit: { unit: 'months', amount: 1 } }],
    cutoff: '15:00',
    warn: undefined,
    extension: { times: 1, limit: { unit: 'days', amount: 5 } },
    position,
  },
  roles: [
    { id: 'clerk', name: { vi: 'Cán bộ', en: 'Clerk' } },
    { id: 'cán bộ', name: { vi: 'cán bộ' } },
  ],
  variables: [
    { id: 'n', type: 'number', values: [1, 2], optional: true, name: undefined, position },
    ...(['tổng', 'danhSách', 'x_1'] as const).map((id) => {
      return { id, type: 'list' as const, values: undefined, optional: false, name: undefined, position }
    }),
  ],
  decisions: { dmn: [{ file: 'a.dmn', text: '<definitions/>' }], yaml: { position: { file: 'x' } } },
  rules: [{ template: 'response', first: 'p.0', second: 'p hết', position }],
}
