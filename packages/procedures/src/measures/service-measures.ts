import { average, share } from './count.ts'
import { DOSSIERS, type Measure } from './measure.ts'
import { isWithin } from './period.ts'

/** The mean wait of the applicants whose dossiers were received in the period, of those that a queue system told. */
export const counterWait: Measure = {
  id: 'counterWait',
  name: { vi: 'Thời gian chờ bình quân tại Bộ phận Một cửa', en: 'Average wait at the counter' },
  unit: 'minutes',
  of: DOSSIERS,
  count: (facts, period) =>
    average(
      facts.filter(({ receivedAt }) => isWithin(period, receivedAt)),
      ({ counterWaitMinutes }) => counterWaitMinutes,
    ),
}

/** Of the dossiers that ended in the period with a date to keep: settled before it or on it, by the metric clock. */
export const settledOnTime: Measure = {
  id: 'settledOnTime',
  name: { vi: 'Hồ sơ giải quyết trước hạn, đúng hạn', en: 'Settled on time or early' },
  unit: 'percent',
  of: DOSSIERS,
  count: (facts, period) =>
    share(
      facts,
      ({ receivedAt, endedAt, timeliness }) => receivedAt !== null && isWithin(period, endedAt) && timeliness !== null,
      ({ timeliness }) => timeliness === 'early' || timeliness === 'onTime',
    ),
}

/** Of the dossiers whose applicant answered in the period, lodged, settled or returned whenever. */
export const satisfaction: Measure = {
  id: 'satisfaction',
  name: { vi: 'Mức độ hài lòng', en: 'Satisfaction' },
  unit: 'percent',
  of: DOSSIERS,
  count: (facts, period) =>
    share(
      facts,
      ({ satisfiedAt }) => isWithin(period, satisfiedAt),
      ({ isSatisfied }) => isSatisfied === true,
    ),
}

/** Of the dossiers that ended in the period and whose portal was to be told: it took everything. */
export const resultsSynced: Measure = {
  id: 'resultsSynced',
  name: {
    vi: 'Kết quả xử lý được đồng bộ đầy đủ lên Cổng Dịch vụ công quốc gia',
    en: 'Processing results synced in full to the national portal',
  },
  unit: 'percent',
  of: DOSSIERS,
  count: (facts, period) =>
    share(
      facts,
      ({ endedAt, isSynced }) => isWithin(period, endedAt) && isSynced !== null,
      ({ isSynced }) => isSynced === true,
    ),
}
