import type { Principal } from '@motcua/engine/ports'
import type { Agency } from '@motcua/procedures'

/** Everybody and everything here is invented. */
export const AGENCY: Agency = {
  code: '000.00.01.H05',
  letterhead: ['ỦY BAN NHÂN DÂN TỈNH BẮC NINH', 'ỦY BAN NHÂN DÂN XÃ TÂN HỘI'],
  unit: 'Bộ phận Một cửa xã Tân Hội',
  place: 'Xã Tân Hội',
}

export const CITIZEN = '027185001234'

export const PEOPLE: readonly Principal[] = [
  { id: CITIZEN, name: 'Nguyễn Văn An', roles: ['applicant'] },
  { id: 'binh', name: 'Trần Thị Bình', roles: ['counter'], position: 'Công chức một cửa', unit: AGENCY.unit },
  { id: 'chi', name: 'Phạm Thị Chi', roles: ['registrar'], position: 'Công chức tư pháp - hộ tịch', unit: 'UBND xã Tân Hội' },
  { id: 'dung', name: 'Hoàng Văn Dũng', roles: ['leader'], position: 'Chủ tịch', unit: 'UBND xã Tân Hội' },
  { id: 'oanh', name: 'Vũ Thị Oanh', roles: ['operator', 'auditor'], position: 'Quản trị', unit: 'UBND xã Tân Hội' },
]

export function nameOf(actor: string): string {
  return PEOPLE.find(({ id }) => id === actor)?.name ?? actor.replace(/^system:/, '⚙ ')
}
