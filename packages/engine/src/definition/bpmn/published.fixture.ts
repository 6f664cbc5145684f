import fc from 'fast-check'
import { NO_POSITION as position } from '../../diagnostics/index.ts'
import type { Limit } from '../limit.ts'
import type { Published } from '../published.ts'

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

/** What a publication says beside what runs. */
export const published: fc.Arbitrary<Published> = fc
  .record({
    amountVnd: maybe(fc.integer({ min: 0, max: 9_000_000 })),
    per: fc.constantFrom('dossier', 'copy', 'page', 'case'),
    kind: fc.constantFrom('fee', 'charge'),
    channel: maybe(fc.constantFrom('counter', 'online', 'post')),
    label: fc.constantFrom('Nộp', 'a<b & "c"', 'Điều 12]]>'),
    hasTiers: fc.boolean(),
    span: fc.constantFrom<Limit>({ unit: 'workingDays', amount: 3 }, { unit: 'elapsed', duration: 'PT8H' }),
  } as const)
  .map(({ label, hasTiers, span, amountVnd, per, kind, channel }): Published => ({
    fees: [
      {
        ...{ name: { vi: label }, kind, amountVnd, per },
        tiers: hasTiers
          ? [
              { to: 5, amountVnd: 2_000 },
              { to: undefined, amountVnd: 1_000 },
            ]
          : [],
        ...{ atMostVnd: hasTiers ? 200_000 : undefined, setBy: undefined },
        ...{ channel, case: undefined, when: undefined, source: label },
      },
    ],
    times: [{ limit: span, channel, case: undefined, when: { vi: label, en: label }, source: undefined }],
    figures: [{ at: 'limit', source: label }],
    gaps: [{ at: 'limit', code: 'LIMIT_UNREAD', what: { vi: label, en: label }, found: [label], blocks: false, position }],
  }))
