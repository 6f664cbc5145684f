import type { Findings } from './findings.ts'

type Level = 'central' | 'province' | 'commune'

/** How an agency's name tells its level; a name of several agencies may tell several. */
const SIGNS: Readonly<Record<Level | 'district', RegExp>> = {
  commune: /cấp xã|(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân|công an|trạm y tế)\s+(?:các\s+)?(?:xã|phường|đặc khu|thị trấn)/iu,
  // Districts ended on 30 June 2025.
  district: /cấp huyện|(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân|công an|phòng [\p{L} ]{2,40})\s+(?:huyện|quận|thị xã)/iu,
  province:
    /cấp tỉnh|(?:^|[;,]\s*)sở\s|(?:^|\s)tỉnh(?=$|[\s;,.])|(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+thành phố|thành phố trực thuộc/iu,
  central: /^(?:bộ|cục|tổng cục|ngân hàng nhà nước|thanh tra chính phủ|bảo hiểm xã hội việt nam|văn phòng chính phủ)(?=\s|$)/iu,
}

/** The one level that the agency's name tells. None, several, or one that is abolished is a gap. */
export function levelOf(agency: string, findings: Findings): Level | undefined {
  if (agency === '') return undefined
  const told = (Object.keys(SIGNS) as (Level | 'district')[]).filter((level) => SIGNS[level].test(agency))
  const [level] = told
  if (told.length === 1 && level !== undefined && level !== 'district') return level
  findings.add('DRAFT_LEVEL_UNCLEAR', { at: 'level', path: 'executing_agency', found: [agency, ...told] })
  return undefined
}
