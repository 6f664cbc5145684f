import { object, type ObjectContext } from '@restatedev/restate-sdk'
import { NAMES } from './wire.ts'

/** A number of a series, and whose it is. */
export interface GivenSerial {
  readonly key: string
  readonly serial: number
}

/** Numbers that are nobody's, the first and the last of them. */
type Gap = readonly [first: number, last: number]

const LAST = 'last'
/** Below the last one; absent: none. */
const GAPS = 'gaps'
const ofKey = (key: string) => `of:${key}`

/** Serial numbers of one series: from 1, without gaps but for what `keep` passed over, and the same one for the same key. */
export const seriesObject = object({
  name: NAMES.series,
  handlers: {
    next: async (context: ObjectContext, key: string): Promise<number> => {
      const known = await context.get<number>(ofKey(key))
      if (known !== null) return known
      const next = ((await context.get<number>(LAST)) ?? 0) + 1
      context.set(LAST, next)
      context.set(ofKey(key), next)
      return next
    },

    /** Numbers that another store gave out: none up to the highest is given to anybody else. Answers with those that are another key's here. */
    keep: async (context: ObjectContext, given: readonly GivenSerial[]): Promise<readonly GivenSerial[]> => {
      let last = (await context.get<number>(LAST)) ?? 0
      let gaps = (await context.get<readonly Gap[]>(GAPS)) ?? []
      const taken: GivenSerial[] = []
      for (const one of given) {
        const { key, serial } = one
        const known = await context.get<number>(ofKey(key))
        if (known === serial) continue
        const isFree = serial > last || gaps.some(([from, to]) => from <= serial && serial <= to)
        if (known !== null || !isFree) {
          taken.push(one)
          continue
        }
        if (serial > last) gaps = [...gaps, [last + 1, serial]]
        gaps = gaps.flatMap((gap) => without(gap, serial))
        last = Math.max(last, serial)
        context.set(ofKey(key), serial)
      }
      context.set(LAST, last)
      context.set(GAPS, gaps)
      return taken
    },
  },
  options: { enableLazyState: true },
})

function without([first, last]: Gap, serial: number): readonly Gap[] {
  if (serial < first || serial > last) return [[first, last]]
  const around: readonly Gap[] = [
    [first, serial - 1],
    [serial + 1, last],
  ]
  return around.filter(([from, to]) => from <= to)
}
