import { NO_DATA, share, shareOfKeys } from './count.ts'
import type { DossierFacts } from './dossier-facts.ts'
import { DOSSIERS, PROCEDURES, type Measure } from './measure.ts'
import { isWithin } from './period.ts'
import { statedCount } from './statement.ts'

const procedureOf = ({ procedure }: DossierFacts) => procedure.code

/** Of the dossiers received in the period; one without a channel counts as brought to the counter. */
export const lodgedOnline: Measure = {
  id: 'lodgedOnline',
  name: { vi: 'Hồ sơ nộp trực tuyến', en: 'Dossiers lodged online' },
  unit: 'percent',
  of: DOSSIERS,
  count: (facts, period) =>
    share(
      facts,
      ({ receivedAt }) => isWithin(period, receivedAt),
      ({ channel }) => channel === 'online',
    ),
}

/** Of the procedures that may be lodged online and had a dossier by the end of the period. */
export const onlineProceduresUsed: Measure = {
  id: 'onlineProceduresUsed',
  name: { vi: 'Thủ tục trực tuyến có phát sinh hồ sơ trực tuyến', en: 'Procedures offered online that had an online dossier' },
  unit: 'percent',
  of: PROCEDURES,
  count: (facts, period) =>
    shareOfKeys(
      facts,
      procedureOf,
      ({ procedure }) => procedure.isOnline,
      ({ channel, receivedAt }) => channel === 'online' && isWithin(period, receivedAt),
    ),
}

/** Of the procedures that may be lodged online: those of which the national portal knows a dossier. */
export const onlineOnPortal: Measure = {
  id: 'onlineOnPortal',
  name: {
    vi: 'Dịch vụ công trực tuyến toàn trình tích hợp trên Cổng Dịch vụ công quốc gia',
    en: 'Fully online services also on the national portal',
  },
  unit: 'percent',
  of: PROCEDURES,
  count: (facts) =>
    // Where no dossier was ever to be told to the portal, nothing is known of it.
    facts.every(({ isSynced }) => isSynced === null)
      ? NO_DATA
      : shareOfKeys(
          facts,
          procedureOf,
          ({ procedure }) => procedure.isOnline,
          ({ isSynced }) => isSynced === true,
        ),
}

export const proceduresFullyOnline: Measure = {
  id: 'proceduresFullyOnline',
  name: { vi: 'Thủ tục đủ điều kiện được cung cấp toàn trình', en: 'Eligible procedures offered fully online' },
  unit: 'percent',
  of: PROCEDURES,
  count: (_facts, _period, statements) => statedCount(statements, 'proceduresFullyOnline') ?? NO_DATA,
}

export const proceduresPublished: Measure = {
  id: 'proceduresPublished',
  name: { vi: 'Thủ tục hành chính được công bố, công khai', en: 'Procedures published' },
  unit: 'percent',
  of: PROCEDURES,
  count: (_facts, _period, statements) => statedCount(statements, 'proceduresPublished') ?? NO_DATA,
}
