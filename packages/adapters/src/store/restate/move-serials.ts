import type { Json, Page, Store, StoredSerial } from '@motcua/engine/ports'
import { callIngress, CONFLICT, IngressRefusal, type IngressOptions } from './ingress.ts'
import type { GivenSerial } from './series-object.ts'
import { NAMES } from './wire.ts'

/** Read, and handed over, at once. */
const PAGE = 500

/**
 * Hands the numbers of every series over, each to the key that has it. What was handed over before stays.
 *
 * The highest of each go first: whatever is counted there while the rest is on its way, or after a move that was broken off, is above.
 *
 * @throws IngressRefusal  a number is another key's there, or the key has another one
 */
export async function moveSerials(from: Store, to: IngressOptions): Promise<void> {
  for await (const [series, given] of seriesOf(from)) await hand(to, series, given.slice(0, 1))
  for await (const [series, given] of seriesOf(from))
    for (let first = 0; first < given.length; first += PAGE) await hand(to, series, given.slice(first, first + PAGE))
}

/** One series after another, each with its numbers from the highest down. */
async function* seriesOf(from: Store): AsyncGenerator<readonly [series: string, given: readonly GivenSerial[]]> {
  let given: StoredSerial[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page: Page<StoredSerial> = await from.serials({ limit: PAGE, ...(after === undefined ? {} : { after }) })
    for (const one of page.items) {
      const before = given[0]?.series
      if (before !== undefined && before !== one.series) {
        yield [before, downwards(given)]
        given = []
      }
      given.push(one)
    }
    after = page.next
  }
  const last = given[0]?.series
  if (last !== undefined) yield [last, downwards(given)]
}

function downwards(given: readonly StoredSerial[]): readonly GivenSerial[] {
  return given.map(({ key, serial }) => ({ key, serial })).sort((a, b) => b.serial - a.serial)
}

async function hand(to: IngressOptions, series: string, given: readonly GivenSerial[]): Promise<void> {
  const [taken] = await callIngress<readonly GivenSerial[]>(to, [NAMES.series, series, 'keep'], given as unknown as Json)
  if (taken === undefined) return
  const message = `expected number ${taken.serial} of series "${series}" to be free there or "${taken.key}"'s, found it given out otherwise`
  throw new IngressRefusal(CONFLICT, message)
}
