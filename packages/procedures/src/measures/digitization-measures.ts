import { share, shareOfKeys } from './count.ts'
import { DOSSIERS, type Measure } from './measure.ts'
import { isWithin } from './period.ts'

/** Results of the period's successful dossiers that exist as a file with a digest. */
export const resultsDigitized: Measure = {
  id: 'resultsDigitized',
  name: { vi: 'Kết quả giải quyết được số hóa', en: 'Results digitized' },
  unit: 'percent',
  of: DOSSIERS,
  count: (facts, period) =>
    share(
      facts,
      ({ hasSucceeded, endedAt }) => hasSucceeded && isWithin(period, endedAt),
      ({ hasResult }) => hasResult,
    ),
}

/** Desks that received dossiers in the period and took at least one of them through digitization. */
export const desksDigitizing: Measure = {
  id: 'desksDigitizing',
  name: { vi: 'Bộ phận Một cửa thực hiện quy trình số hóa', en: 'One-stop desks with the digitization workflow' },
  unit: 'percent',
  of: { vi: 'Bộ phận Một cửa', en: 'desks' },
  count: (facts, period) =>
    shareOfKeys(
      facts,
      ({ agency }) => agency,
      ({ receivedAt }) => isWithin(period, receivedAt),
      ({ isDigitizedAtDesk }) => isDigitizedAtDesk,
    ),
}

/** Dossiers of procedures that look for components before they ask: in how many something was found and not asked for again. */
export const notHandedInAgain: Measure = {
  id: 'notHandedInAgain',
  name: {
    vi: 'Người dân không phải nộp lại giấy tờ đã có',
    en: 'Applicants who need not hand in again what was accepted before',
  },
  unit: 'percent',
  of: DOSSIERS,
  count: (facts, period) =>
    share(
      facts,
      ({ receivedAt, procedure }) => isWithin(period, receivedAt) && procedure.mayReuse,
      ({ hasReused }) => hasReused,
    ),
}

/** Dossiers handed on in the period, of which a signed list of files went along. */
export const passedElectronically: Measure = {
  id: 'passedElectronically',
  name: { vi: 'Luân chuyển hồ sơ giữa các cơ quan bằng điện tử', en: 'Dossiers passed between agencies electronically' },
  unit: 'percent',
  of: DOSSIERS,
  count: (facts, period) =>
    share(
      facts,
      ({ receivedAt, isTransferred }) => isWithin(period, receivedAt) && isTransferred,
      ({ hasTransferRecord }) => hasTransferRecord,
    ),
}

/** Successful dossiers whose components and result are files and whose package is in the archive. */
export const storedReusable: Measure = {
  id: 'storedReusable',
  name: {
    vi: 'Hồ sơ giải quyết thành công được số hóa, lưu trữ, tái sử dụng',
    en: 'Successful dossiers digitized, stored, reusable',
  },
  unit: 'percent',
  of: DOSSIERS,
  count: (facts, period) =>
    share(
      facts,
      ({ hasSucceeded, endedAt }) => hasSucceeded && isWithin(period, endedAt),
      ({ hasDigitized, hasResult, isArchived }) => hasDigitized && hasResult && isArchived,
    ),
}
