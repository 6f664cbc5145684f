import { loadProcedure, parseInstant, type DossierView, type Procedure } from '@motcua/engine'
import type { Paper } from '@motcua/engine/ports'
import {
  apologyForm,
  birthRegistration,
  controlSlip,
  receiptForm,
  refusalForm,
  registerForm,
  stopForm,
  supplementForm,
  type Agency,
  type ApplicantData,
  type ComponentData,
  type FormSource,
  type HandlingStep,
} from '../src/index.ts'

export const at = (local: string): number => parseInstant(local) ?? Number.NaN

const AGENCY: Agency = {
  code: '000.00.01.H05',
  letterhead: ['ỦY BAN NHÂN DÂN TỈNH BẮC NINH', 'ỦY BAN NHÂN DÂN XÃ TÂN HỘI'],
  unit: 'Trung tâm Phục vụ hành chính công xã Tân Hội',
  place: 'Xã Tân Hội',
  contact: { phone: '0222 3 123 456', website: 'tanhoi.bacninh.example' },
}

/** What a test may say of a dossier that forms are made for. */
export interface Told {
  readonly applicant?: ApplicantData
  readonly components?: readonly ComponentData[]
  readonly reason?: string
  readonly regime?: 'nd61-2018' | 'nd118-2025'
  readonly agency?: Agency
  readonly steps?: readonly HandlingStep[]
}

const APPLICANT: ApplicantData = {
  name: 'Nguyễn Thị Ngọc Diễm',
  identifier: '027185000017',
  kind: 'citizen',
  address: 'Thôn 3, xã Tân Hội, tỉnh Bắc Ninh',
  phone: '0912 345 678',
  email: 'diem.nguyen@example.vn',
}

export const STEPS: readonly HandlingStep[] = [
  ['Kiểm tra thành phần hồ sơ', 'Bộ phận Một cửa', 'Trần Thị Bình', '2025-08-29T15:10', '2025-08-29T15:16', '2025-08-29T15:40'],
  [
    'Thẩm tra nội dung khai sinh',
    'Công chức tư pháp - hộ tịch',
    'Phạm Thị Chi',
    '2025-08-29T15:30',
    '2025-09-03T09:00',
    '2025-09-03T11:30',
  ],
  [
    'Lãnh đạo phê duyệt',
    'Lãnh đạo Ủy ban nhân dân cấp xã',
    'Hoàng Văn Dũng',
    '2025-09-03T09:20',
    '2025-09-03T11:30',
    '2025-09-03T10:30',
  ],
].map(([name = '', role = '', actor = '', received = '', done = '', due = '']) => ({
  element: name,
  name,
  role,
  actor,
  receivedAt: at(received),
  doneAt: at(done),
  dueAt: at(due),
}))

function procedureUnder(regime: string): Procedure {
  const { procedure } = loadProcedure({ ...birthRegistration.definition, regime })
  if (procedure === undefined) throw new Error('expected the definition to compile')
  return procedure
}

const PROCEDURES = { 'nd61-2018': procedureUnder('nd61-2018'), 'nd118-2025': procedureUnder('nd118-2025') }

export function sourceOf({ applicant = APPLICANT, components, regime = 'nd118-2025', agency = AGENCY }: Told = {}): FormSource {
  const procedure = PROCEDURES[regime]
  const dossier = {
    id: 'd-1',
    code: '000.00.01.H05-250829-0007',
    procedure: { code: '1.001193', version: 1, name: procedure.definition.name },
    seq: 3,
    status: 'running',
    standing: 'accepted',
    nationalStatus: 2,
    stages: {},
    clock: { state: 'running', due: at('2025-09-03T17:00'), extensions: 0 },
    payment: 'none',
    variables: {
      applicant,
      channel: 'counter',
      returnBy: 'post',
      lateFeeVnd: 8000,
      components: components ?? [
        { id: 'declaration', originals: 1 },
        { id: 'birth-notice', originals: 1, copies: 2 },
        { id: 'identity-paper', handling: 'present', originals: 1 },
        { id: 'authorisation', digest: 'a'.repeat(64), mediaType: 'application/pdf' },
      ],
    },
    waiting: [],
    incidents: [],
    applicant: applicant.identifier,
    openedAt: at('2025-08-29T15:10'),
    endedAt: null,
  } as unknown as DossierView
  return { dossier, procedure, agency, at: at('2025-08-29T15:16'), officer: { name: 'Trần Thị Bình', position: 'Công chức' } }
}

/** Every form of a regime, for one dossier. */
export function papersOf(told: Told = {}): readonly (readonly [string, Paper])[] {
  const source = sourceOf(told)
  const unaccepted: FormSource = { ...source, dossier: { ...source.dossier, code: null } }
  const reason = told.reason ?? 'Giấy chứng sinh bị tẩy xóa, không đọc được tên người mẹ'
  const missing = told.components?.map(({ id }) => id) ?? ['birth-notice', 'Bản sao sổ hộ khẩu có chứng thực của người bà ngoại']
  const { name, address = '', phone = '' } = told.applicant ?? APPLICANT
  const entry = {
    code: '000.00.01.H05-250829-0007',
    request: 'Đăng ký khai sinh',
    sets: 1,
    owner: name,
    address,
    phone,
    receivedAt: at('2025-08-29T15:16'),
    dueAt: at('2025-09-03T17:00'),
    returnedAt: at('2025-09-03T14:00'),
    handedBy: 'Trần Thị Bình',
    receivedBy: name,
    note: '',
  }
  const forms = told.regime === 'nd61-2018' ? 'tt01-2018' : 'tt03-2025'
  const count = 6 + (told.components?.length ?? 0)
  const entries = Array.from({ length: count }, (_, index) => ({
    ...entry,
    code: `000.00.01.H05-250829-${String(index + 1).padStart(4, '0')}`,
  }))
  return [
    ['receipt', receiptForm(source)],
    ['supplement', supplementForm(unaccepted, { missing, reason, dueAt: at('2025-09-10T17:00') })],
    ['refusal', refusalForm(unaccepted, reason)],
    ['apology', apologyForm(source, { reason, promisedAt: at('2025-08-29T17:00'), receivedAt: at('2025-08-29T10:00') })],
    ['stop', stopForm(source, reason)],
    ['control-slip', controlSlip(source, told.steps ?? STEPS, 'Công an xã Tân Hội')],
    ['register', registerForm(entries, { agency: source.agency, year: 2025, forms, at: at('2025-12-31T17:00') })],
  ]
}
