import type { StoredPaper } from '@motcua/engine/ports'
import type { Said } from '../data/data-code.ts'
import { mustBeObjects } from '../must-be-given.ts'

/** Why a paper that was found is not reused. */
export type ReuseRefusal = 'consent-missing' | 'not-yet' | 'expired' | 'other-owner'

export const REUSE_REFUSALS: Readonly<Record<ReuseRefusal, Said>> = {
  'consent-missing': { vi: 'chủ giấy tờ chưa đồng ý tái sử dụng', en: 'its owner has not consented' },
  'not-yet': { vi: 'hồ sơ gốc chưa được giải quyết thành công', en: 'its dossier has not succeeded yet' },
  expired: { vi: 'giấy tờ đã hết giá trị', en: 'it is no longer valid' },
  'other-owner': { vi: 'giấy tờ của người khác', en: "it is another person's" },
}

/**
 * Whether a paper may stand for the original: its dossier succeeded, it holds on the day, it is the owner's, and they consent.
 *
 * @param on  `at`: milliseconds since 1970-01-01T00:00:00Z; `today`: the local date then
 * @law nghị định 45/2020/NĐ-CP Đ17
 */
export function reuseRefusal(
  paper: Pick<StoredPaper, 'owner' | 'reusableFrom' | 'validTo'>,
  on: { readonly at: number; readonly today: string; readonly owner: string; readonly consent: boolean },
): ReuseRefusal | undefined {
  mustBeObjects('reuseRefusal', { paper, on })
  if (!on.consent) return 'consent-missing'
  if (paper.owner !== on.owner) return 'other-owner'
  if (paper.reusableFrom > on.at) return 'not-yet'
  return paper.validTo !== undefined && paper.validTo < on.today ? 'expired' : undefined
}
